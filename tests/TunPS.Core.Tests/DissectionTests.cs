using System.Buffers.Binary;
using System.Net;
using System.Reflection;
using CsCheck;

namespace TunPS.Core.Tests;

/// <summary>Packets of all sorts, damaged at random: nothing throws, hangs, or reads a byte too many.</summary>
public sealed class DissectionTests
{
    private const int LongestLine = 5000;

    private static readonly PropertyInfo[] s_properties = typeof(TunPacket).GetProperties();

    private static readonly TunPacket[] s_seeds =
    [
        .. Corpus.All, .. SyntheticPackets.Dns(), .. SyntheticPackets.Dhcp(), .. SyntheticPackets.Internet(),
        .. SyntheticPackets.Neighbors(), .. SyntheticPackets.Cut(), .. SyntheticPackets.Arp(),
    ];

    private static readonly Gen<TunPacket> s_damaged = Gen.Select(
        Gen.Int[0, s_seeds.Length - 1], Gen.Int[0, 2000], Gen.Byte.Array[0, 6], Gen.Int[0, 2000], Gen.Int[0, 100]).Select(
        (seed, cut, damage, at, missing) =>
        {
            byte[] data = s_seeds[seed].Data[..Math.Min(cut, s_seeds[seed].Length)];
            for (int i = 0; i < damage.Length && data.Length > 0; i++)
            {
                data[(at + (i * 7)) % data.Length] = damage[i];
            }

            return new TunPacket(data, null, s_seeds[seed].Layer, 0, data.Length + Math.Max(0, missing - 50));
        });

    [Fact]
    public void No_property_ever_throws_and_the_layers_cover_the_packet() => s_damaged.Sample(packet =>
    {
        foreach (PropertyInfo property in s_properties)
        {
            _ = property.GetValue(packet);
        }

        Assert.InRange(packet.Info.Length, 1, LongestLine);
        AssertCovered(packet);
    });

    [Fact]
    public void The_layers_of_the_corpus_cover_it_and_nothing_in_it_is_malformed()
    {
        foreach (TunPacket packet in Corpus.All)
        {
            AssertCovered(packet);
            Assert.DoesNotContain("[Malformed", packet.Info, StringComparison.Ordinal);
            Assert.DoesNotContain(packet.Layers, layer => layer.Summary.Contains("[Malformed", StringComparison.Ordinal));
            Assert.NotNull(packet.Packet);
        }
    }

    [Fact]
    public void No_byte_behind_the_packet_is_read()
    {
        using ThreadLocal<GuardedBytes> places = new(() => new GuardedBytes(70_000), trackAllValues: true);
        s_damaged.Sample(packet =>
        {
            ReadOnlySpan<byte> bytes = places.Value!.Place(packet.Data);
            Assert.Equal(packet.Info, PacketInfo.Describe(bytes, packet.OriginalLength, packet.Layer));
            Assert.Equal(packet.Layers, LayerReader.Read(bytes, packet.OriginalLength, packet.Layer));
            _ = EthernetFrame.VlanId(bytes);
            _ = TransportPayload.Find(bytes, IPHeader.Read(bytes)).Length;
        });
        foreach (GuardedBytes place in places.Values)
        {
            place.Dispose();
        }
    }

    [Fact]
    public void A_line_costs_no_more_than_its_string()
    {
        foreach (TunPacket packet in Corpus.All)
        {
            string line = packet.Info;
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = packet.Info;
            long cost = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.InRange(cost, 0, 24 + (2 * line.Length) + 8);
        }
    }

    [Fact]
    public void The_line_of_a_packet_is_short_however_long_an_option_in_it_is()
    {
        byte[] message = new byte[60_000];
        message[0] = 1;
        message[5] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)(message.Length - 8));
        IPAddress end = IPAddress.Parse("2001:db8::1");
        TunPacket packet = PacketBuilder.Udp(new IPEndPoint(end, 546), new IPEndPoint(end, 547), message)[0];

        Assert.StartsWith("Solicit XID: 0x000000 CID: 0000", packet.Info, StringComparison.Ordinal);
        Assert.InRange(packet.Info.Length, 1000, LongestLine);
    }

    private static void AssertCovered(TunPacket packet)
    {
        int end = 0;
        foreach (PacketLayer layer in packet.Layers)
        {
            Assert.Equal(end, layer.Offset);
            Assert.InRange(layer.Length, 1, packet.Length);
            end += layer.Length;
        }

        Assert.Equal(packet.Length, end);
    }
}
