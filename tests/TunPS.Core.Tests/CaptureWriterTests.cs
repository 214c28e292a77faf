using System.Text;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class CaptureWriterTests
{
    private static readonly byte[] s_ip = [0x45, 0, 0, 5, 7];

    private static readonly Gen<string?> s_name = Gen.OneOf(
        Gen.Const((string?)null),
        Gen.String[Gen.Char['!', '~'], 1, 15].Select(name => (string?)name),
        Gen.Const((string?)"tün ✓"));

    private static readonly Gen<TunPacket> s_packet = Gen.Select(
        Gen.OneOf(Gen.Byte.Array[0, 100], Gen.Byte.Array[1000, 3000]),
        s_name,
        Gen.Enum<TunLayer>(),
        Gen.Long[0, long.MaxValue],
        Gen.Int[0, 70_000],
        (data, name, layer, time, more) => new TunPacket(data, name, layer, time, data.Length + more));

    [Fact]
    public void A_pcap_file_has_the_bytes_of_the_specification()
    {
        byte[] file = Captures.Write(CaptureFormat.Pcap, Captures.Packet(s_ip, time: 2_000_000_003, more: 4));

        string header = "4D3CB2A1 0200 0400 00000000 00000000 00000400 65000000";
        string packet = "02000000 03000000 05000000 09000000 4500000507";
        Assert.Equal((header + packet).Replace(" ", string.Empty, StringComparison.Ordinal), Convert.ToHexString(file));
    }

    [Fact]
    public void A_pcapng_file_has_the_bytes_of_the_specification()
    {
        byte[] file = Captures.Write(
            CaptureFormat.Pcapng, Captures.Packet(s_ip, "tun0", time: 0x1122334455667788, more: 4));

        int sectionLength = BitConverter.ToInt32(file, 4);
        Assert.Equal("0A0D0D0A", Convert.ToHexString(file, 0, 4));
        Assert.Equal("4D3C2B1A01000000FFFFFFFFFFFFFFFF", Convert.ToHexString(file, 8, 16));
        Assert.Equal(sectionLength, BitConverter.ToInt32(file, sectionLength - 4));
        Assert.Contains("TunPS 0.1.0", Encoding.UTF8.GetString(file, 0, sectionLength), StringComparison.Ordinal);

        string description = "01000000 28000000 6500 0000 00000400 "
            + "0200 0400 74756E30 0900 0100 09000000 0000 0000 28000000";
        string packet = "06000000 28000000 00000000 44332211 88776655 05000000 09000000 "
            + "4500000507 000000 28000000";
        Assert.Equal(
            (description + packet).Replace(" ", string.Empty, StringComparison.Ordinal),
            Convert.ToHexString(file, sectionLength, file.Length - sectionLength));
    }

    [Fact]
    public void What_is_written_to_pcapng_is_read_back()
        => s_packet.Array[0, 20].Sample(
            packets => Assert.Equal(
                Captures.Describe(packets),
                Captures.Describe(Captures.Read(Captures.Write(CaptureFormat.Pcapng, packets)))),
            iter: 500);

    [Fact]
    public void What_is_written_to_pcap_is_read_back_without_names()
        => Gen.Select(s_packet.Array[0, 20], Gen.Enum<TunLayer>()).Sample(
            (packets, layer) =>
            {
                TunPacket[] same = [.. packets.Select(packet => OfPcap(packet, layer))];
                Assert.Equal(
                    Captures.Describe(same),
                    Captures.Describe(Captures.Read(Captures.Write(CaptureFormat.Pcap, same))));
            },
            iter: 500);

    [Fact]
    public void Each_device_is_described_once_for_each_layer()
    {
        byte[] file = Captures.Write(CaptureFormat.Pcapng, Enumerable.Range(0, 12).Select(number => Captures.Packet(
            s_ip, number % 3 == 0 ? null : $"tun{number % 3}", number % 2 == 0 ? TunLayer.Tun : TunLayer.Tap)));

        PcapngDecoder decoder = new(new CaptureSource(new MemoryStream(file)));
        while (decoder.TryNext(out _))
        {
        }

        Assert.Equal(6, decoder.Interfaces.Count);
    }

    [Theory]
    [InlineData(CaptureFormat.Pcapng)]
    [InlineData(CaptureFormat.Pcap)]
    public void A_capture_without_packets_is_whole(CaptureFormat format)
    {
        using CaptureReader reader = new(new MemoryStream(Captures.Write(format)));

        Assert.Equal(format, reader.Format);
        Assert.Empty(Captures.ReadAll(reader));
        Assert.Null(reader.Problem);
    }

    [Fact]
    public void Pcap_refuses_the_other_layer_and_times_that_it_does_not_have_and_goes_on()
    {
        MemoryStream file = new();
        using (CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcap))
        {
            writer.Write(Captures.Packet(s_ip));
            AssertRefused(writer, Captures.Packet(s_ip, layer: TunLayer.Tap), "*one layer*IP packets*Ethernet frame.");
            AssertRefused(writer, Captures.Packet(s_ip, time: 4_294_967_296_000_000_000), "*after 2106*");
            AssertRefused(writer, Captures.Packet(s_ip, time: -1), "*before 1970*");
            writer.Write(Captures.Packet(s_ip, time: 4_294_967_295_999_999_999));
            Assert.Equal(2, writer.Count);
        }

        Assert.Equal(2, Captures.Read(file.ToArray()).Count);
    }

    [Fact]
    public void What_a_reader_would_refuse_is_refused_before_and_the_rest_is_kept()
    {
        MemoryStream file = new();
        using (CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng))
        {
            AssertRefused(writer, Captures.Packet(new byte[262_145]), "*262145 bytes*262144 at most*");
            AssertRefused(writer, Captures.Packet(s_ip, time: -1), "*before 1970*");
            AssertRefused(writer, Captures.Packet(s_ip, new string('x', 65_536)), "*65536 bytes*65535*");
            writer.Write(Captures.Packet(new byte[262_144], new string('x', 65_535)));
        }

        TunPacket packet = Assert.Single(Captures.Read(file.ToArray()));
        Assert.Equal(262_144, packet.Length);
        Assert.Equal(65_535, packet.Device!.Length);
    }

    [Fact]
    public void A_single_packet_is_in_the_file_at_once_and_a_second_soon()
    {
        using MemoryStream file = new();
        using CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng);
        Assert.Empty(Captures.Read(file.ToArray()));
        writer.Write(Captures.Packet(s_ip));
        Assert.Single(Captures.Read(file.ToArray()));
        writer.Write(Captures.Packet(s_ip));

        Assert.True(SpinWait.SpinUntil(
            () => Captures.Read(file.ToArray(), out _).Count == 2, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_burst_is_written_in_few_pieces_that_each_end_with_a_whole_packet()
    {
        PieceCounter file = new();
        using (CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng))
        {
            for (int i = 0; i < 20_000; i++)
            {
                writer.Write(Captures.Packet(new byte[64]));
            }
        }

        Assert.InRange(file.Pieces.Count, 16, 200);
        byte[] bytes = file.ToArray();
        Assert.All(file.Pieces, end => Captures.Read(bytes[..(int)end]));
        Assert.Equal(20_000, Captures.Read(bytes).Count);
    }

    [Fact]
    public void A_stream_that_fails_is_written_no_more_and_the_failure_is_told_to_whoever_comes_next()
    {
        FailingStream file = new();
        CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng);
        writer.Flush();
        file.IsFull = true;
        _ = Record.Exception(() => writer.Write(Captures.Packet(s_ip)));

        Assert.True(SpinWait.SpinUntil(() => file.Failures > 0, TimeSpan.FromSeconds(10)));
        Assert.Throws<IOException>(() => writer.Write(Captures.Packet(s_ip)));
        Assert.Throws<IOException>(writer.Flush);
        writer.Dispose();
        Assert.Equal(1, file.Failures);
        Assert.Throws<ObjectDisposedException>(() => writer.Write(Captures.Packet(s_ip)));
    }

    [Fact]
    public void A_failure_that_nobody_heard_of_is_told_at_the_end()
    {
        FailingStream file = new();
        CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng);
        writer.Flush();
        file.IsFull = true;
        writer.Write(Captures.Packet(s_ip));

        Assert.Throws<IOException>(writer.Dispose);
        writer.Dispose();
        Assert.False(file.CanWrite);
    }

    // Without a name, of one layer, at a time that 32 bits of seconds hold.
    private static TunPacket OfPcap(TunPacket packet, TunLayer layer)
        => new(
            packet.Data,
            null,
            layer,
            packet.UnixTimeNanoseconds % 4_294_967_296_000_000_000,
            packet.OriginalLength);

    private static void AssertRefused(CaptureWriter writer, TunPacket packet, string pattern)
    {
        TunException refusal = Assert.Throws<TunException>(() => writer.Write(packet));
        Assert.Equal(TunError.InvalidPacket, refusal.Error);
        Assert.Matches("^" + pattern.Replace("*", ".*", StringComparison.Ordinal) + "$", refusal.Message);
    }

    private sealed class PieceCounter : MemoryStream
    {
        internal List<long> Pieces { get; } = [];

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            Pieces.Add(Length);
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        private volatile bool _isFull;
        private int _failures;

        internal bool IsFull { set => _isFull = value; }

        internal int Failures => Volatile.Read(ref _failures);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (_isFull)
            {
                _ = Interlocked.Increment(ref _failures);
                throw new IOException("No space left on device");
            }

            base.Write(buffer, offset, count);
        }
    }
}
