using TunPS.Platform;

namespace TunPS.Core.Tests.Offload;

/// <summary>What a device with offload writes: a virtio header, and behind it one packet or several as one.</summary>
public sealed class OffloadWriteTests : IDisposable
{
    private static readonly byte[] s_noHeader = new byte[VirtioHeader.Size];
    private static readonly OffloadFlow s_flow = new();

    private readonly SocketPair _pair = new(OffloadLevel.TcpAndUdp);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_packet_goes_out_behind_a_header_that_says_nothing()
    {
        byte[] packet = Packets.Numbered(1);
        _pair.Device.Write(packet);
        _pair.Device.Write([packet.AsMemory(0, 5), packet.AsMemory(5)]);
        await _pair.Device.WriteAsync(packet);
        Assert.Equal(1, _pair.Device.WriteBatch(packet, [packet.Length]));

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal([.. s_noHeader, .. packet], _pair.Take()!);
        }

        Assert.Null(_pair.Take());
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    public void A_packet_may_lie_in_as_many_pieces_as_without_offload(int count)
    {
        byte[] packet = Packets.Udp(2000);
        ReadOnlyMemory<byte>[] pieces =
            [.. Enumerable.Range(0, count - 1).Select(i => packet.AsMemory(i, 1)), packet.AsMemory(count - 1)];
        _pair.Device.Write(pieces);

        Assert.Equal([.. s_noHeader, .. packet], _pair.Take()!);
    }

    [Fact]
    public void A_batch_of_one_flow_goes_out_as_one()
    {
        (byte[] packets, int[] lengths) = Flow(11);
        Assert.Equal(11, _pair.Device.WriteBatch(packets, lengths));

        byte[] written = _pair.Take()!;
        VirtioHeader header = VirtioHeader.Read(written);
        Assert.Equal(VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4, header.GsoType);
        Assert.Equal(100, header.SegmentSize);
        Assert.Equal(VirtioHeader.Size + 28 + 1100, written.Length);
        Assert.Null(_pair.Take());
    }

    [Fact]
    public void A_batch_keeps_its_order_whatever_is_joined()
    {
        byte[][] all = Alternating(5);
        (byte[] packets, int[] lengths) = Join(all);
        Assert.Equal(5, _pair.Device.WriteBatch(packets, lengths));

        Assert.All(all, packet => Assert.Equal([.. s_noHeader, .. packet], _pair.Take()!));
    }

    [Fact]
    public void A_bad_packet_in_a_batch_ends_it_and_is_the_error_of_the_next_call()
    {
        (byte[] packets, int[] lengths) = Flow(3);
        byte[] all = [.. packets, .. new byte[20], .. packets];
        int[] allLengths = [.. lengths, 20, .. lengths];

        Assert.Equal(3, _pair.Device.WriteBatch(all, allLengths));
        Assert.Equal(
            TunError.InvalidPacket,
            Assert.Throws<TunException>(
                () => _pair.Device.WriteBatch(all.AsSpan(packets.Length), allLengths.AsSpan(3))).Error);
        Assert.NotNull(_pair.Take());
        Assert.Null(_pair.Take());
    }

    [Fact]
    public void An_event_ends_a_batch_before_it_begins()
    {
        (byte[] packets, int[] lengths) = Flow(3);
        using InterruptEvent stop = new();
        stop.Trigger(5);

        Assert.Equal(5, _pair.Device.TryWriteBatch(packets, lengths, out int count, default, [stop]).Value);
        Assert.Equal(0, count);
        Assert.Null(_pair.Take());
    }

    [Fact]
    public void A_batch_that_is_longer_than_any_that_is_joined_goes_out_whole()
    {
        (byte[] packets, int[] lengths) = Flow(1000);
        int count = 0;
        int bytes = 0;
        int sent = 0;
        while (count < 1000)
        {
            int part = _pair.Device.WriteBatch(packets.AsSpan(bytes), lengths.AsSpan(count), TimeSpan.Zero);
            count += part;
            bytes += part * lengths[0];
            while (_pair.Take() is byte[] written)
            {
                sent += written.Length - VirtioHeader.Size - 28;
            }
        }

        // As many bytes of payload as there were, and of headers those that stayed; none is lost or doubled.
        Assert.Equal(1000 * 100, sent);
    }

    [Fact]
    public void A_full_queue_ends_a_batch_and_the_count_says_how_far_it_came()
    {
        // Different flows, so that each is written by itself.
        byte[][] all = [.. Enumerable.Range(0, 5000).Select(Single)];
        int count = 0;
        List<byte[]> taken = [];
        while (count < all.Length)
        {
            (byte[] packets, int[] lengths) = Join(all[count..]);
            WaitResult result = _pair.Device.TryWriteBatch(packets, lengths, out int sent);
            Assert.Equal(sent > 0 ? WaitStatus.Ready : WaitStatus.TimedOut, result.Status);
            count += sent;
            while (_pair.Take() is byte[] written)
            {
                taken.Add(written[VirtioHeader.Size..]);
            }
        }

        Assert.Equal(all, taken);
    }

