using System.Diagnostics;
using System.Net;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// Forwards packets between two devices, in both directions, on two threads of its own, until it is stopped, one of the
/// devices goes away, or an event ends it.
/// </summary>
/// <remarks>
/// <para>All members may be used from any thread.</para>
/// <para>
/// Packets pass as they are: none is cut, fragmented or changed, its hop limit stays. How long they are is up to the MTU of
/// the interface that they come from; the system takes them from a device of any MTU, and answers itself for what is too
/// long on its further way. Two interfaces that are to be one link should therefore have the same MTU.
/// </para>
/// <para>
/// A connection survives that an interface goes down and comes up again; packets for an interface that is down are dropped
/// and counted. Other readers of a device may go on beside a connection, and each packet goes to one of them.
/// </para>
/// </remarks>
public sealed partial class TunConnection : IDisposable
{
    // The first threads; the one of the mirror comes behind them.
    private const int Forwarders = 2;

    private readonly ConnectionEnding _ending;
    private readonly List<Thread> _threads = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _end;
    private UdpLink? _link;
    private MirrorThread? _mirror;
    private int _forwarding = Forwarders;
    private int _running;

    private TunConnection(TunDevice first, TunDevice? second, TunConnectionOptions options)
    {
        First = first;
        Second = second;
        Forward = new TunConnectionDirection(options.Impairment);
        Backward = new TunConnectionDirection(options.Impairment);
        _ending = new ConnectionEnding(first, second, options.Events);
    }

    /// <summary>The first device.</summary>
    public TunDevice First { get; }

    /// <summary>The second device; null when the other side is a remote end point.</summary>
    public TunDevice? Second { get; }

    /// <summary>Where datagrams go and come from; null when the other side is a device.</summary>
    public IPEndPoint? RemoteEndPoint => _link?.RemoteEndPoint;

    /// <summary>Where datagrams are received, with the port that the system chose; null when the other side is a device.</summary>
    public IPEndPoint? LocalEndPoint => _link?.LocalEndPoint;

    /// <summary>From the first device to the other side.</summary>
    public TunConnectionDirection Forward { get; }

    /// <summary>From the other side to the first device.</summary>
    public TunConnectionDirection Backward { get; }

    /// <summary>
    /// Ends when the connection has ended and its threads are out. It has failed with what a device failed with, such as the
    /// <see cref="TunException"/> of an interface that is gone, with the <see cref="ObjectDisposedException"/> of an event
    /// that was disposed, or with what the mirror has thrown. After a stop, by an event, and when a device was closed it
    /// has succeeded.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>How long the connection has existed; after its end, how long it did.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            long end = Volatile.Read(ref _end);
            return Stopwatch.GetElapsedTime(_start, end == 0 ? Stopwatch.GetTimestamp() : end);
        }
    }

    /// <summary>Connects two devices.</summary>
    /// <param name="first">One device.</param>
    /// <param name="second">The other one, of the same layer and of another interface.</param>
    /// <param name="options">What else is to be done; null for nothing.</param>
    /// <exception cref="ArgumentException">
    /// The devices have different layers or the same interface, or an option is out of its range.
    /// </exception>
    /// <exception cref="ObjectDisposedException">A device or an event is disposed.</exception>
    /// <exception cref="TunException">An interface is gone, or there is no descriptor left.</exception>
    public static TunConnection Start(TunDevice first, TunDevice second, TunConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        options ??= new TunConnectionOptions();
        options.ThrowIfInvalid();
        ObjectDisposedException.ThrowIf(first.IsClosed, first);
        ObjectDisposedException.ThrowIf(second.IsClosed, second);
        if (FindProblem(first, second) is string problem)
        {
            throw new ArgumentException(problem, nameof(second));
        }

        ThrowIfGone(first);
        ThrowIfGone(second);
        return new TunConnection(first, second, options).Start(options);
    }

    /// <summary>
    /// Connects a device with another machine: each packet goes there as one UDP datagram and comes from there as one. There
    /// is no header, no encryption and no proof of who sends; datagrams from another end point than the remote one are
    /// dropped and counted, but addresses can be forged.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="remote">The other machine, and its port.</param>
    /// <param name="local">Where to be reached; null for any address and a port that the system chooses.</param>
    /// <param name="options">What else is to be done; null for nothing.</param>
    /// <remarks>
    /// A datagram has up to 65507 bytes over IPv4. It is fragmented on its way when it does not fit, so that an MTU of the
    /// device of 28 less than that of the way (48 over IPv6) is best. Nothing is lost for the connection when nobody is there
    /// yet: it goes on sending. The socket is in the network namespace of the calling thread, wherever that of the device is.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The device or an event is disposed.</exception>
    /// <exception cref="TunException">
    /// The interface is gone, the end points do not fit together, the system refuses the local one, or there is no descriptor
    /// left.
    /// </exception>
    public static TunConnection Start(
        TunDevice device, IPEndPoint remote, IPEndPoint? local = null, TunConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(remote);
        options ??= new TunConnectionOptions();
        options.ThrowIfInvalid();
        ObjectDisposedException.ThrowIf(device.IsClosed, device);
        ThrowIfGone(device);
        UdpLink link = UdpLink.Open(remote, local);
        try
        {
            TunConnection connection = new(device, null, options) { _link = link };
            connection.Backward.Link = link;
            return connection.Start(options);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Ends the connection at once. Returns without waiting for its threads; after the end this does nothing.
    /// </summary>
    public void Stop() => _ending.End();

    /// <summary>
    /// Stops the connection, and waits until its threads are out; on one of these threads, that is in a mirror, it only
    /// stops. The devices stay open.
    /// </summary>
    public void Dispose()
    {
        Stop();
        if (!_threads.Contains(Thread.CurrentThread))
        {
            // Not Wait, which throws what the connection has failed with.
            _ = Task.WaitAny(Completion);
        }
    }

    /// <summary>What is connected: "tun0 and tun1".</summary>
    public override string ToString() => $"{First} and {OtherName}";

    private string OtherName => Second?.ToString() ?? _link!.RemoteEndPoint.ToString();

    private static string? FindProblem(TunDevice first, TunDevice second)
        => first == second
            ? $"{first} cannot be connected with itself: the system would get back what it sends."
            : first.Layer != second.Layer
            ? $"{first} is a {first.Layer.ToText()} device and {second} a {second.Layer.ToText()} device: IP packets are no "
                + "Ethernet frames."
            : AreOneInterface(first, second)
            ? $"{first} and {second} are queues of one interface: the system would get back what it sends."
            : null;

    // A thread would find it, but later, when the caller takes the connection for one that runs.
    private static void ThrowIfGone(TunDevice device)
    {
        if (device.State == TunDeviceState.Gone)
        {
            throw new TunException($"connect {device}", TunPlatform.Current.Gone, device);
        }
    }

    // Names tell nothing: each network namespace has its own.
    private static bool AreOneInterface(TunDevice first, TunDevice second)
        => first.Interface is not null
            && first.Interface.Index == second.Interface?.Index
            && first.Link?.NamespaceCookie == second.Link?.NamespaceCookie;
}
