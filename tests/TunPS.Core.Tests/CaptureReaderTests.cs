using System.Numerics;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class CaptureReaderTests
{
    private const ulong Nanoseconds = Captures.Time;

    private static readonly byte[] s_ip = [0x45, 0, 0, 6, 1, 2];
    private static readonly byte[] s_other = [0x60, 1, 2, 3, 4];

    public static TheoryData<uint, bool, long> PcapMagics => new()
    {
        { 0xA1B2C3D4, false, 1_700_000_000_000_007_000 },
        { 0xA1B2C3D4, true, 1_700_000_000_000_007_000 },
        { 0xA1B23C4D, false, 1_700_000_000_000_000_007 },
        { 0xA1B23C4D, true, 1_700_000_000_000_000_007 },
    };

    [Theory]
    [MemberData(nameof(PcapMagics))]
    public void Pcap_is_read_in_both_byte_orders_and_time_units(uint magic, bool isBigEndian, long time)
    {
        byte[] file = CaptureImage.Pcap(magic, 101, isBigEndian)
            .PcapPacket(1_700_000_000, 7, s_ip, more: 3)
            .PcapPacket(uint.MaxValue, 0, [])
            .ToArray();

        IReadOnlyList<TunPacket> packets = Captures.Read(file);
        Assert.Equal($"{time}  Tun 9 450000060102", Captures.Describe(packets[0]));
        Assert.Equal("4294967295000000000  Tun 0 ", Captures.Describe(packets[1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_is_read_in_both_byte_orders(bool isBigEndian)
    {
        byte[] file = new CaptureImage(isBigEndian)
            .Section()
            .Interface(101, "tun0", 9)
            .Interface(1, "tap0")
            .Packet(s_ip, Nanoseconds, more: 3)
            .Packet(s_other, Nanoseconds / 1000, 1)
            .ToArray();

        Assert.Equal(
            ["1700000000123456789 tun0 Tun 9 450000060102", "1700000000123456000 tap0 Tap 5 6001020304"],
            Captures.Describe(Captures.Read(file)));
    }

    [Fact]
    public void Sections_have_their_own_byte_orders_and_interfaces()
    {
        byte[] file = new CaptureImage().Section().Interface(101, "one").Packet(s_ip)
            .Then(new CaptureImage(true).Section().Interface(1, "two").Packet(s_other))
            .Then(new CaptureImage().Section().Interface(101, "three").Packet(s_ip))
            .ToArray();

        Assert.Equal(
            ["one Tun", "two Tap", "three Tun"],
            Captures.Read(file).Select(packet => $"{packet.Device} {packet.Layer}"));
    }

    [Fact]
    public void Blocks_and_options_that_nobody_knows_are_passed_over()
    {
        byte[] options = new CaptureImage()
            .Option(1, "a comment"u8.ToArray())
            .Option(0x8001, [1, 2, 3])
            .Option(0, [])
            .ToArray();
        byte[] file = new CaptureImage()
            .Section()
            .Block(4, new byte[300_000])
            .Interface(101, "tun0\0\0")
            .Block(0x0BAD, [1, 0, 0, 0, 2])
            .Packet(s_ip, options: options)
            .Block(0x7FFF1234, [])
            .Packet(s_ip)
            .ToArray();

        Assert.Equal(["tun0", "tun0"], Captures.Read(file).Select(packet => packet.Device));
    }

    [Fact]
    public void Obsolete_and_simple_packets_are_read()
    {
        byte[] file = new CaptureImage()
            .Section()
            .Interface(101, "tun0", snapLength: 5)
            .ObsoletePacket(s_ip, 7)
            .SimplePacket(s_ip[..5], more: 1)
            .SimplePacket(s_ip[..3])
            .ToArray();

        Assert.Equal(
            ["7000 tun0 Tun 6 450000060102", "0 tun0 Tun 6 4500000601", "0 tun0 Tun 3 450000"],
            Captures.Describe(Captures.Read(file)));
    }

    [Theory]
    [InlineData(0, null, 5, 5_000_000_000)]
    [InlineData(3, null, 5, 5_000_000)]
    [InlineData(9, null, 5, 5)]
    [InlineData(9, 3L, 5, 3_000_000_005)]
    [InlineData(9, -3L, 5, -2_999_999_995)]
    [InlineData(12, null, 5_999, 5)]
    [InlineData(28, null, ulong.MaxValue, 1)]
    [InlineData(29, null, ulong.MaxValue, 0)]
    [InlineData(127, null, ulong.MaxValue, 0)]
    [InlineData(0x80, null, 5, 5_000_000_000)]
    [InlineData(0x80 + 10, null, 1, 976_562)]
    [InlineData(0x80 + 30, null, 1UL << 33, 8_000_000_000)]
    [InlineData(0x80 + 127, null, ulong.MaxValue, 0)]
    [InlineData(9, null, ulong.MaxValue, long.MaxValue)]
    [InlineData(0, long.MaxValue, ulong.MaxValue, long.MaxValue)]
    [InlineData(0, long.MinValue, 0UL, long.MinValue)]
    public void Every_time_unit_is_exact_to_the_nanosecond(int resolution, long? offset, ulong units, long time)
    {
        byte[] file = new CaptureImage()
            .Section()
            .Interface(resolution: resolution, offset: offset)
            .Packet(s_ip, units)
            .ToArray();

        Assert.Equal(time, Assert.Single(Captures.Read(file)).UnixTimeNanoseconds);
    }

    [Fact]
    public void Times_are_those_of_exact_arithmetic()
        => Gen.Select(Gen.Byte, Gen.Long, Gen.ULong).Sample((resolution, offset, units) =>
        {
            int exponent = resolution & 0x7F;
            BigInteger perSecond = resolution < 0x80 ? BigInteger.Pow(10, exponent) : BigInteger.One << exponent;
            BigInteger exact = ((BigInteger)offset * 1_000_000_000) + ((BigInteger)units * 1_000_000_000 / perSecond);
            BigInteger expected = BigInteger.Min(BigInteger.Max(exact, long.MinValue), long.MaxValue);
            Assert.Equal(expected, (BigInteger)new CaptureClock(resolution, offset).ToUnixNanoseconds(units));
        });

    [Theory]
    [InlineData(1, "", TunLayer.Tap)]
    [InlineData(12, "", TunLayer.Tun)]
    [InlineData(14, "", TunLayer.Tun)]
    [InlineData(101, "", TunLayer.Tun)]
    [InlineData(228, "", TunLayer.Tun)]
    [InlineData(229, "", TunLayer.Tun)]
    [InlineData(0, "02000000", TunLayer.Tun)]
    [InlineData(0, "0000001E", TunLayer.Tun)]
    [InlineData(108, "00000018", TunLayer.Tun)]
    [InlineData(113, "000000010006001122334455000086DD", TunLayer.Tun)]
    [InlineData(276, "0800000000000002000100060011223344550000", TunLayer.Tun)]
    public void A_packet_is_found_behind_the_link_layer(int linkType, string header, TunLayer layer)
    {
        byte[] link = Convert.FromHexString(header);
        byte[] file = new CaptureImage().Section().Interface(linkType).Packet([.. link, .. s_ip], more: 2).ToArray();

        TunPacket packet = Assert.Single(Captures.Read(file));
        Assert.Equal((layer, s_ip.Length + 2), (packet.Layer, packet.OriginalLength));
        Assert.Equal(s_ip, packet.Data);
    }

    [Fact]
    public void What_is_neither_IP_nor_Ethernet_is_counted()
    {
        using CaptureReader reader = new(new MemoryStream(new CaptureImage()
            .Section()
            .Interface(147)
            .Interface(113)
            .Interface(0)
            .Interface(101)
            .Packet(s_ip, index: 0)
            .Packet(s_ip, index: 0)
            .Packet(Convert.FromHexString("00000001000600112233445500000806" + "0001"), index: 1)
            .Packet([1, 2, 3], index: 2)
            .Packet(s_ip, index: 3)
            .ToArray()));

        Assert.Single(Captures.ReadAll(reader));
        Assert.Null(reader.Problem);
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["link type 147"] = 2,
                ["not IP in a Linux cooked capture (link type 113)"] = 1,
                ["not IP on a loopback device (link type 0)"] = 1,
            },
            reader.Skipped);
    }

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("48656C6C6F2C20776F726C640A", "*text*")]
    [InlineData("1F8B0800", "*gzip*gunzip*")]
    [InlineData("28B52FFD00", "*zstd*")]
    [InlineData("04224D1800", "*LZ4*")]
    [InlineData("736E6F6F70000000", "*snoop*")]
    [InlineData("A1B2CD34", "*modified*")]
    [InlineData("34CDB2A1", "*modified*")]
    [InlineData("00010203FF", "*begins with the bytes 00010203*")]
    [InlineData("A1B2C3D4000200", "*pcap*ends within its header*")]
    [InlineData("D4C3B2A10300000000000000000000000000000001000000", "*version 3.0*")]
    [InlineData("0A0D0D0A", "*pcapng*ends within its first block*")]
    [InlineData("0A0D0D0A1C0000000102030401000000FFFFFFFFFFFFFFFF1C000000", "*pcapng*no byte order*")]
    [InlineData("0A0D0D0A1C0000004D3C2B1A02000000FFFFFFFFFFFFFFFF1C000000", "*version 2.0*")]
    [InlineData("0A0D0D0A080000004D3C2B1A", "*8 bytes is none*")]
    [InlineData("0A0D0D0A000000804D3C2B1A", "*none*")]
    public void What_is_no_capture_is_told_apart(string hex, string pattern)
    {
        byte[] bytes = Convert.FromHexString(hex);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new CaptureReader(new Trickle(bytes)));
        Assert.Matches("^" + pattern.Replace("*", ".*", StringComparison.Ordinal) + "$", error.Message);
    }

    [Fact]
    public void An_event_trace_is_told_apart()
    {
        byte[] bytes = new byte[100];
        bytes[1] = 0x10;
        bytes[0x4A] = 2;
        bytes[0x4B] = 0xC0;

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Captures.Read(bytes));
        Assert.Contains("event trace", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 7u, "is of interface 7, and its section has 1")]
    [InlineData(0, 0u, "is of interface 0, and its section has 0")]
    public void A_packet_of_an_interface_that_is_not_there_is_damage(int packets, uint index, string what)
    {
        CaptureImage image = new CaptureImage().Section();
        image = packets > 0 ? image.Interface() : image;
        for (int i = 0; i < packets; i++)
        {
            image = image.Packet(s_ip);
        }

        int offset = image.ToArray().Length;
        byte[] file = image.Packet(s_ip, index: index).ToArray();
        Assert.Equal(packets, Captures.Read(file, out CaptureProblem? problem).Count);
        Assert.Equal((false, offset), (problem!.IsTruncated, problem.Offset));
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_block_that_nobody_knows_is_passed_over_in_pieces()
    {
        byte[] start = new CaptureImage().Section().Add32(0x0BAD).Add32(0x7FFFFFF0).ToArray();
        using CaptureReader reader = new(new Endless(start, 100_000_000));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(reader.TryRead(out _));
        Assert.True(reader.Problem!.IsTruncated);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_read_that_passes_over_much_can_be_cancelled()
    {
        byte[] start = new CaptureImage().Section().Add32(0x0BAD).Add32(0x7FFFFFF0).ToArray();
        using CancellationTokenSource cancellation = new();
        using CaptureReader reader = new(new Endless(start, long.MaxValue, cancellation));

        Assert.Throws<OperationCanceledException>(() => reader.TryRead(out _, cancellation.Token));
    }

    // Zeros behind the beginning; cancels after the first of them.
    private sealed class Endless(byte[] start, long length, CancellationTokenSource? cancellation = null)
        : MemoryStream(start)
    {
        private long _rest = length;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            if (read > 0)
            {
                return read;
            }

            count = (int)Math.Min(count, _rest);
            _rest -= count;
            buffer.AsSpan(offset, count).Clear();
            cancellation?.Cancel();
            return count;
        }
    }
}