    [Fact]
    public void When_what_was_joined_is_refused_the_pieces_go_out_alone_and_nothing_is_joined_any_more()
    {
        // The socket refuses datagrams that are longer than its buffer, as some kernels refuse what is joined.
        _pair.LimitDatagrams();
        (byte[] packets, int[] lengths) = Flow(100);
        Assert.InRange(WriteAll(packets, lengths, out List<byte[]> taken), 2, int.MaxValue);

        Assert.Equal(packets, taken.SelectMany(packet => packet));
        Assert.All(taken, packet => Assert.Equal(128, packet.Length));
        Assert.True(_pair.Device.OffloadWriter!.RefusesMerged);

        (packets, lengths) = Flow(2);
        Assert.Equal(2, _pair.Device.WriteBatch(packets, lengths));
        Assert.Equal([.. s_noHeader, .. packets[..128]], _pair.Take()!);
    }

    [Fact]
    public void A_batch_for_forwarding_joins_flows_that_alternate()
    {
        (byte[] packets, int[] lengths) = Join(Alternating(10));
        CoalescedBatch batch = new(_pair.Device, keepsOrder: false);
        batch.Load(packets, lengths);

        Assert.Equal(0, batch.Write(packets, lengths, []));
        Assert.Equal((10, packets.Length, 0), (batch.SentPackets, batch.SentBytes, batch.DroppedPackets));
        Assert.Equal(2, Enumerable.Range(0, 3).Count(_ => _pair.Take() is not null));
    }

    [Fact]
    public void A_batch_for_forwarding_goes_on_where_there_was_no_room_and_drops_what_is_given_up()
    {
        (byte[] packets, int[] lengths) = Join([.. Enumerable.Range(0, 2000).Select(Single)]);
        CoalescedBatch batch = new(_pair.Device, keepsOrder: false);
        batch.Load(packets, lengths);
        int taken = 0;
        int dropped = 0;
        int result;
        while ((result = batch.Write(packets, lengths, [])) != 0)
        {
            Assert.Equal(TunQueue.WouldBlock, result);
            batch.Drop();
            dropped++;
            while (_pair.Take() is not null)
            {
                taken++;
            }
        }

        while (_pair.Take() is not null)
        {
            taken++;
        }

        Assert.InRange(dropped, 1, lengths.Length);
        Assert.Equal((lengths.Length - dropped, dropped), (batch.SentPackets, batch.DroppedPackets));
        Assert.Equal(batch.SentPackets, taken);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using InterruptEvent stop = new();
        (byte[] packets, int[] lengths) = Flow(20);
        byte[] one = Packets.Numbered(1);
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryWriteBatch(packets, lengths, out int count, TimeSpan.FromSeconds(5), [stop]);
            _ = _pair.Device.TryWrite(one, TimeSpan.FromSeconds(5), [stop]);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(20, count);
            while (_pair.Take() is not null)
            {
            }
        }

        Assert.Equal(0, allocated);
    }

    private int WriteAll(byte[] packets, int[] lengths, out List<byte[]> taken)
    {
        taken = [];
        int calls = 0;
        for (int count = 0; count < lengths.Length; calls++)
        {
            int sent = _pair.Device.WriteBatch(packets.AsSpan(lengths[..count].Sum()), lengths.AsSpan(count));
            count += sent;
            while (_pair.Take() is byte[] written)
            {
                Assert.Equal(s_noHeader, written[..VirtioHeader.Size]);
                taken.Add(written[VirtioHeader.Size..]);
            }
        }

        return calls;
    }

    /// <summary>Datagrams of one flow, each with 100 bytes of payload.</summary>
    private static (byte[] Packets, int[] Lengths) Flow(int count)
        => Join([.. Enumerable.Range(0, count).Select(
            i => s_flow.Packet([.. Bytes.Number(i, 4), .. new byte[96]], id: i))]);

    /// <summary>Packets of two flows in turn.</summary>
    private static byte[][] Alternating(int count)
        => [.. Enumerable.Range(0, count).Select(i => (s_flow with { Port = (ushort)(i % 2) }).Packet(new byte[50]))];

    /// <summary>The only packet of its flow.</summary>
    private static byte[] Single(int number)
        => (s_flow with { Port = (ushort)number }).Packet(Bytes.Number(number, 4));

    private static (byte[] Packets, int[] Lengths) Join(byte[][] packets)
        => ([.. packets.SelectMany(packet => packet)], [.. packets.Select(packet => packet.Length)]);
}
