using System.Buffers.Binary;
using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class FragmentTests
{
    [Fact]
    public void Fragments_of_IPv4_fit_and_make_the_whole_again()
        => Gen.Select(Gen.Byte.Array[0, 3000], Gen.Int[28, 1500]).Sample((payload, mtu) =>
        {
            byte[] whole = Udp("192.0.2.1", payload, null)[0];
            List<byte[]> parts = Udp("192.0.2.1", payload, mtu);

            Assert.Equal(whole.Length > mtu, parts.Count > 1);
            Assert.All(parts, part => Assert.InRange(part.Length, 21, mtu));
            Assert.All(parts, part => Assert.Equal(part.Length, BinaryPrimitives.ReadUInt16BigEndian(part.AsSpan(2))));
            Assert.All(parts, part => Assert.Equal(0, OnesComplement.Checksum(OnesComplement.Sum(part.AsSpan(0, 20)))));
            Assert.All(parts, part => Assert.Equal([0x12, 0x34], part[4..6]));
            Assert.Equal(whole[20..], Reassemble(
                parts, 20, 6, field => ((field & 0x1FFF) * 8, (field & 0x2000) != 0)));
        });

    [Fact]
    public void Fragments_of_IPv6_fit_and_make_the_whole_again()
        => Gen.Select(Gen.Byte.Array[0, 3000], Gen.Int[56, 1500]).Sample((payload, mtu) =>
        {
            byte[] whole = Udp("2001:db8::1", payload, null)[0];
            List<byte[]> parts = Udp("2001:db8::1", payload, mtu);
            if (whole.Length <= mtu)
            {
                Assert.Equal(whole, Assert.Single(parts));
                return;
            }

            Assert.All(parts, part => Assert.InRange(part.Length, 49, mtu));
            Assert.All(
                parts, part => Assert.Equal(part.Length - 40, BinaryPrimitives.ReadUInt16BigEndian(part.AsSpan(4))));
            Assert.All(parts, part => Assert.Equal((44, 17), (part[6], part[40])));
            Assert.All(parts, part => Assert.Equal([0, 0, 0x12, 0x34], part[44..48]));
            Assert.Equal(whole[40..], Reassemble(
                parts, 48, 42, field => (field & 0xFFF8, (field & 1) != 0)));
        });

    [Fact]
    public void Later_fragments_have_only_the_options_that_are_to_be_copied()
    {
        // Router alert goes into each, a timestamp only into the first one.
        byte[] options = [0x44, 8, 5, 0, 0, 0, 0, 0, 0x94, 4, 0, 0];
        byte[] packet = [0x48, .. Packets.Udp(100)[1..20], .. options, .. Packets.Udp(100)[20..]];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        IReadOnlyList<byte[]> parts = Fragments.Split(packet, 100, 0);

        Assert.Equal([0x48, 0x46], parts.Select(part => (int)part[0]));
        Assert.Equal(options, parts[0][20..32]);
        Assert.Equal([0x94, 4, 0, 0], parts[1][20..24]);
        Assert.Equal(packet[32..], parts[0][32..].Concat(parts[1][24..]));
        Assert.All(parts, part => Assert.Equal(
            0, OnesComplement.Checksum(OnesComplement.Sum(part.AsSpan(0, (part[0] & 15) * 4)))));
    }

    [Fact]
    public void Headers_for_each_hop_are_in_each_fragment_and_those_for_the_end_in_the_first()
    {
        byte[] hopByHop = [43, 0, 5, 2, 0, 0, 1, 0];
        byte[] routing = [60, 0, 0, 0, 0, 0, 0, 0];
        byte[] destination = [17, 0, 1, 4, 0, 0, 0, 0];
        byte[] packet = PacketBuilder.Raw(
            IPAddress.Parse("2001:db8::1"),
            IPAddress.Parse("2001:db8::2"),
            IPProtocol.HopByHop,
            [.. hopByHop, .. routing, .. destination, .. new byte[100]])[0].Data;
        IReadOnlyList<byte[]> parts = Fragments.Split(packet, 120, 7);

        Assert.Equal(2, parts.Count);
        Assert.All(parts, part => Assert.Equal(hopByHop, part[40..48]));
        Assert.All(parts, part => Assert.Equal([44, .. routing[1..]], part[48..56]));
        Assert.All(parts, part => Assert.Equal(60, part[56]));
        Assert.Equal(destination, parts[0][64..72]);
    }

    [Theory]
    [InlineData("192.0.2.1", 27)]
    [InlineData("2001:db8::1", 55)]
    [InlineData("192.0.2.1", 0)]
    [InlineData("192.0.2.1", -1)]
    public void An_MTU_that_leaves_no_room_is_refused(string source, int mtu)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Udp(source, new byte[100], mtu));
        Assert.Contains($"MTU {mtu}", e.Message, StringComparison.Ordinal);
    }

    private static List<byte[]> Udp(string source, byte[] payload, int? mtu)
        => [.. PacketBuilder.Udp(
            new IPEndPoint(IPAddress.Parse(source), 1),
            new IPEndPoint(IPAddress.Parse(source), 2),
            payload,
            new PacketSettings { Mtu = mtu, Identification = 0x1234 }).Select(packet => packet.Data)];

    // All but the last say that more are to come, and each begins where the one before it ended.
    private static byte[] Reassemble(
        List<byte[]> parts, int headerLength, int fieldOffset, Func<int, (int Offset, bool HasMore)> read)
    {
        List<byte> whole = [];
        foreach (byte[] part in parts)
        {
            (int offset, bool hasMore) = read(BinaryPrimitives.ReadUInt16BigEndian(part.AsSpan(fieldOffset)));
            Assert.Equal(whole.Count, offset);
            Assert.Equal(part != parts[^1], hasMore);
            whole.AddRange(part[headerLength..]);
        }

        return [.. whole];
    }
}
