using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// Reads several devices as one, round robin: a device that is flooded never keeps the others waiting. For one
/// receiver; several receivers make a group each.
/// </summary>
public sealed class TunDeviceGroup
{
    private readonly PollTarget[] _readers;
    private readonly PollTarget[] _writers;
    private int _turn;
    private long _rejected;

    /// <summary>Makes a group of at least one device.</summary>
    /// <exception cref="ArgumentException">There is no device, or a null among them.</exception>
    public TunDeviceGroup(params TunDevice[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.Length == 0 || devices.Contains(null))
        {
            throw new ArgumentException("A group has one device or more, and none of them is null.", nameof(devices));
        }

        _readers = [.. devices.Select(device => new PollTarget(device, Posix.POLLIN))];
        _writers = [.. devices.Select(device => new PollTarget(device, Posix.POLLOUT))];
    }

    /// <summary>
    /// Which packets are wanted; null for all. Others are read as well, counted, and dropped. They do not lengthen the
    /// timeout, and a timeout of zero looks at all packets that are there.
    /// </summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>How many packets were read that the filter did not want.</summary>
    public long RejectedPackets => _rejected;

    /// <summary>Reads the next packet of any of the devices if one is there, or comes in time.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="TunDevice.MaxPacketLength"/> bytes.</param>
    /// <param name="length">The packet's length in bytes; 0 when none was read.</param>
    /// <param name="source">The device that gave the packet; null when none was read.</param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <param name="cancellationToken">Ends the call like an event, and before all of them.</param>
    /// <returns>Ready when a packet was read.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled. No packet was read.</exception>
    /// <exception cref="TunException">A device failed: <see cref="TunException.Device"/>.</exception>
    /// <exception cref="ObjectDisposedException">A device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryRead(
        Span<byte> buffer,
        out int length,
        out TunDevice? source,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
    {
        if (Filter is null)
        {
            source = _readers[_turn].Device;
            length = source.ReadNow(buffer, timeout, events, cancellationToken);
            if (length >= 0)
            {
                EndTurn();
                return WaitResult.Ready;
            }
        }

        WaitTerms terms = new(timeout, events, cancellationToken);
        WaitResult result = TryReadWanted(new ReadBuffer(buffer), out length, terms);
        source = null;
        if (result.Status == WaitStatus.Ready)
        {
            source = _readers[_turn].Device;
            EndTurn();
        }

        return result;
    }

    /// <summary>Waits until a packet can be read from any of the devices; reads none.</summary>
    /// <inheritdoc cref="TunDevice.WaitReadable"/>
    public WaitResult WaitReadable(
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken).Wait(_readers);

    /// <summary>
    /// Waits until a packet can be sent on any of the devices. An interface that is down is not writable until it comes
    /// up.
    /// </summary>
    /// <inheritdoc cref="TunDevice.WaitReadable"/>
    public WaitResult WaitWritable(
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken).Wait(_writers);

    /// <summary>Waits until any of the devices is in a state: up, down or gone.</summary>
    /// <inheritdoc cref="TunDevice.WaitForState"/>
    public WaitResult WaitForState(
        TunDeviceState state,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => LinkWaiter.Wait(
            [.. _readers.Select(target => target.Device)],
            state,
            new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken));

    private void EndTurn() => _turn = _turn + 1 < _readers.Length ? _turn + 1 : 0;

    private WaitResult TryReadWanted(ReadBuffer buffer, out int length, WaitTerms terms)
    {
        for (long rejected = 0; ; rejected++)
        {
            WaitResult result = TryRead(_readers, ref _turn, buffer, out length, ref terms);
            TunDevice source = _readers[_turn].Device;
            if (result.Status != WaitStatus.Ready
                || Filter is null
                || Filter.Matches(buffer.Filled(length), source.Layer))
            {
                return result;
            }

            length = 0;
            _rejected++;
            source.CountRejected();
            EndTurn();

            // In a flood of others there is always something to read. Those who would not wait see all that a queue can
            // have held when they asked.
            if (terms.MayWait ? terms.IsOver : rejected >= (long)TunDevice.MaxTxQueueLength * _readers.Length)
            {
                return WaitResult.TimedOut;
            }
        }
    }

    /// <summary>
    /// Reads from whichever of the devices has a packet, beginning with number <paramref name="turn"/>; on success
    /// that becomes the number of the one which gave it. None has to be looked at again that was just tried in vain.
    /// </summary>
    internal static WaitResult TryRead(
        scoped ReadOnlySpan<PollTarget> targets,
        ref int turn,
        ReadBuffer buffer,
        out int length,
        ref WaitTerms terms,
        bool isTried = false)
    {
        length = 0;
        for (; ; isTried = false)
        {
            if (terms.IsInterrupted(out WaitResult interrupted))
            {
                return interrupted;
            }

            for (int i = isTried ? targets.Length : 0; i < targets.Length; i++)
            {
                int candidate = (turn + i) % targets.Length;
                TunDevice device = targets[candidate].Device;
                ObjectDisposedException.ThrowIf(device.IsClosed, device);

                // Before any poll: under load a packet costs one system call.
                int result = buffer.ReadFrom(device);
                if (result >= 0)
                {
                    turn = candidate;
                    length = result;
                    return WaitResult.Ready;
                }

                if (result == OffloadReader.Malformed)
                {
                    // Told once; the next call goes on with the next device, and no packet but this one is lost.
                    turn = (candidate + 1) % targets.Length;
                    device.ThrowMalformed();
                    i--;
                }
                else if (result != TunQueue.WouldBlock)
                {
                    throw new TunException($"read from {device}", device.Queue.ReadFailure(-result), device);
                }
            }

            if (!terms.MayWait)
            {
                return WaitResult.TimedOut;
            }

            WaitResult wait = terms.Wait(targets);
            if (wait.Status != WaitStatus.Ready)
            {
                return wait;
            }
        }
    }
}
