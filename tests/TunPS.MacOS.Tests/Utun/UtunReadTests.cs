using TunPS.Native;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Reading: the family before each packet is taken away, and what is no packet is passed over.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunReadTests
{
    private static readonly byte[] s_four = Packets.Udp(32);
    private static readonly byte[] s_six = Packets.Udp(48, "2001:db8::2", "2001:db8::1");

    // How a packet is cut into buffers; the last one takes what is left.
    public static TheoryData<int[]> Cuts => new(
        Array.Empty<int>(),
        [0],
        [1],
        [0, 0, 1, 0, 1, 2],
        [20, 8],
        [.. Enumerable.Repeat(1, 40)],
        [.. Enumerable.Repeat(0, 300)]);

    [Fact]
    public void A_packet_comes_without_its_family()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        foreach (byte[] packet in new[] { s_four, s_six })
        {
            Assert.True(mac.SideOf(device).InjectPacket(packet));
            Assert.Equal(packet, buffer[..device.Read(buffer)]);
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Buffers_are_filled_one_after_the_other_without_the_family(int[] lengths)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        Memory<byte>[] buffers =
            [.. lengths.Append(TunDevice.MaxPacketLength).Select(length => (Memory<byte>)new byte[length])];
        foreach (byte[] packet in new[] { s_four, s_six })
        {
            Assert.True(mac.SideOf(device).InjectPacket(packet));
            int length = device.Read(buffers);

            Assert.Equal(packet.Length, length);
            Assert.Equal(packet, buffers.SelectMany(buffer => buffer.ToArray()).Take(length));
        }
    }

    [Fact]
    public void A_batch_is_packets_one_right_behind_the_other()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[][] packets = [s_four, s_six, Packets.Echo()];
        Array.ForEach(packets, packet => Assert.True(mac.SideOf(device).InjectPacket(packet)));
        byte[] buffer = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[8];

        Assert.Equal(3, device.ReadBatch(buffer, lengths));
        Assert.Equal(packets.Select(packet => packet.Length), lengths.Take(3));
        Assert.Equal(packets.SelectMany(packet => packet), buffer.Take(packets.Sum(packet => packet.Length)));
    }

    [Fact]
    public async Task A_packet_that_is_waited_for_without_a_thread_comes_without_its_family()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        ValueTask<int> reading = device.ReadAsync(buffer);
        Assert.False(reading.IsCompleted);
        Assert.True(mac.SideOf(device).InjectShort());
        Assert.True(mac.SideOf(device).InjectPacket(s_six));

        Assert.Equal(s_six, buffer[..await reading.AsTask().WaitAsync(TimeSpan.FromSeconds(30))]);
    }

    [Fact]
    public unsafe void Forwarding_reads_without_the_family_too()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        int descriptor = (int)device.Queue.Handle.DangerousGetHandle();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        fixed (byte* bytes = buffer)
        {
            Assert.True(mac.SideOf(device).InjectPacket(s_four));
            Assert.Equal(s_four, buffer[..device.Queue.ReadRaw(descriptor, bytes, buffer.Length)]);

            // What is no packet looks like a signal: the caller tries again.
            Assert.True(mac.SideOf(device).InjectShort());
            Assert.Equal(-Errno.EINTR, device.Queue.ReadRaw(descriptor, bytes, buffer.Length));
            Assert.Equal(-Errno.EAGAIN, device.Queue.ReadRaw(descriptor, bytes, buffer.Length));
        }
    }

    [Fact]
    public void The_longest_packet_is_not_cut()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] packet = new byte[65535];
        Random.Shared.NextBytes(packet);
        packet[0] = 0x45;
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Assert.True(mac.SideOf(device).InjectPacket(packet));
        Assert.True(mac.SideOf(device).InjectPacket(s_four));

        Assert.Equal(packet, buffer[..device.Read(buffer)]);
        Assert.Equal(s_four, buffer[..device.Read(buffer)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_datagram_without_a_packet_is_passed_over(int length)
        => AssertPassedOver(side => side.InjectShort(length));

    [Theory]
    [InlineData(0)]
    [InlineData(18)]
    [InlineData(255)]
    [InlineData(0x0200_0000)]
    [InlineData(0x1E00_0000)]
    [InlineData(-1)]
    public void A_datagram_of_another_family_is_passed_over(int family)
        => AssertPassedOver(side => side.Inject(s_four, family));

    [Fact]
    public void Nothing_but_nonsense_is_nothing()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        for (int length = 0; length <= 4; length++)
        {
            Assert.True(mac.SideOf(device).InjectShort(length));
        }

        Assert.Equal(WaitStatus.TimedOut, device.TryRead(buffer, out int read).Status);
        Assert.Equal(0, read);
        Assert.True(mac.SideOf(device).InjectShort());
        Assert.Equal(
            WaitStatus.TimedOut, device.TryRead(buffer, out _, TimeSpan.FromMilliseconds(20)).Status);
    }

    [Fact]
    public void A_packet_costs_one_call()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[2];
        for (int i = 0; i < 5; i++)
        {
            Assert.True(mac.SideOf(device).InjectPacket(s_four));
        }

        mac.Xnu.RecordsTransfers = true;
        Assert.Equal(
            Enumerable.Repeat("readv(utun7)", 5),
            mac.CallsOf(() =>
            {
                _ = device.Read(buffer);
                _ = device.Read([buffer.AsMemory(0, 1), buffer.AsMemory(1)]);
                _ = device.TryRead(buffer, out _);
                Assert.Equal(2, device.ReadBatch(buffer, lengths));
            }));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Memory<byte>[] buffers = [buffer.AsMemory(0, 1), buffer.AsMemory(1), new byte[1]];
        int[] lengths = new int[8];

        // One of nothing, so that the counting of what the injection allocates stays outside.
        for (int i = 0; i < 200; i++)
        {
            Assert.True(mac.SideOf(device).InjectPacket(s_four));
            Assert.True(mac.SideOf(device).InjectShort());
        }

        Assert.Equal(0, Allocation.PerRound(() => device.TryRead(buffer, out _)));
        Assert.Equal(0, Allocation.PerRound(() => device.TryRead(buffers, out _)));
        Assert.Equal(0, Allocation.PerRound(() => device.TryReadBatch(buffer, lengths, out _)));
    }

    [Fact]
    public void A_signal_and_a_spurious_wakeup_are_nobodys_business()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Assert.True(mac.SideOf(device).InjectPacket(s_four));
        mac.Xnu.FailNext("readv", Errno.EINTR, times: 3);
        Assert.Equal(s_four, buffer[..device.Read(buffer, TimeSpan.Zero)]);

        Assert.True(mac.SideOf(device).InjectPacket(s_four));
        mac.Xnu.FailNext("readv", EAGAIN, times: 3);
        mac.Xnu.FailNext("poll", Errno.EINTR, times: 3);
        Assert.Equal(s_four, buffer[..device.Read(buffer, TimeSpan.FromSeconds(30))]);
    }

    [Fact]
    public void A_flood_of_what_is_no_packet_keeps_no_reader_from_an_event()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        using InterruptEvent stop = new();
        Assert.True(mac.SideOf(device).InjectPacket(s_four));
        mac.Xnu.FailNext("readv", Errno.EINTR, times: int.MaxValue);
        mac.Xnu.RecordsTransfers = true;
        Task<WaitResult> reading = Background.Run(() => device.TryRead(
            new byte[TunDevice.MaxPacketLength], out _, TimeSpan.FromSeconds(30), [stop]));
        mac.WaitForPolls(1);
        stop.Trigger(7);

        Assert.Equal(WaitStatus.Interrupted, Background.Result(reading).Status);
    }

    [Theory]
    [InlineData(ENOTCONN, TunError.DeviceGone)]
    [InlineData(ENXIO, TunError.DeviceGone)]
    [InlineData(54, TunError.DeviceGone)]
    [InlineData(ENOMEM, TunError.LimitReached)]
    [InlineData(EINVAL, TunError.InvalidValue)]
    [InlineData(122, TunError.System)]
    public void A_read_that_fails_says_why(int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("readv", errno, times: 2);
        TunException failed = Assert.Throws<TunException>(() => device.Read(new byte[TunDevice.MaxPacketLength]));

        Assert.Equal(expected, failed.Error);
        Assert.Equal(errno, failed.Errno);
        Assert.Same(device, failed.Device);
    }

    [Fact]
    public void A_device_that_is_gone_says_so_at_once_and_always()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        Assert.True(mac.SideOf(device).InjectPacket(s_four));
        mac.Xnu.HangUp("utun7");
        byte[] buffer = new byte[TunDevice.MaxPacketLength];

        Assert.Equal(s_four, buffer[..device.Read(buffer)]);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.Read(buffer)).Error);
        }

        Assert.Equal(TunDeviceState.Gone, device.State);
    }

    private static void AssertPassedOver(Func<RecordedInterface, bool> inject)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        RecordedInterface side = mac.SideOf(device);
        byte[] buffer = new byte[2 * TunDevice.MaxPacketLength];
        Action[] readers =
        [
            () => Assert.Equal(s_four, buffer[..device.Read(buffer, TimeSpan.Zero)]),
            () => Assert.Equal(
                s_four.Length, device.Read([buffer.AsMemory(0, 3), buffer.AsMemory(3)], TimeSpan.Zero)),
            () => Assert.Equal(2, device.ReadBatch(buffer, new int[3], TimeSpan.Zero)),
        ];
        foreach (Action reader in readers)
        {
            Assert.True(inject(side));
            Assert.True(inject(side));
            Assert.True(side.InjectPacket(s_four));
            Assert.True(inject(side));
            Assert.True(side.InjectPacket(s_four));
            reader();
            while (device.TryRead(buffer, out _).Status == WaitStatus.Ready)
            {
                Assert.Equal(s_four, buffer[..s_four.Length]);
            }
        }

        Assert.Equal(TunDeviceState.Up, device.State);
    }
}
