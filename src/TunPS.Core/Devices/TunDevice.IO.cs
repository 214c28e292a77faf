using System.Collections.Concurrent;
using TunPS.Native.Linux;
using TunPS.Platform;
using TunPS.Platform.Linux;

namespace TunPS;

/// <content>Reading, writing and waiting.</content>
public sealed partial class TunDevice
{
    // The header lengths of RFC 791 and RFC 8200 without options; nothing shorter is an IP packet.
    private const int MinIPv4Length = 20;
    private const int MinIPv6Length = 40;

    // Null until the first packet is put back, which is rare.
    private ConcurrentQueue<byte[]>? _putBack;

    /// <summary>Reads the next packet, and waits for it as long as needed.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timeout">The longest wait; null for no limit, zero for one try.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <returns>The packet's length in bytes.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="TimeoutException">No packet came in time.</exception>
    /// <exception cref="TunInterruptedException">An event is triggered. No packet was read.</exception>
    /// <exception cref="TunException">The interface is gone, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public int Read(Span<byte> buffer, TimeSpan? timeout = null, ReadOnlySpan<InterruptEvent> events = default)
    {
        WaitResult result = TryRead(buffer, out int length, timeout ?? Timeout.InfiniteTimeSpan, events);
        result.ThrowUnlessReady($"read from {_lastName}");
        return length;
    }

    /// <summary>Reads the next packet if it is there, or comes in time; by default without any wait.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="length">The packet's length in bytes; 0 when none was read.</param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <returns>Ready when a packet was read.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="TunException">The interface is gone, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryRead(
        Span<byte> buffer,
        out int length,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default)
    {
        TunDevice self = this;
        int turn = 0;
        return TunDeviceGroup.TryRead(
            new ReadOnlySpan<TunDevice>(in self), ref turn, buffer, out length, timeout, events);
    }

    /// <summary>
    /// Puts back a packet that was read and could not be handed on: the next read, on any thread, gets it before all
    /// others.
    /// </summary>
    /// <param name="packet">The packet; kept, not copied.</param>
    public void PutBack(byte[] packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        _ = Interlocked.CompareExchange(ref _putBack, new ConcurrentQueue<byte[]>(), null);
        _putBack.Enqueue(packet);
    }

    /// <summary>Sends one packet; waits while the queue towards the system is full.</summary>
    /// <param name="packet">An IPv4 or IPv6 packet, 20 or 40 to <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timeout">The longest wait; null for no limit, zero for one try.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered.</param>
    /// <remarks>
    /// The system takes any bytes that begin like an IP packet and may drop them later, as a network does.
    /// </remarks>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The packet could not be sent in time.</exception>
    /// <exception cref="TunInterruptedException">An event is triggered. The packet was not sent.</exception>
    /// <exception cref="TunException">
    /// The bytes are no IP packet, the interface is down or gone, or the system refused. The packet was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public void Write(
        ReadOnlySpan<byte> packet, TimeSpan? timeout = null, ReadOnlySpan<InterruptEvent> events = default)
    {
        WaitResult result = TryWrite(packet, timeout ?? Timeout.InfiniteTimeSpan, events);
        result.ThrowUnlessReady($"send on {_lastName}");
    }

    /// <summary>Sends one packet if the system takes it at once, or in time; by default without any wait.</summary>
    /// <param name="packet">An IPv4 or IPv6 packet, 20 or 40 to <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered.</param>
    /// <returns>Ready when the packet was sent.</returns>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="TunException">
    /// The bytes are no IP packet, the interface is down or gone, or the system refused. The packet was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryWrite(
        ReadOnlySpan<byte> packet, TimeSpan timeout = default, ReadOnlySpan<InterruptEvent> events = default)
    {
        Deadline.ThrowIfInvalid(timeout);
        InterruptEvent.ThrowIfDisposed(events);
        if (FindProblem(packet) is string problem)
        {
            throw new TunException($"send on {_lastName}", new Failure(TunError.InvalidPacket, problem), this);
        }

        Deadline? deadline = null;
        TunDevice self = this;
        while (true)
        {
            if (InterruptEvent.FindTriggered(events) is { Status: WaitStatus.Interrupted } interrupted)
            {
                return interrupted;
            }

            ObjectDisposedException.ThrowIf(IsClosed, this);

            // Before any poll: while the interface is down poll never says writable, but a write says what is wrong.
            int result = Queue.Write(packet);
            if (result >= 0)
            {
                return WaitResult.Ready;
            }

            if (result != TunQueue.WouldBlock)
            {
                throw new TunException($"send on {_lastName}", LinuxErrors.Writing(-result, _lastName), this);
            }

            if (timeout == TimeSpan.Zero)
            {
                return WaitResult.TimedOut;
            }

            deadline ??= Deadline.After(timeout);
            WaitResult wait = Waiter.Wait(
                new ReadOnlySpan<TunDevice>(in self), Libc.POLLOUT, deadline.Value, events);
            if (wait.Status != WaitStatus.Ready)
            {
                return wait;
            }
        }
    }

    /// <summary>Waits until a packet can be read; reads none.</summary>
    /// <param name="timeout">The longest wait; null for no limit, zero to look only.</param>
    /// <param name="events">Each of them ends the wait when it is or becomes triggered.</param>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="TunException">The interface is gone.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult WaitReadable(TimeSpan? timeout = null, ReadOnlySpan<InterruptEvent> events = default)
        => Wait(Libc.POLLIN, timeout, events);

    /// <summary>Waits until a packet can be sent. An interface that is down is not writable until it comes up.</summary>
    /// <inheritdoc cref="WaitReadable"/>
    public WaitResult WaitWritable(TimeSpan? timeout = null, ReadOnlySpan<InterruptEvent> events = default)
        => Wait(Libc.POLLOUT, timeout, events);

    /// <summary>True when a packet that was put back waits to be read.</summary>
    internal bool HasPutBack => _putBack is { IsEmpty: false };

    /// <summary>Reads the next packet without waiting: its length, or the negative errno.</summary>
    internal int ReadNow(Span<byte> buffer)
    {
        if (_putBack is not null && _putBack.TryDequeue(out byte[]? packet))
        {
            packet.CopyTo(buffer);
            return packet.Length;
        }

        return Queue.Read(buffer);
    }

    private static string? FindProblem(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return "the packet is empty";
        }

        int version = packet[0] >> 4;
        int minLength = version == 4 ? MinIPv4Length : MinIPv6Length;
        return version is not (4 or 6)
            ? $"the packet begins with the version {version}, and IP has 4 and 6"
            : packet.Length < minLength
            ? $"the packet ends after byte {packet.Length}, and the header of IPv{version} alone has {minLength}"
            : packet.Length > MaxPacketLength
            ? $"the packet has {packet.Length} bytes, and IP has at most {MaxPacketLength}"
            : null;
    }

    private WaitResult Wait(short interest, TimeSpan? timeout, ReadOnlySpan<InterruptEvent> events)
    {
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        Deadline.ThrowIfInvalid(limit);
        InterruptEvent.ThrowIfDisposed(events);
        TunDevice self = this;
        return Waiter.Wait(new ReadOnlySpan<TunDevice>(in self), interest, Deadline.After(limit), events);
    }
}
