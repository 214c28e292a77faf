using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <content>Writing: one packet, one packet that lies in pieces, many packets.</content>
public sealed partial class TunDevice
{
    /// <summary>Sends one packet; waits while the queue towards the system is full.</summary>
    /// <param name="packet">
    /// An IPv4 or IPv6 packet, 20 or 40 to 65535 bytes, or on a TAP device an Ethernet frame from 14 bytes on.
    /// </param>
    /// <param name="timeout">The longest wait; null for no limit, zero for one try.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered.</param>
    /// <param name="cancellationToken">Ends the call like an event, and before all of them.</param>
    /// <remarks>
    /// The system takes any bytes that begin like an IP packet and may drop them later, as a network does.
    /// </remarks>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The packet could not be sent in time.</exception>
    /// <exception cref="TunInterruptedException">An event is triggered. The packet was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. The packet was not sent.</exception>
    /// <exception cref="TunException">
    /// The bytes are no IP packet, the interface is down or gone, or the system refused. The packet was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public void Write(
        ReadOnlySpan<byte> packet,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => TryWrite(packet, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("send on", this);

    /// <summary>
    /// Sends one packet that lies in several pieces (gather); waits while the queue towards the system is full.
    /// </summary>
    /// <param name="pieces">
    /// An IPv4 or IPv6 packet, 20 or 40 to 65535 bytes, or on a TAP device an Ethernet frame from 14 bytes on, in at
    /// most 1024 pieces.
    /// </param>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, TimeSpan?, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public void Write(
        ReadOnlySpan<ReadOnlyMemory<byte>> pieces,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => TryWrite(pieces, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("send on", this);

    /// <summary>
    /// Sends as many packets as the system takes without a wait; waits as long as needed for the first. With offload
    /// those that belong together go out by one write, else each by a write of its own.
    /// </summary>
    /// <param name="packets">The packets, one right behind the other.</param>
    /// <param name="lengths">The length of each packet in bytes.</param>
    /// <returns>How many of them were sent: at least 1, unless there are none.</returns>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, TimeSpan?, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public int WriteBatch(
        ReadOnlySpan<byte> packets,
        ReadOnlySpan<int> lengths,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        TryWriteBatch(packets, lengths, out int count, timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken)
            .ThrowUnlessReady("send on", this);
        return count;
    }

    /// <summary>Sends one packet if the system takes it at once, or in time; by default without any wait.</summary>
    /// <param name="packet">
    /// An IPv4 or IPv6 packet, 20 or 40 to 65535 bytes, or on a TAP device an Ethernet frame from 14 bytes on.
    /// </param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered.</param>
    /// <param name="cancellationToken">Ends the call like an event, and before all of them.</param>
    /// <returns>Ready when the packet was sent.</returns>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. The packet was not sent.</exception>
    /// <exception cref="TunException">
    /// The bytes are no IP packet, the interface is down or gone, or the system refused. The packet was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryWrite(
        ReadOnlySpan<byte> packet,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => Deadline.IsValid(timeout) && TryWriteNow(packet, events, cancellationToken)
            ? WaitResult.Ready
            : TryWrite(new OutgoingPacket(packet), new WaitTerms(timeout, events, cancellationToken), out _);

    /// <summary>
    /// Sends one packet that lies in several pieces (gather) if the system takes it at once, or in time; by default
    /// without any wait.
    /// </summary>
    /// <param name="pieces">
    /// An IPv4 or IPv6 packet, 20 or 40 to 65535 bytes, or on a TAP device an Ethernet frame from 14 bytes on, in at
    /// most 1024 pieces.
    /// </param>
    /// <inheritdoc cref="TryWrite(ReadOnlySpan{byte}, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public WaitResult TryWrite(
        ReadOnlySpan<ReadOnlyMemory<byte>> pieces,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => TryWrite(new OutgoingPacket(pieces), new WaitTerms(timeout, events, cancellationToken), out _);

    /// <summary>
    /// Sends as many packets as the system takes without a wait; waits, if at all, only for the first. With offload
    /// those that belong together go out by one write, else each by a write of its own. What ends the call after the first packet is told by the next call, which begins with the rest.
    /// </summary>
    /// <param name="packets">The packets, one right behind the other.</param>
    /// <param name="lengths">The length of each packet in bytes.</param>
    /// <param name="count">How many of them were sent; they are the first ones.</param>
    /// <returns>Ready when at least one packet was sent, or there are none.</returns>
    /// <inheritdoc cref="TryWrite(ReadOnlySpan{byte}, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>
    public WaitResult TryWriteBatch(
        ReadOnlySpan<byte> packets,
        ReadOnlySpan<int> lengths,
        out int count,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        ThrowIfLengthsDoNotFit(packets, lengths);
        count = 0;
        WaitTerms terms = new(timeout, events, cancellationToken);
        if (lengths.IsEmpty)
        {
            return WaitResult.Ready;
        }

        // With offload many at once. Why they were not all, or none, the writes by themselves below find.
        WaitResult result = WaitResult.Ready;
        if (OffloadWriter is not null)
        {
            count = OffloadWriter.Write(packets, lengths, events, cancellationToken);
            packets = packets[Sum(lengths[..count])..];
        }

        if (count == 0)
        {
            result = TryWrite(new OutgoingPacket(packets[..lengths[0]]), terms, out _);
            if (result.Status != WaitStatus.Ready)
            {
                return result;
            }

            packets = packets[lengths[count++]..];
        }

        while (count < lengths.Length && TryWriteNow(packets[..lengths[count]], events, cancellationToken))
        {
            packets = packets[lengths[count++]..];
        }

        return result;
    }

    /// <summary>
    /// Sends a packet for which there is room, if nothing speaks against it. False tells nothing: whoever wants to know
    /// asks again, by
    /// <see cref="TryWrite(ReadOnlySpan{byte}, TimeSpan, ReadOnlySpan{InterruptEvent}, CancellationToken)"/>.
    /// </summary>
    private bool TryWriteNow(
        ReadOnlySpan<byte> packet, ReadOnlySpan<InterruptEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return !cancellationToken.IsCancellationRequested
                && !InterruptEvent.IsAnyOver(events)
                && !IsClosed
                && OutgoingPacket.IsSound(packet, Layer)
                && Queue.Write(packet) >= 0;
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile. How many packets went out before this one must not be lost with an exception.
            return false;
        }
    }

