using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>Several queues of one interface.</summary>
public sealed class MultiQueueTests
{
    private const int Flows = 40;

    [DeviceFact]
    public void Each_flow_comes_out_of_one_queue_and_every_packet_once() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        using TunDevice other = Open();
        Send();
        int[][] numbers = [ReadAll(one), ReadAll(other)];

        Assert.Equal(Enumerable.Range(0, Flows), numbers.SelectMany(all => all).Order());
        Assert.All(numbers, Assert.NotEmpty);
    });

    [DeviceFact]
    public void A_detached_queue_gets_none_until_it_is_attached_again() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        using TunDevice other = Open();
        other.SetQueueState(TunQueueState.Detached);
        other.SetQueueState(TunQueueState.Detached);
        Send();

        Assert.Equal(Enumerable.Range(0, Flows), ReadAll(one).Order());
        Assert.Empty(ReadAll(other));
        Assert.Equal((1, 1), (one.Interface!.QueueCount, one.Interface.DetachedQueueCount));
        Assert.Equal(TunQueueState.Detached, other.QueueState);
        Assert.Equal("spec0", other.Name);
        Assert.Equal(TunDeviceState.Up, other.State);

        other.SetQueueState(TunQueueState.Attached);
        one.SetQueueState(TunQueueState.Detached);
        Send();
        Assert.Empty(ReadAll(one));
        Assert.Equal(Enumerable.Range(0, Flows), ReadAll(other).Order());
    });

    [DeviceFact]
    public void A_detached_queue_still_sends_and_a_read_waits_for_its_return() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        using TunDevice other = Open();
        one.SetQueueState(TunQueueState.Detached);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Task<int> read = Background.RunUntilBlocked(() => one.Read(buffer, TimeSpan.FromSeconds(30)));
        one.Write(Packets.Echo());
        Assert.Equal(
            WaitStatus.Ready, other.TryRead(new byte[TunDevice.MaxPacketLength], out _, TimeSpan.FromSeconds(30)).Status);
        Assert.False(read.IsCompleted);

        other.SetQueueState(TunQueueState.Detached);
        one.SetQueueState(TunQueueState.Attached);
        Send();
        Assert.InRange(Background.Result(read), 1, 100);
    });

    [DeviceFact]
    public void A_queue_cannot_be_opened_by_those_who_do_not_say_that_they_want_one_more() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        TunException e = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions { Name = "spec0" }));

        Assert.Equal(TunError.NameInUse, e.Error);
        Assert.Contains("-MultiQueue", e.Remedy, StringComparison.Ordinal);
    });

    [DeviceFact]
    public void A_persistent_multi_queue_device_that_nobody_has_opens_without_saying_so() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("tuntap add name spec0 mode tun multi_queue");
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });

        Assert.True(device.Interface!.IsMultiQueue);
        Assert.Equal(1, device.Interface.QueueCount);
    });

    [DeviceFact]
    public void There_is_a_limit_of_queues() => NetworkNamespace.Run(() =>
    {
        List<TunDevice> queues = [];
        try
        {
            TunException e = Assert.Throws<TunException>(() =>
            {
                while (queues.Count < 1000)
                {
                    queues.Add(Open());
                }
            });

            Assert.Equal(TunError.LimitReached, e.Error);
            Assert.Equal(queues.Count, queues[0].Interface!.QueueCount);
        }
        finally
        {
            queues.ForEach(queue => queue.Dispose());
        }

        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_single_queue_cannot_be_detached() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        TunException e = Assert.Throws<TunException>(() => device.SetQueueState(TunQueueState.Detached));

        Assert.Equal(TunError.NotSupported, e.Error);
        Assert.Equal(TunQueueState.Attached, device.QueueState);
    });

    [DeviceFact]
    public void A_detached_queue_of_an_interface_that_was_deleted_cannot_come_back() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        one.SetQueueState(TunQueueState.Detached);
        _ = IpCommand.Run("link delete spec0");

        Assert.Equal(
            TunError.DeviceGone, Assert.Throws<TunException>(() => one.SetQueueState(TunQueueState.Attached)).Error);
        Assert.Equal(TunDeviceState.Gone, one.State);
    });

    // Below 1280 bytes there is no IPv6, and so the kernel sends nothing by itself.
    private static TunDevice Open() => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        MultiQueue = true,
        Mtu = 1279,
        Addresses = [TunAddress.Parse("192.0.2.1/24")],
    });

    // Each from a port of its own, and so a flow of its own.
    private static void Send()
    {
        for (int i = 0; i < Flows; i++)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _ = socket.SendTo(BitConverter.GetBytes(i), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        }
    }

    private static int[] ReadAll(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        List<int> numbers = [];
        while (device.TryRead(buffer, out int length).Status == WaitStatus.Ready)
        {
            numbers.Add(BitConverter.ToInt32(buffer.AsSpan(0, length)[^sizeof(int)..]));
        }

        return [.. numbers];
    }

    [DeviceFact]
    public void Threads_may_detach_and_attach_a_queue_at_the_same_time() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        Task<bool>[] threads = [.. Enumerable.Range(0, 2).Select(_ => Background.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                one.SetQueueState(TunQueueState.Detached);
                one.SetQueueState(TunQueueState.Attached);
            }

            return true;
        }))];

        Assert.All(threads, thread => Assert.True(Background.Result(thread)));
        Assert.Equal(1, one.Interface!.QueueCount);
    });
}
