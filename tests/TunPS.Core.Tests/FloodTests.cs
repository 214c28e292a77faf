namespace TunPS.Core.Tests;

/// <summary>Real devices that are flooded: nothing ends later than on idle ones.</summary>
[Collection(nameof(LeakTests))]
public sealed class FloodTests
{
    // Of a flood and eight threads each: enough to see a leak, and to meet a race now and then.
    private const int CostlyRounds = 50;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [DeviceFact]
    public void An_event_ends_a_reader_that_never_runs_out_of_packets() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Flood flood = new("192.0.2.2");
        using InterruptEvent stop = new();
        for (int round = 1; round <= 200; round++)
        {
            TaskCompletionSource reading = new();
            Task<WaitResult> reader = Background.Run(() => ReadUntilItEnds(device, stop, reading));
            Assert.True(reading.Task.Wait(s_patience), "No packet came.");
            stop.Trigger(round);

            Assert.Equal(round, Background.Result(reader).Value);
            stop.Reset();
        }
    });

    [DeviceFact]
    public void A_triggered_event_lets_no_packet_through() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Flood flood = new("192.0.2.2");
        using InterruptEvent stop = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Assert.Equal(WaitStatus.Ready, device.WaitReadable(s_patience).Status);
        stop.Trigger();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(WaitStatus.Interrupted, device.TryRead(buffer, out _, default, [stop]).Status);
            Assert.Equal(WaitStatus.Interrupted, device.TryReadBatch(buffer, new int[1], out _, default, [stop]).Status);
            Assert.Equal(WaitStatus.Interrupted, device.WaitReadable(events: [stop]).Status);
        }
    });

    [DeviceFact]
    public void Closing_a_device_ends_all_who_read_and_write_in_the_flood() => NetworkNamespace.Run(() => Leaks.AssertNone(
        () =>
        {
            using TunDevice device = QuietDevice.Create();
            using Flood flood = new("192.0.2.2");
            byte[] packet = Packets.Udp(10);
            Task<Exception>[] calls =
            [
                .. Enumerable.Range(0, 4).Select(_ => Background.RunUntilItFails(() => device.Read(new byte[TunDevice.MaxPacketLength]))),
                .. Enumerable.Range(0, 4).Select(_ => Background.RunUntilItFails(() => device.Write(packet))),
            ];
            device.Dispose();

            Assert.All(calls, call => Assert.IsType<ObjectDisposedException>(Background.Result(call)));
        },
        CostlyRounds));

    [DeviceFact]
    public void Deleting_the_interface_ends_all_who_read_and_write_in_the_flood() => NetworkNamespace.Run(() =>
        Leaks.AssertNone(
            () =>
            {
                using TunDevice device = QuietDevice.Create();
                using Flood flood = new("192.0.2.2");
                byte[] packet = Packets.Udp(10);
                Task<Exception>[] calls =
                [
                    Background.RunUntilItFails(() => device.Read(new byte[TunDevice.MaxPacketLength])),
                    Background.RunUntilItFails(() => device.ReadAsync(new byte[TunDevice.MaxPacketLength]).AsTask().GetAwaiter().GetResult()),
                    Background.RunUntilItFails(() => device.WaitReadable()),
                    Background.RunUntilItFails(() => WriteUnlessDown(device, packet)),
                ];
                _ = IpCommand.Run("link delete tun0");

                Assert.All(calls, call => Assert.Equal(TunError.DeviceGone, Assert.IsType<TunException>(Background.Result(call)).Error));
            },
            CostlyRounds));

    // The kernel takes an interface down before it deletes it.
    private static void WriteUnlessDown(TunDevice device, byte[] packet)
    {
        try
        {
            device.Write(packet);
        }
        catch (TunException e) when (e.Error == TunError.LinkDown)
        {
        }
    }

    private static WaitResult ReadUntilItEnds(TunDevice device, InterruptEvent stop, TaskCompletionSource reading)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        WaitResult result;
        do
        {
            result = device.TryRead(buffer, out _, Timeout.InfiniteTimeSpan, [stop]);
            _ = reading.TrySetResult();
        }
        while (result.Status == WaitStatus.Ready);
        return result;
    }
}