    /// <param name="packet">The packet.</param>
    /// <param name="terms">What bounds the call.</param>
    /// <param name="lacksBuffers">
    /// Whether it was not the queue that was full, but the system that was short of buffers, of which poll knows nothing.
    /// </param>
    private WaitResult TryWrite(OutgoingPacket packet, WaitTerms terms, out bool lacksBuffers)
    {
        lacksBuffers = false;
        if (packet.FindProblem(Layer) is string problem)
        {
            throw new TunException($"send on {_lastName}", new Failure(TunError.InvalidPacket, problem), this);
        }

        PollTarget self = new(this, Posix.POLLOUT);
        PollTarget idle = new(this, NoInterest);
        while (true)
        {
            if (terms.IsInterrupted(out WaitResult interrupted))
            {
                return interrupted;
            }

            // Before any poll: while the interface is down poll never says writable, but a write says what is wrong.
            ObjectDisposedException.ThrowIf(IsClosed, this);
            int result = packet.WriteTo(Queue);
            if (result >= 0)
            {
                return WaitResult.Ready;
            }

            lacksBuffers = Queue.LacksBuffers(-result);
            if (result != TunQueue.WouldBlock && !lacksBuffers)
            {
                throw new TunException($"send on {_lastName}", Queue.WriteFailure(-result, _lastName), this);
            }

            if (!terms.MayWait)
            {
                return WaitResult.TimedOut;
            }

            ThrowIfDown();
            WaitResult wait = lacksBuffers
                ? terms.WaitForBuffers(new ReadOnlySpan<PollTarget>(in idle))
                : terms.WaitToWrite(new ReadOnlySpan<PollTarget>(in self));
            if (wait.Status != WaitStatus.Ready)
            {
                return wait;
            }
        }
    }

    // Of an interface that is down a write says so, but not while the queue is full: then it says that first.
    private void ThrowIfDown()
    {
        if (Queue.IsDown())
        {
            throw new TunException($"send on {_lastName}", Failures.IsDown(Errno.EIO, _lastName), this);
        }
    }

    private static int Sum(ReadOnlySpan<int> lengths)
    {
        int sum = 0;
        foreach (int length in lengths)
        {
            sum += length;
        }

        return sum;
    }

    private static void ThrowIfLengthsDoNotFit(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        long sum = 0;
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            sum += length;
        }

        if (sum != packets.Length)
        {
            throw new ArgumentException(
                $"The lengths of the packets are {sum} bytes together, and there are {packets.Length}.",
                nameof(lengths));
        }
    }
}
