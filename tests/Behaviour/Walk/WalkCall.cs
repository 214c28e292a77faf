using System.Buffers.Binary;

namespace TunPS.Behaviour.Tests.Walk;

/// <summary>Makes a call in one of its forms, and says in a few words how it ended.</summary>
internal static class WalkCall
{
    internal const string Ready = "Ready";
    internal const string Sent = "Sent";
    internal const string TimedOut = "TimedOut";
    internal const string Cancelled = "Cancelled";
    internal const string Disposed = "Disposed";

    /// <summary>How many packets a batch reads at most.</summary>
    internal const int BatchLength = 3;

    internal static string Interrupted(int value) => $"Interrupted {value}";

    internal static string Received(IEnumerable<int> numbers) => $"Received {string.Join(' ', numbers)}";

    internal static bool IsRead(CallForm form) => form is >= CallForm.Read and <= CallForm.ReadAsync;

    internal static bool IsWrite(CallForm form) => form is >= CallForm.Write and <= CallForm.WriteAsync;

    internal static bool IsAsync(CallForm form) => form is CallForm.ReadAsync or CallForm.WriteAsync;

    /// <summary>The numbers of the packets that a call sends.</summary>
    internal static int[] SentBy(CallForm form, int number)
        => form == CallForm.WriteBatch ? [number, number + 1] : IsWrite(form) ? [number] : [];

    /// <summary>One of the forms that block their thread.</summary>
    internal static string Make(
        CallForm form,
        TunDevice device,
        TunDevice other,
        int number,
        TimeSpan timeout,
        InterruptEvent[] events,
        CancellationToken token)
    {
        byte[] buffer = new byte[BatchLength * TunDevice.MaxPacketLength];
        int[] lengths = new int[BatchLength];
        int count = 1;
        byte[] packet = Packets.Numbered(number);
        try
        {
            WaitResult result = form switch
            {
                CallForm.Read => device.TryRead(buffer, out lengths[0], timeout, events, token),
                CallForm.ReadScatter => device.TryRead(
                    [buffer.AsMemory(0, 7), buffer.AsMemory(7)], out lengths[0], timeout, events, token),
                CallForm.ReadBatch => device.TryReadBatch(buffer, lengths, out count, timeout, events, token),
                CallForm.ReadGroup => new TunDeviceGroup(device, other).TryRead(
                    buffer, out lengths[0], out _, timeout, events, token),
                CallForm.WaitReadable => device.WaitReadable(timeout, events, token),
                CallForm.Write => device.TryWrite(packet, timeout, events, token),
                CallForm.WriteGather => device.TryWrite(
                    [packet.AsMemory(0, 7), packet.AsMemory(7)], timeout, events, token),
                CallForm.WriteBatch => device.TryWriteBatch(
                    [.. packet, .. Packets.Numbered(number + 1)], [packet.Length, packet.Length], out count, timeout, events, token),
                CallForm.WaitWritable => device.WaitWritable(timeout, events, token),
                _ => throw new ArgumentOutOfRangeException(nameof(form), form, "This form blocks no thread."),
            };
            return result.Status switch
            {
                WaitStatus.Interrupted => Interrupted(result.Value),
                WaitStatus.TimedOut => TimedOut,
                _ when IsRead(form) => Received(NumbersIn(buffer, lengths[..count])),
                _ when IsWrite(form) => count == SentBy(form, number).Length ? Sent : $"Sent {count}",
                _ => Ready,
            };
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (ObjectDisposedException)
        {
            return Disposed;
        }
    }

    /// <summary>One of the forms that block no thread.</summary>
    internal static async Task<string> MakeAsync(CallForm form, TunDevice device, int number, CancellationToken token)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        try
        {
            if (form == CallForm.ReadAsync)
            {
                return Received(NumbersIn(buffer, [await device.ReadAsync(buffer, token)]));
            }

            await device.WriteAsync(Packets.Numbered(number), token);
            return Sent;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (ObjectDisposedException)
        {
            return Disposed;
        }
    }

    internal static int NumberIn(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt32BigEndian(packet[^sizeof(int)..]);

    private static List<int> NumbersIn(byte[] buffer, int[] lengths)
    {
        List<int> numbers = [];
        int end = 0;
        foreach (int length in lengths)
        {
            end += length;
            numbers.Add(NumberIn(buffer.AsSpan(0, end)));
        }

        return numbers;
    }
}
