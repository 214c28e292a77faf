using System.Buffers.Binary;
using TunPS.Native;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Writing: each packet goes out behind its family, in one call.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunWriteTests
{
    private static readonly byte[] s_four = Packets.Udp(32);
    private static readonly byte[] s_six = Packets.Udp(48, "2001:db8::2", "2001:db8::1");

    [Fact]
    public void Each_packet_goes_out_behind_its_family()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        foreach (byte[] packet in new[] { s_four, s_six })
        {
            device.Write(packet);
            AssertTaken(mac, packet);
        }

        // In network order, byte by byte.
        device.Write(s_six);
        Assert.Equal([0, 0, 0, 30, 0x60], mac.Xnu.Interface("utun7").TakeWritten()!.Take(5));
        device.Write(s_four);
        Assert.Equal([0, 0, 0, 2, 0x45], mac.Xnu.Interface("utun7").TakeWritten()!.Take(5));
    }

    [Theory]
    [MemberData(nameof(UtunReadTests.Cuts), MemberType = typeof(UtunReadTests))]
    public void Pieces_go_out_as_one_packet_behind_its_family(int[] lengths)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        foreach (byte[] packet in new[] { s_four, s_six })
        {
            List<ReadOnlyMemory<byte>> pieces = [];
            ReadOnlyMemory<byte> rest = packet;
            foreach (int length in lengths)
            {
                pieces.Add(rest[..length]);
                rest = rest[length..];
            }

            pieces.Add(rest);
            Assert.Equal(["writev(utun7)"], mac.CallsOf(() => device.Write(pieces.ToArray())));
            AssertTaken(mac, packet);
        }
    }

    [Theory]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    public void As_many_pieces_as_there_may_be_are_one_packet(int count)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] packet = Packets.Udp(2000);
        ReadOnlyMemory<byte>[] pieces =
        [
            .. Enumerable.Range(0, count - 1).Select(i => packet.AsMemory(i, 1)),
            packet.AsMemory(count - 1),
        ];
        device.Write(pieces);

        AssertTaken(mac, packet);
    }

    [Fact]
    public async Task Batches_and_writers_without_a_thread_do_the_same()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        Assert.Equal(2, device.WriteBatch([.. s_four, .. s_six], [s_four.Length, s_six.Length]));
        await device.WriteAsync(s_six);

        AssertTaken(mac, s_four);
        AssertTaken(mac, s_six);
        AssertTaken(mac, s_six);
        Assert.Null(mac.Xnu.Interface("utun7").TakeWritten());
    }

    [Fact]
    public unsafe void Forwarding_writes_behind_the_family_too()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        int descriptor = (int)device.Queue.Handle.DangerousGetHandle();
        fixed (byte* bytes = s_six)
        {
            Assert.Equal(s_six.Length, device.Queue.WriteRaw(descriptor, bytes, s_six.Length));
        }

        AssertTaken(mac, s_six);
        byte[] nonsense = [0x75, 0, 0, 0];
        fixed (byte* bytes = nonsense)
        {
            Assert.Equal(-Errno.EINVAL, device.Queue.WriteRaw(descriptor, bytes, nonsense.Length));
            Assert.Equal(-Errno.EINVAL, device.Queue.WriteRaw(descriptor, bytes, 0));
        }

        Assert.Null(mac.Xnu.Interface("utun7").TakeWritten());
    }

    [Fact]
    public void The_longest_packet_goes_out_whole()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        byte[] packet = new byte[65535];
        Random.Shared.NextBytes(packet);
        packet[0] = 0x60;
        device.Write(packet);

        AssertTaken(mac, packet);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x54)]
    [InlineData(0xF0)]
    public void What_is_no_packet_is_refused_without_a_call(byte first)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        byte[] packet = new byte[60];
        packet[0] = first;

        Assert.Empty(mac.CallsOf(() => Assert.Equal(
            TunError.InvalidPacket, Assert.Throws<TunException>(() => device.Write(packet)).Error)));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();

        // What the recorded kernel takes out of the socket is allocated; here it stays there.
        mac.SideOf(device).HoldsWrites = true;
        ReadOnlyMemory<byte>[] pieces = [s_four.AsMemory(0, 1), default, s_four.AsMemory(1)];
        int[] lengths = [s_four.Length];

        Assert.Equal(0, Allocation.PerRound(() => device.TryWrite(s_four)));
        Assert.Equal(0, Allocation.PerRound(() => device.TryWrite(pieces)));
        Assert.Equal(0, Allocation.PerRound(() => device.TryWriteBatch(s_four, lengths, out _)));
    }

    [Fact]
    public void A_full_socket_is_waited_for()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        RecordedInterface side = mac.SideOf(device);
        side.HoldsWrites = true;
        while (device.TryWrite(s_four).Status == WaitStatus.Ready)
        {
        }

        Assert.Equal(WaitStatus.TimedOut, device.TryWrite(s_six, TimeSpan.FromMilliseconds(20)).Status);
        Task<WaitResult> writing = Background.Run(() => device.TryWrite(s_six, TimeSpan.FromSeconds(30)));
        side.HoldsWrites = false;
        side.Drain();

        Assert.Equal(WaitStatus.Ready, Background.Result(writing).Status);
    }

    [Fact]
    public void A_kernel_short_of_buffers_is_given_a_moment()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        mac.Xnu.FailNext("writev", ENOBUFS, times: 3);
        string[] calls = [.. mac.CallsOf(() => device.Write(s_four))];

        AssertTaken(mac, s_four);
        Assert.Equal(4, calls.Count(call => call == "writev(utun7)"));
        Assert.Equal(2, calls.Count(call => call.StartsWith("poll(", StringComparison.Ordinal)));
    }

    // By time, not by poll: that would say at once that there is room, and the write would spin.
    [Fact]
    public void An_asynchronous_write_waits_a_moment_while_the_kernel_is_short_of_buffers()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        mac.Xnu.FailNext("writev", ENOBUFS, times: 3);
        string[] calls = [.. mac.CallsOf(() => device.WriteAsync(s_four).AsTask().Wait(TimeSpan.FromSeconds(30)))];

        AssertTaken(mac, s_four);
        Assert.Equal(4, calls.Count(call => call == "writev(utun7)"));
        Assert.DoesNotContain(calls, call => call.StartsWith("poll(", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_that_stays_short_of_buffers_is_given_up_in_time_and_by_an_event()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("writev", ENOBUFS, times: int.MaxValue);
        Assert.Equal(WaitStatus.TimedOut, device.TryWrite(s_four).Status);
        Assert.Equal(WaitStatus.TimedOut, device.TryWrite(s_four, TimeSpan.FromMilliseconds(20)).Status);

        using InterruptEvent interrupt = new();
        mac.Xnu.RecordsTransfers = true;
        Task<WaitResult> writing = Background.Run(() => device.TryWrite(s_four, TimeSpan.FromSeconds(30), [interrupt]));
        mac.WaitForPolls(3);
        interrupt.Trigger(7);

        Assert.Equal(WaitStatus.Interrupted, Background.Result(writing).Status);
        Assert.Null(mac.SideOf(device).TakeWritten());
    }

    [Fact]
    public void Room_that_is_short_in_the_queue_of_the_interface_passes_too()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("writev", Errno.ENOSPC, times: 2);
        device.Write(s_four);

        AssertTaken(mac, s_four);
    }

    [Fact]
    public void A_signal_and_a_spurious_wakeup_are_nobodys_business()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("writev", Errno.EINTR, times: 3);
        device.Write(s_four, TimeSpan.Zero);
        AssertTaken(mac, s_four);

        mac.Xnu.FailNext("writev", EAGAIN, times: 3);
        mac.Xnu.FailNext("poll", Errno.EINTR, times: 3);
        device.Write(s_six, TimeSpan.FromSeconds(30));
        AssertTaken(mac, s_six);
    }

    [Theory]
    [InlineData(EPIPE, TunError.DeviceGone)]
    [InlineData(ENOTCONN, TunError.DeviceGone)]
    [InlineData(ENXIO, TunError.DeviceGone)]
    [InlineData(EMSGSIZE, TunError.InvalidPacket)]
    [InlineData(EINVAL, TunError.InvalidPacket)]
    [InlineData(EAFNOSUPPORT, TunError.InvalidPacket)]
    [InlineData(50, TunError.LinkDown)]
    [InlineData(ENOMEM, TunError.LimitReached)]
    [InlineData(EPERM, TunError.AccessDenied)]
    [InlineData(122, TunError.System)]
    public void A_write_that_fails_says_why(int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("writev", errno, times: 2);
        TunException failed = Assert.Throws<TunException>(() => device.Write(s_four));

        Assert.Equal(expected, failed.Error);
        Assert.Equal(errno, failed.Errno);
        Assert.Same(device, failed.Device);
        Assert.Null(mac.SideOf(device).TakeWritten());
    }

    [Fact]
    public void A_device_that_is_gone_says_so()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.HangUp("utun7");

        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.Write(s_four)).Error);
    }

    private static void AssertTaken(OwnKernel mac, byte[] packet)
    {
        byte[]? datagram = mac.Xnu.Interface("utun7").TakeWritten();
        Assert.NotNull(datagram);
        Assert.Equal(packet[0] >> 4 == 6 ? AF_INET6 : AF_INET, BinaryPrimitives.ReadInt32BigEndian(datagram));
        Assert.Equal(packet, datagram[4..]);
    }
}
