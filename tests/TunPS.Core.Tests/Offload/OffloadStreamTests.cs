using System.Buffers.Binary;
using CsCheck;

namespace TunPS.Core.Tests.Offload;

/// <summary>
/// Random streams against the slow way, for as long as TUNPS_STRESS_SECONDS says; the output tells how many they were. A
/// minute was enough for more than 100,000 on two cores.
/// </summary>
public sealed class OffloadStreamTests(ITestOutputHelper output)
{
    private static readonly Gen<int> s_length = Gen.Frequency((20, Gen.Int[1, 200]), (1, Gen.Int[1, 5000]));

    // What is left from one stream must not show in the next one.
    [ThreadStatic]
    private static Dictionary<(TunLayer Layer, bool TakesUdp, bool KeepsOrder), PacketCoalescer>? s_coalescers;

    [ThreadStatic]
    private static SegmentQueue? s_queue;

    [Fact]
    public void Merged_packets_are_those_of_the_slow_way_and_split_again_the_same_ones()
    {
        int streams = 0;
        int merged = 0;
        OffloadStream.Any.Sample(
            stream =>
            {
                _ = Interlocked.Add(ref merged, Check(stream));
                _ = Interlocked.Increment(ref streams);
            },
            time: (int)StressTime.Duration.TotalSeconds,
            print: stream => stream.ToString());
        output.WriteLine($"{streams} streams in {StressTime.Duration}, {merged} super-packets in them");
        Assert.True(streams > 100 && merged > streams / 3);
    }

    [Fact]
    public void Split_packets_are_those_of_the_slow_way_and_merge_into_the_same_super_packet()
    {
        int packets = 0;
        Gen.Select(OffloadStream.Flow, OffloadStream.Link, OffloadStream.Size, s_length, Gen.Bool).Sample(
            (flow, link, size, length, isPush) =>
            {
                CheckSuper(flow with { Link = link }, size, length, isPush);
                _ = Interlocked.Increment(ref packets);
            },
            time: (int)StressTime.Duration.TotalSeconds);
        output.WriteLine($"{packets} super-packets in {StressTime.Duration}");
        Assert.True(packets > 100);
    }

    private static PacketCoalescer Coalescer(TunLayer layer, bool takesUdp, bool keepsOrder)
    {
        s_coalescers ??= [];
        if (!s_coalescers.TryGetValue((layer, takesUdp, keepsOrder), out PacketCoalescer? coalescer))
        {
            coalescer = new(layer, takesUdp, keepsOrder);
            s_coalescers.Add((layer, takesUdp, keepsOrder), coalescer);
        }

        return coalescer;
    }

    private static int Check(OffloadStream stream)
    {
        List<byte[]> packets = stream.Packets();
        Batch batch = new(Coalescer(stream.Layer, stream.TakesUdp, stream.KeepsOrder), packets);
        List<List<int>> expected = SlowOffload.Merge(packets, stream.Layer, stream.TakesUdp, stream.KeepsOrder);
        Assert.Equal(string.Join('|', expected.Select(members => string.Join(' ', members))), batch.Order);

        List<int> order = [.. batch.Members.SelectMany(members => members)];
        Assert.Equal(Enumerable.Range(0, packets.Count), stream.KeepsOrder ? order : order.Order());
        for (int i = 0; i < expected.Count; i++)
        {
            List<byte[]> members = [.. expected[i].Select(member => packets[member])];
            byte[] write = batch.Write(i);
            Equal(SlowOffload.Write(members, stream.Layer), write);
            List<byte[]> split = members.Count == 1 ? [write[VirtioHeader.Size..]] : Split(write, stream.Layer);
            Assert.Equal(members.Count, split.Count);
            for (int j = 0; j < members.Count; j++)
            {
                Equal(WithId(members[j], split[j], stream.Layer), split[j]);
            }
        }

        return expected.Count(members => members.Count > 1);
    }

    private static void CheckSuper(OffloadFlow flow, int size, int length, bool isPush)
    {
        byte[] payload = new byte[Math.Min(length + (size > 1500 ? size : 0), 65_535 - 200)];
        new Random(length).NextBytes(payload);
        TcpFlags flags = isPush ? TcpFlags.Ack | TcpFlags.Psh : TcpFlags.Ack;
        byte[] super = flow.Super(payload, uint.MaxValue - 500, 0xFFF0, flags);
        byte[] whole = new byte[VirtioHeader.Size + super.Length];
        flow.Header(size).Write(whole);
        super.CopyTo(whole, VirtioHeader.Size);
        List<byte[]> expected = SlowOffload.Split(super, size, flow.Layer);
        List<byte[]> split = Split(whole, flow.Layer);
        Assert.Equal(expected.Count, split.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Equal(expected[i], split[i]);
        }

        // Ordinary packets with more headers than these are left alone, and datagrams beyond 128.
        bool isMergeable = (flow.IsIPv6 ? flow.Extensions.Length == 0 : flow.IPv4Options.Length == 0)
            && flow.LinkHeader.Length <= 22 && (flow.IsTcp || split.Count <= 128);
        if (isMergeable && split.Count > 1)
        {
            foreach (bool keepsOrder in (bool[])[false, true])
            {
                Batch batch = new(Coalescer(flow.Layer, true, keepsOrder), split);
                Assert.Equal(split.Count, Assert.Single(batch.Members).Length);
                Equal(whole, batch.Write(0));
            }
        }
    }

    private static List<byte[]> Split(byte[] write, TunLayer layer)
    {
        SegmentQueue queue = s_queue ??= new();
        Assert.Null(queue.Load(VirtioHeader.Read(write), write.AsSpan(VirtioHeader.Size), layer));
        List<byte[]> packets = [];
        while (!queue.IsEmpty)
        {
            byte[] packet = new byte[queue.NextLength];
            Assert.Equal(packet.Length, queue.Next(packet));
            packets.Add(packet);
        }

        return packets;
    }

    // The identification of a packet that nobody may fragment means nothing, and splitting makes up a new one.
    private static byte[] WithId(byte[] packet, byte[] split, TunLayer layer)
    {
        int network = layer == TunLayer.Tap ? EthernetFrame.Read(packet).PayloadOffset : 0;
        if (SlowPacket.Read(packet, layer) is null || packet[network] >> 4 == 6 || (packet[network + 6] & 0x40) == 0)
        {
            return packet;
        }

        byte[] changed = [.. packet];
        split.AsSpan(network + 4, 2).CopyTo(changed.AsSpan(network + 4));
        if (!changed.AsSpan(network + 4, 2).SequenceEqual(packet.AsSpan(network + 4, 2)))
        {
            changed.AsSpan(network + 10, 2).Clear();
            ushort checksum = SlowChecksum.Of(changed.AsSpan(network, 20));
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(network + 10), checksum);
        }

        return changed;
    }

    private static void Equal(byte[] expected, byte[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
        }
    }
}
