using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>Devices that are closed, deleted, or go down and up under calls that wait for them.</summary>
[Collection(nameof(LeakTests))]
public sealed class EndingTests
{
    private const int Rounds = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

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
        Assert.Equal(["lo"], IpCommand.Links());
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

    // In the namespace of the process, where the threads are that serve asynchronous calls.
    [DeviceFact]
    public async Task A_write_that_waits_while_the_link_goes_down_says_so()
    {
        using TunDevice device = QuietDevice.Create();
        using Congestion congestion = new(device);
        Task<Exception> write = Background.RunUntilBlocked(() => Background.Failure(() => device.Write(Packets.Udp(1))));
        Task asynchronous = device.WriteAsync(Packets.Udp(1)).AsTask();
        _ = IpCommand.Run("link set tun0 down");

        Assert.Equal(TunError.LinkDown, Assert.IsType<TunException>(await write.WaitAsync(s_patience)).Error);
        TunException e = await Assert.ThrowsAsync<TunException>(() => asynchronous.WaitAsync(s_patience));
        Assert.Equal(TunError.LinkDown, e.Error);
    }

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
