using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <content>Reading: one packet, one packet into several buffers, many packets.</content>
public sealed partial class TunDevice
{
    private const int NotTried = int.MinValue;

    /// <summary>Reads the next packet, and waits for it as long as needed.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timeout">The longest wait; null for no limit, zero for one try.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <param name="cancellationToken">Ends the call like an event, and before all of them.</param>
    /// <returns>The packet's length in bytes.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="TimeoutException">No packet came in time.</exception>
    /// <exception cref="TunInterruptedException">An event is triggered. No packet was read.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. No packet was read.</exception>
    /// <exception cref="TunException">The interface is gone, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public int Read(
        Span<byte> buffer,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        TryRead(buffer, out int length, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("read from", this);
        return length;
    }

    /// <summary>Reads the next packet into several buffers (scatter), and waits for it as long as needed.</summary>
    /// <param name="buffers">
    /// Where the packet goes: the first is filled before the second begins. Together at least
    /// <see cref="MaxPacketLength"/> bytes, and at most 1024 of them.
    /// </param>
    /// <inheritdoc cref="Read(Span{byte}, TimeSpan?, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public int Read(
        ReadOnlySpan<Memory<byte>> buffers,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        TryRead(buffers, out int length, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("read from", this);
        return length;
    }

    /// <summary>
    /// Reads all packets that are there and fit, and waits for the first as long as needed.
    /// </summary>
    /// <param name="buffer">
    /// Where the packets go, one right behind the other; at least <see cref="MaxPacketLength"/> bytes. The reading ends
    /// when fewer are left.
    /// </param>
    /// <param name="lengths">Takes the length of each packet in bytes; at least one, and never more packets.</param>
    /// <returns>The number of packets, at least 1.</returns>
    /// <inheritdoc cref="Read(Span{byte}, TimeSpan?, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public int ReadBatch(
        Span<byte> buffer,
        Span<int> lengths,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        TryReadBatch(buffer, lengths, out int count, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("read from", this);
        return count;
    }

    /// <summary>Reads the next packet if it is there, or comes in time; by default without any wait.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="length">The packet's length in bytes; 0 when none was read.</param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <param name="cancellationToken">Ends the call like an event, and before all of them.</param>
    /// <returns>Ready when a packet was read.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. No packet was read.</exception>
    /// <exception cref="TunException">The interface is gone, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryRead(
        Span<byte> buffer,
        out int length,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        int result = ReadNow(buffer, timeout, events, cancellationToken);
        if (result >= 0)
        {
            length = result;
            return WaitResult.Ready;
        }

        WaitTerms terms = new(timeout, events, cancellationToken);
        return TryRead(new ReadBuffer(buffer), out length, terms, isTried: result == TunQueue.WouldBlock);
    }

    /// <summary>
    /// Reads the next packet into several buffers (scatter) if it is there, or comes in time; by default without any
    /// wait.
    /// </summary>
    /// <param name="buffers">
    /// Where the packet goes: the first is filled before the second begins. Together at least
    /// <see cref="MaxPacketLength"/> bytes, and at most 1024 of them.
    /// </param>
    /// <inheritdoc cref="TryRead(Span{byte}, out int, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public WaitResult TryRead(
        ReadOnlySpan<Memory<byte>> buffers,
        out int length,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => TryRead(new ReadBuffer(buffers), out length, new WaitTerms(timeout, events, cancellationToken));

    /// <summary>
    /// Reads all packets that are there and fit; waits, if at all, only for the first. What
    /// ends the call after the first packet is told by the next call.
    /// </summary>
    /// <param name="buffer">
    /// Where the packets go, one right behind the other; at least <see cref="MaxPacketLength"/> bytes. The reading ends
    /// when fewer are left.
    /// </param>
    /// <param name="lengths">Takes the length of each packet in bytes; at least one, and never more packets.</param>
    /// <param name="count">The number of packets; 0 when none was read.</param>
    /// <returns>Ready when at least one packet was read.</returns>
    /// <inheritdoc cref="TryRead(Span{byte}, out int, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public WaitResult TryReadBatch(
        Span<byte> buffer,
        Span<int> lengths,
        out int count,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        if (lengths.IsEmpty)
        {
            throw new ArgumentException("A batch has room for the length of one packet or more.", nameof(lengths));
        }

        count = 0;
        WaitResult result = TryRead(buffer, out int length, timeout, events, cancellationToken);
        if (result.Status != WaitStatus.Ready)
        {
            return result;
        }

        do
        {
            lengths[count++] = length;
            buffer = buffer[length..];
        }
        while (count < lengths.Length
            && (length = ReadNow(buffer, timeout, events, cancellationToken)) >= 0);

        return result;
    }

    /// <summary>
    /// Reads a packet that is there, if nothing speaks against it: the way of nearly all packets under load, with nothing
    /// on it but what has to be looked at before each. Never throws.
    /// </summary>
    /// <returns>
    /// The packet's length. TunQueue.WouldBlock when there is none. Any other negative number tells nothing: whoever wants
    /// to know asks again, by
    /// <see cref="TryRead(Span{byte}, out int, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>.
    /// </returns>
    internal int ReadNow(
        Span<byte> buffer,
        TimeSpan timeout,
        ReadOnlySpan<InterruptEvent> events,
        CancellationToken cancellationToken)
    {
        try
        {
            return buffer.Length < MaxPacketLength
                || cancellationToken.IsCancellationRequested
                || InterruptEvent.IsAnyOver(events)
                || IsClosed
                || !Deadline.IsValid(timeout)
                ? NotTried
                : OffloadReader is null ? Queue.Read(buffer) : OffloadReader.Read(buffer);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile. The packets of a batch before this one must not go down with an exception.
            return NotTried;
        }
    }

    /// <summary>Tells what was wrong with a packet that came with a virtio header, unless another reader did.</summary>
    internal void ThrowMalformed()
    {
        if (OffloadReader!.TakeProblem() is string problem)
        {
            string reason = $"the system gave a packet that cannot be used ({problem.TrimEnd('.')})";
            throw new TunException($"read from {_lastName}", new Failure(TunError.InvalidPacket, reason), this);
        }
    }

    private WaitResult TryRead(ReadBuffer buffer, out int length, WaitTerms terms, bool isTried = false)
    {
        PollTarget self = new(this, Posix.POLLIN);
        int turn = 0;
        return TunDeviceGroup.TryRead(
            new ReadOnlySpan<PollTarget>(in self), ref turn, buffer, out length, ref terms, isTried);
    }
}
