using TunPS.Native;

namespace TunPS;

/// <content>Reading and writing without a thread that waits.</content>
public sealed partial class TunDevice
{
    /// <summary>Reads the next packet; no thread waits for it.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="cancellationToken">Ends the wait; also with CancellationTokenSource.CancelAfter for a timeout.</param>
    /// <returns>The packet's length in bytes.</returns>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. No packet was read.</exception>
    /// <exception cref="TunException">The interface is gone, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The device is or was meanwhile disposed.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => ReadNow(buffer.Span, TimeSpan.Zero, [], cancellationToken) is >= 0 and int length
            ? new ValueTask<int>(length)
            : WaitAndReadAsync(buffer, cancellationToken);

    /// <summary>Sends one packet; no thread waits while the queue towards the system is full.</summary>
    /// <param name="packet">
    /// An IPv4 or IPv6 packet, 20 or 40 to 65535 bytes, or on a TAP device an Ethernet frame from 14 bytes on.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; also with CancellationTokenSource.CancelAfter for a timeout.</param>
    /// <exception cref="OperationCanceledException">The token is cancelled. The packet was not sent.</exception>
    /// <exception cref="TunException">
    /// The bytes are no IP packet, the interface is down or gone, or the system refused. The packet was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The device is or was meanwhile disposed.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken = default)
        => TryWriteNow(packet.Span, [], cancellationToken)
            ? ValueTask.CompletedTask
            : WaitAndWriteAsync(packet, cancellationToken);

    private async ValueTask<int> WaitAndReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(buffer.Span, out int length, cancellationToken: cancellationToken).Status == WaitStatus.Ready)
            {
                return length;
            }

            await AsyncWaiter.WaitAsync(new PollTarget(this, Posix.POLLIN), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAndWriteAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        bool lacksBuffers;
        while (TryWrite(
            new OutgoingPacket(packet.Span),
            new WaitTerms(TimeSpan.Zero, [], cancellationToken),
            out lacksBuffers).Status != WaitStatus.Ready)
        {
            ThrowIfDown();
            await (lacksBuffers
                ? Task.Delay(WaitTerms.BuffersAgain, cancellationToken)
                : AsyncWaiter.WaitAsync(new PollTarget(this, Posix.POLLOUT), cancellationToken)).ConfigureAwait(false);
        }
    }
}
