using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS;

/// <summary>
/// Reads several devices as one, round robin: a device that is flooded never keeps the others waiting. For one
/// receiver; several receivers make a group each.
/// </summary>
public sealed class TunDeviceGroup
{
    private readonly TunDevice[] _devices;
    private int _turn;

    /// <summary>Makes a group of at least one device.</summary>
    /// <exception cref="ArgumentException">There is no device, or a null among them.</exception>
    public TunDeviceGroup(params TunDevice[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.Length == 0 || devices.Contains(null))
        {
            throw new ArgumentException("A group has one device or more, and none of them is null.", nameof(devices));
        }

        _devices = [.. devices];
    }

    /// <summary>Reads the next packet of any of the devices if one is there, or comes in time.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="TunDevice.MaxPacketLength"/> bytes.</param>
    /// <param name="length">The packet's length in bytes; 0 when none was read.</param>
    /// <param name="source">The device that gave the packet; null when none was read.</param>
    /// <param name="timeout">The longest wait: zero for one try, Timeout.InfiniteTimeSpan for no limit.</param>
    /// <param name="events">Each of them ends the call when it is or becomes triggered, even with packets there.</param>
    /// <returns>Ready when a packet was read.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the timeout negative.</exception>
    /// <exception cref="TunException">A device failed: <see cref="TunException.Device"/>.</exception>
    /// <exception cref="ObjectDisposedException">A device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult TryRead(
        Span<byte> buffer,
        out int length,
        out TunDevice? source,
        TimeSpan timeout = default,
        ReadOnlySpan<InterruptEvent> events = default)
    {
        WaitResult result = TryRead(_devices, ref _turn, buffer, out length, timeout, events);
        source = null;
        if (result.Status == WaitStatus.Ready)
        {
            source = _devices[_turn];
            _turn = (_turn + 1) % _devices.Length;
        }

        return result;
    }

    /// <summary>
    /// Reads from whichever of the devices has a packet, beginning with number <paramref name="turn"/>; on success
    /// that becomes the number of the one which gave it.
    /// </summary>
    internal static WaitResult TryRead(
        ReadOnlySpan<TunDevice> devices,
        ref int turn,
        Span<byte> buffer,
        out int length,
        TimeSpan timeout,
        ReadOnlySpan<InterruptEvent> events)
    {
        Deadline.ThrowIfInvalid(timeout);
        if (buffer.Length < TunDevice.MaxPacketLength)
        {
            throw new ArgumentException(
                $"A buffer for reading has at least {TunDevice.MaxPacketLength} bytes, so that no packet is cut; "
                + $"this one has {buffer.Length}.",
                nameof(buffer));
        }

        InterruptEvent.ThrowIfDisposed(events);
        Deadline? deadline = null;
        length = 0;
        while (true)
        {
            if (InterruptEvent.FindTriggered(events) is { Status: WaitStatus.Interrupted } interrupted)
            {
                return interrupted;
            }

            for (int i = 0; i < devices.Length; i++)
            {
                int candidate = (turn + i) % devices.Length;
                TunDevice device = devices[candidate];
                ObjectDisposedException.ThrowIf(device.IsClosed, device);

                // Before any poll: under load a packet costs one system call.
                int result = device.ReadNow(buffer);
                if (result >= 0)
                {
                    turn = candidate;
                    length = result;
                    return WaitResult.Ready;
                }

                if (result != TunQueue.WouldBlock)
                {
                    throw new TunException($"read from {device}", LinuxErrors.Reading(-result), device);
                }
            }

            if (timeout == TimeSpan.Zero)
            {
                return WaitResult.TimedOut;
            }

            deadline ??= Deadline.After(timeout);
            WaitResult wait = Waiter.Wait(devices, Libc.POLLIN, deadline.Value, events);
            if (wait.Status != WaitStatus.Ready)
            {
                return wait;
            }
        }
    }
}
