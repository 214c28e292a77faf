using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>Devices that are closed, deleted, or go down and up under calls that wait for them.</summary>
[Collection(nameof(LeakTests))]
public sealed class EndingTests
{
    private const int Rounds = 200;

    [DeviceFact]
    public void Closing_a_device_ends_all_who_read_and_write_at_that_moment() => NetworkNamespace.Run(() =>
    {
        int round = 0;
        Leaks.AssertNone(
            () =>
            {
                using TunDevice device = QuietDevice.Create();
                byte[] packet = Packets.Udp(10);
                Task<Exception>[] calls =
                [
                    .. Enumerable.Range(0, 4).Select(_ => Background.RunUntilItFails(() => device.Read(new byte[TunDevice.MaxPacketLength]))),
                    .. Enumerable.Range(0, 4).Select(_ => Background.RunUntilItFails(() => device.Write(packet))),
                ];
                Thread.SpinWait(1000 * (round++ % 50));
                device.Dispose();

                Assert.All(calls, call => Assert.IsType<ObjectDisposedException>(Background.Result(call)));
            },
            Rounds);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Deleting_the_interface_ends_every_call_that_waits() => NetworkNamespace.Run(() => Leaks.AssertNone(
        () =>
        {
            using TunDevice device = QuietDevice.Create();
            Task<Exception>[] calls = [.. Reads(device).Select(read => Background.RunUntilBlocked(() => Background.Failure(read)))];
            _ = IpCommand.Run("link delete tun0");

            Assert.All(calls, call => Assert.Equal(TunError.DeviceGone, Assert.IsType<TunException>(Background.Result(call)).Error));
        },
        Rounds));

    [DeviceFact]
    public void Deleting_the_interface_ends_writes_that_wait() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        Task<Exception>[] calls = [.. Writes(device).Select(write => Background.RunUntilBlocked(() => Background.Failure(write)))];
        Task asynchronous = device.WriteAsync(Packets.Udp(1)).AsTask();
        _ = IpCommand.Run("link delete tun0");

        Assert.All(
            calls.Append(Background.Run(() => Background.Failure(() => asynchronous.GetAwaiter().GetResult()))),
            call => Assert.Equal(TunError.DeviceGone, Assert.IsType<TunException>(Background.Result(call)).Error));
    });

    [DeviceFact]
    public void Closing_the_device_ends_writes_that_wait() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        Task<Exception>[] calls = [.. Writes(device).Select(write => Background.RunUntilBlocked(() => Background.Failure(write)))];
        Task asynchronous = device.WriteAsync(Packets.Udp(1)).AsTask();
        device.Dispose();

        Assert.All(
            calls.Append(Background.Run(() => Background.Failure(() => asynchronous.GetAwaiter().GetResult()))),
            call => Assert.IsType<ObjectDisposedException>(Background.Result(call)));
    });

    // Asynchronous calls go on in threads of another namespace than that of the interface.
    [DeviceFact]
    public void A_write_that_waits_while_the_link_goes_down_says_so() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        using SocketPair busy = new();
        Task<Exception> write = Background.RunUntilBlocked(() => Background.Failure(() => device.Write(Packets.Udp(1))));
        Task asynchronous = device.WriteAsync(Packets.Udp(1)).AsTask();
        Task<Exception> asynchronousEnd = Background.Run(() => Background.Failure(() =>
        {
            // Other calls that come and go do not keep it from looking.
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (!asynchronous.IsCompleted)
            {
                Task<int> read = busy.Device.ReadAsync(buffer).AsTask();
                busy.Feed(Packets.Numbered(1));
                _ = read.GetAwaiter().GetResult();
            }

            asynchronous.GetAwaiter().GetResult();
        }));
        _ = IpCommand.Run("link set tun0 down");

        Assert.Equal(TunError.LinkDown, Assert.IsType<TunException>(Background.Result(write)).Error);
        Assert.Equal(TunError.LinkDown, Assert.IsType<TunException>(Background.Result(asynchronousEnd)).Error);
    });

    [DeviceFact]
    public void A_write_that_waits_allocates_nothing_on_a_real_device_either() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        byte[] packet = Packets.Udp(1);
        _ = device.TryWrite(packet, TimeSpan.FromTicks(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        WaitResult result = device.TryWrite(packet, TimeSpan.FromTicks(1));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.Equal(0, allocated);
    });

    [DeviceFact]
    public void A_device_that_is_gone_is_told_of_though_another_one_is_ready() => NetworkNamespace.Run(() =>
    {
        using SocketPair ready = new();
        using TunDevice device = QuietDevice.Create();
        ready.Feed(Packets.Numbered(1));
        TunDeviceGroup group = new(ready.Device, device);
        _ = IpCommand.Run("link delete tun0");

        Assert.Same(device, Assert.Throws<TunException>(() => group.WaitReadable()).Device);
        Assert.Same(device, Assert.Throws<TunException>(() => group.WaitWritable()).Device);
    });

    [DeviceFact]
    public void An_event_a_token_and_a_timeout_end_a_write_that_waits_on_a_real_device() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        byte[] packet = Packets.Udp(1);
        using InterruptEvent stop = new();
        using CancellationTokenSource source = new();
        Task<WaitResult> watching = Background.RunUntilBlocked(
            () => device.TryWrite(packet, Timeout.InfiniteTimeSpan, [stop]));
        Task<Exception> cancellable = Background.RunUntilBlocked(
            () => Background.Failure(() => device.Write(packet, cancellationToken: source.Token)));

        // Longer than what lies between two looks at the link.
        Assert.Equal(WaitStatus.TimedOut, device.TryWrite(packet, TimeSpan.FromMilliseconds(250)).Status);
        stop.Trigger(5);
        source.Cancel();
        Assert.Equal(5, Background.Result(watching).Value);
        _ = Assert.IsAssignableFrom<OperationCanceledException>(Background.Result(cancellable));
    });

    [DeviceFact]
    public void A_link_that_goes_down_and_up_lets_readers_wait_on_and_writers_in() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Leaks.AssertNone(
            () =>
            {
                Task<WaitResult> read = Background.RunUntilBlocked(
                    () => device.TryRead(buffer, out _, Timeout.InfiniteTimeSpan));
                _ = IpCommand.Run("link set tun0 down");
                Task<WaitResult> writable = Background.RunUntilBlocked(() => device.WaitWritable());
                _ = IpCommand.Run("link set tun0 up");
                Assert.Equal(WaitStatus.Ready, Background.Result(writable).Status);
                Assert.False(read.IsCompleted);
                _ = socket.Send([1, 2, 3]);

                Assert.Equal(WaitStatus.Ready, Background.Result(read).Status);
            },
            Rounds);
    });

    private static Action[] Reads(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        return
        [
            () => device.Read(buffer),
            () => device.Read([buffer]),
            () => device.ReadBatch(buffer, new int[1]),
            () => device.WaitReadable(),
            () => new TunDeviceGroup(device).TryRead(buffer, out _, out _, Timeout.InfiniteTimeSpan),
        ];
    }

    private static Action[] Writes(TunDevice device)
    {
        byte[] packet = Packets.Udp(1);
        return
        [
            () => device.Write(packet),
            () => device.Write([packet]),
            () => device.WriteBatch(packet, [packet.Length]),
            () => device.WaitWritable(),
        ];
    }
}
