using TunPS.Platform;

namespace TunPS;

/// <summary>
/// An open queue of a TUN or TAP device: what the system routes to its interface can be read here, one IP packet or
/// Ethernet frame per read, and what is written here enters the system's network stack.
/// </summary>
/// <remarks>
/// All members may be used from any thread. Reads and writes share no lock. Properties of the interface are asked of
/// the kernel each time.
/// </remarks>
public sealed partial class TunDevice : IDisposable
{
    /// <summary>The smallest MTU of an interface in bytes; on macOS it is 72.</summary>
    public const int MinMtu = 68;

    /// <summary>
    /// The smallest MTU in bytes that IPv6 works with (RFC 8200, section 5); below it Linux takes IPv6 from the interface.
    /// </summary>
    public const int MinMtuForIPv6 = 1280;

    /// <summary>The largest MTU of a TUN interface in bytes.</summary>
    public const int MaxMtu = 65535;

    /// <summary>
    /// The longest queue of packets that an interface keeps: 4 MiB of pointers, the most that Linux allocates in a piece
    /// where its pages have 4 KiB.
    /// </summary>
    public const int MaxTxQueueLength = 524288;

    /// <summary>
    /// The largest packet in bytes that any device gives, whatever its MTU is changed to: an IP packet of 65535 bytes, or
    /// an Ethernet frame with as many and two VLAN tags. A buffer for reading has at least this size, so that no packet
    /// is ever cut.
    /// </summary>
    public const int MaxPacketLength = 65543;

    private string _lastName;
    private long _rejectedPackets;

    private TunDevice(TunQueue queue, string? fallbackName = null)
    {
        Queue = queue;
        if (HasOffload)
        {
            OffloadReader = new OffloadReader((IOffloadQueue)queue, queue.Layer);
            OffloadWriter = new OffloadWriter(this);
        }

        try
        {
            Link = queue.FindLink(out _lastName);
            if (Link is null)
            {
                _lastName = fallbackName ?? string.Empty;
            }
            else
            {
                Interface = new TunInterface(this, Link, _lastName);
            }
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    /// <summary>The interface's name; it follows a rename. Of a device that is gone or closed, the last one seen.</summary>
    public string Name
    {
        get
        {
            try
            {
                _lastName = Queue.FindName() ?? _lastName;
            }
            catch (ObjectDisposedException)
            {
                // Closed: the last name is all that there is.
            }

            return _lastName;
        }
    }

    /// <summary>What the device carries.</summary>
    public TunLayer Layer => Queue.Layer;

    /// <summary>
    /// Whether the system hands over and takes many packets at once: see <see cref="TunDeviceOptions.Offload"/>. It shows
    /// in the speed only, never in the packets.
    /// </summary>
    public bool HasOffload => Queue.Offload != OffloadLevel.None;

    /// <summary>Whether it does so not only with TCP segments but with UDP datagrams, too, which Linux can since 6.2.</summary>
    public bool HasUdpOffload => Queue.Offload == OffloadLevel.TcpAndUdp;

    /// <summary>Whether packets flow, and if not, why.</summary>
    public TunDeviceState State
    {
        get
        {
            TunDeviceState state = Interface?.State ?? TunDeviceState.Up;
            return IsClosed ? TunDeviceState.Closed : state;
        }
    }

    /// <summary>Whether this queue of the interface gets packets.</summary>
    public TunQueueState QueueState => Queue.IsDetached ? TunQueueState.Detached : TunQueueState.Attached;

    /// <summary>The largest IP packet in bytes that the interface passes; null without an interface.</summary>
    public int? Mtu => Interface?.Mtu;

    /// <summary>The interface's addresses, also those that others gave it; empty without an interface.</summary>
    public IReadOnlyList<TunAddress> Address => Interface?.Address ?? [];

    /// <summary>What the interface has counted; null without an interface.</summary>
    public TunStatistics? Statistics => Interface?.Statistics;

    /// <summary>How many packets were read here and dropped, because a reader's filter did not want them.</summary>
    public long RejectedPackets => Interlocked.Read(ref _rejectedPackets);

    /// <summary>The network namespace that was asked for; null for that of the thread that made the device.</summary>
    public string? NetworkNamespace { get; private init; }

    /// <summary>
    /// The interface, with all that can be asked and set there. Null for a descriptor that is no TUN device.
    /// </summary>
    public TunInterface? Interface { get; }

    /// <summary>True after <see cref="Dispose"/>.</summary>
    public bool IsClosed => Closing.IsTriggered;

    /// <summary>Triggered by <see cref="Dispose"/>; every wait on the device watches it.</summary>
    internal InterruptEvent Closing { get; } = InterruptEvent.CreateDeferred();

    internal TunQueue Queue { get; }

    /// <summary>The interface as the system has it; null for a descriptor that is no TUN device.</summary>
    internal TunLink? Link { get; }

    /// <summary>Reads what has virtio headers; null on a device without offload.</summary>
    internal OffloadReader? OffloadReader { get; }

    /// <summary>Writes many packets at once; null on a device without offload.</summary>
    internal OffloadWriter? OffloadWriter { get; }

    /// <summary>Whether a part of what was read from the queue has not been given to anybody yet.</summary>
    internal bool HasPendingSegments => OffloadReader is { HasPending: true };

    /// <summary>Refuses to go on where TunPS has no devices at all, such as on Windows.</summary>
    /// <param name="operation">What was to be done, as half a sentence: "create a TUN device".</param>
    /// <exception cref="TunException">There are none (NotSupported).</exception>
    public static void ThrowIfUnsupported(string operation) => TunPlatform.Current.ThrowIfUnsupported(operation);

    /// <summary>
    /// Makes a TUN or TAP interface and opens it, or opens an existing one that nobody has open, or opens one more queue
    /// of one. Needs CAP_NET_ADMIN, unless the interface exists, belongs to the user, and no option changes it; in
    /// another network namespace also CAP_SYS_ADMIN. On macOS, where an interface is always new, it needs root.
    /// </summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="onChange">Is told of each change made to the system, as a sentence.</param>
    /// <exception cref="ArgumentException">An option is out of range; nothing was created.</exception>
    /// <exception cref="TunException">
    /// A step failed; the message says which. The device was closed again, which removes a new interface, and on an
    /// existing one the steps before were taken back.
    /// </exception>
    public static TunDevice Create(TunDeviceOptions options, Action<string>? onChange = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        TunPlatform.Current.ThrowIfUnsupported("create a TUN device");
        options.ThrowIfInvalid();
        TunDevice device = new(TunPlatform.Current.OpenQueue(options, out bool created))
        {
            NetworkNamespace = options.NetworkNamespace,
        };
        try
        {
            onChange?.Invoke(created
                ? $"Created the {device.Layer.ToText()} device {device._lastName}."
                : $"Opened the existing {device.Layer.ToText()} device {device._lastName}.");
            if (device.HasOffload)
            {
                onChange?.Invoke($"Switched on offload for {(device.HasUdpOffload ? "TCP and UDP" : "TCP")}.");
            }

            device.Interface!.Configure(options, isNew: created, onChange);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes this queue from its multi-queue interface, which then gives it no packets, or gives it back. A queue that
    /// nobody reads should be detached: its share of the packets would be lost.
    /// </summary>
    /// <exception cref="TunException">The interface is gone, or has a single queue.</exception>
    /// <exception cref="ObjectDisposedException">The device is disposed.</exception>
    public void SetQueueState(TunQueueState state)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        bool isAttached = state == TunQueueState.Attached;
        if (Queue.SetAttached(isAttached) is Failure failure)
        {
            throw new TunException($"{(isAttached ? "attach" : "detach")} the queue of {_lastName}", failure, this);
        }
    }

    /// <summary>Refuses what <see cref="SetQueueState"/> can never do on this system, and changes nothing.</summary>
    /// <exception cref="TunException">The system's devices have a single queue (NotSupported).</exception>
    public void ThrowIfUnsupported(TunQueueState state)
    {
        if (state == TunQueueState.Detached)
        {
            TunPlatform.Current.ThrowIfUnavailable(TunFeature.MultiQueue, $"detach the queue of {_lastName}", this);
        }
    }

    /// <summary>The names of the network namespaces that ip-netns(8) knows, in order.</summary>
    public static IReadOnlyList<string> GetNetworkNamespaces() => TunPlatform.Current.GetNamespaceNames();

    /// <summary>
    /// Makes a device of a descriptor that is open already: one of /dev/net/tun with an interface attached and without
    /// packet information, or on macOS a utun socket; or a datagram socket whose other end plays the system, on macOS with
    /// the family before each packet as utun has it. The descriptor becomes non-blocking. With a virtio header, which has
    /// to be of 10 bytes, it is a device with offload.
    /// </summary>
    /// <param name="descriptor">The file descriptor.</param>
    /// <param name="ownsDescriptor">
    /// True: it becomes close-on-exec, and <see cref="Dispose"/> closes it. False: it is only borrowed.
    /// </param>
    /// <exception cref="ArgumentException">The descriptor cannot serve; it stays the caller's.</exception>
    public static TunDevice FromDescriptor(int descriptor, bool ownsDescriptor)
        => FromDescriptor(descriptor, ownsDescriptor, OffloadLevel.None);

    /// <param name="descriptor">The file descriptor.</param>
    /// <param name="ownsDescriptor">Whether to close it.</param>
    /// <param name="socketOffload">What a socket, which cannot be asked, gives and takes.</param>
    internal static TunDevice FromDescriptor(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        TunPlatform.Current.ThrowIfUnsupported("use a TUN descriptor");
        return new TunDevice(
            TunPlatform.Current.AdoptQueue(descriptor, ownsDescriptor, socketOffload), $"descriptor {descriptor}");
    }

    /// <summary>
    /// Closes the device. Reads, writes and waits in other threads end at once with
    /// <see cref="ObjectDisposedException"/>; the interface goes when the last of them has returned.
    /// </summary>
    public void Dispose()
    {
        // In this order: who is woken finds the reason, and the descriptor stays open until everyone is out.
        Closing.Trigger();
        Queue.Dispose();
        Closing.Dispose();
        OffloadReader?.Dispose();
    }

    /// <summary>The interface's name.</summary>
    public override string ToString() => _lastName;

    internal void CountRejected() => Interlocked.Increment(ref _rejectedPackets);
}
