using CsCheck;

namespace TunPS.Core.Tests;

/// <summary>
/// Whatever happened to a file: what is good of it is read, and nothing throws, hangs, or takes memory.
/// </summary>
public sealed class CaptureDamageTests
{
    private static readonly byte[] s_ip = [0x45, 0, 0, 6, 1, 2];

    private static readonly byte[][] s_files =
    [
        Captures.Write(CaptureFormat.Pcapng, Some()),
        Captures.Write(CaptureFormat.Pcap, Some().Where(packet => packet.Layer == TunLayer.Tun)),
        CaptureImage.Pcap(0xA1B2C3D4, 113, true)
            .PcapPacket(1, 2, new byte[40])
            .PcapPacket(1, 3, new byte[60])
            .ToArray(),
        new CaptureImage(true)
            .Section()
            .Interface(101, "tun0", 6, 1)
            .Interface(276, "any", 0x8A)
            .Packet(s_ip, 5, options: new CaptureImage(true).Option(1, [65, 66, 67]).Option(0, []).ToArray())
            .Block(0x0BAD, new byte[17])
            .SimplePacket(s_ip)
            .Then(new CaptureImage().Section().Interface(0, "lo").ObsoletePacket([2, 0, 0, 0, .. s_ip]))
            .ToArray(),
    ];

    private static readonly uint[] s_lies =
        [0, 1, 3, 4, 8, 12, 16, 28, 0x7FFF, 0xFFFF, 0xFFFFFF, 0x7FFFFFFF, 0xFFFFFFF0, 0xFFFFFFFF];

    private static readonly Gen<byte[]> s_damaged = Gen.Select(
        Gen.Int[0, s_files.Length - 1],
        Gen.Select(
            Gen.Int[0, 1000],
            Gen.Int[1, 4],
            Gen.OneOf(Gen.Int[0, s_lies.Length - 1].Select(index => s_lies[index]), Gen.UInt),
            Gen.Bool).Array[1, 6],
        Gen.Int[0, 40],
        (file, damage, cut) => Damage(s_files[file], damage, cut));

    public static TheoryData<int> Files => [.. Enumerable.Range(0, s_files.Length)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_off_anywhere_keeps_its_good_part(int index)
    {
        byte[] file = s_files[index];
        List<string> all = [.. Captures.Describe(Read(file, out long[] ends, out _))];
        int header = file[0] == 0x0A ? (file[4] | file[7]) : 24;
        for (int length = header; length < file.Length; length++)
        {
            IReadOnlyList<TunPacket> packets = Read(file[..length], out _, out CaptureProblem? problem);
            int whole = ends.Count(end => end <= length);
            Assert.Equal(all[..whole], Captures.Describe(packets));
            if (problem is not null)
            {
                Assert.True(problem.IsTruncated);
                Assert.InRange(problem.Offset, whole == 0 ? header : ends[whole - 1], length - 1);
                Assert.DoesNotContain(length, ends);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_off_in_its_header_is_no_capture(int index)
    {
        byte[] file = s_files[index];
        int header = file[0] == 0x0A ? (file[4] | file[7]) : 24;
        for (int length = 0; length < header; length++)
        {
            Assert.Throws<InvalidDataException>(() => Captures.Read(file[..length]));
        }
    }

    [Fact]
    public void A_truncated_tail_is_told_with_its_place()
    {
        byte[] file = Captures.Write(CaptureFormat.Pcap, Captures.Packet(s_ip), Captures.Packet(s_ip));
        Assert.Single(Captures.Read(file[..^1], out CaptureProblem? problem));
        Assert.Equal(
            "The capture is cut off: 21 bytes from offset 46 on can make no whole packet.", problem!.ToString());
    }

    [Fact]
    public void Damage_in_the_middle_keeps_what_came_before()
    {
        byte[] file = Captures.Write(CaptureFormat.Pcapng, Some());
        _ = Read(file, out long[] ends, out _);
        file[ends[1] + 7] = 0x7F;
        Assert.Equal(2, Captures.Read(file, out CaptureProblem? problem).Count);
        Assert.Equal((false, ends[1]), (problem!.IsTruncated, problem.Offset));
    }

    [Fact]
    public void Damaged_files_are_survived()
    {
        s_damaged.Sample(Survive, iter: 20_000, threads: 1);
        if (StressTime.Duration > TimeSpan.FromSeconds(3))
        {
            s_damaged.Sample(Survive, time: (int)StressTime.Duration.TotalSeconds, threads: 1);
        }
    }

    [Fact]
    public void Noise_behind_a_header_is_survived()
        => Gen.Select(Gen.Int[0, s_files.Length - 1], Gen.Byte.Array[0, 200]).Sample(
            (index, noise) => Survive([.. s_files[index].Take(28), .. noise]), iter: 20_000, threads: 1);

    [Theory]
    [InlineData(CaptureFormat.Pcapng)]
    [InlineData(CaptureFormat.Pcap)]
    public void What_is_appended_comes_behind(CaptureFormat format)
    {
        TunPacket[] some = [.. Some().Where(packet => packet.Layer == TunLayer.Tun)];
        byte[] file = Captures.Append(Captures.Write(format, some[..1]), some[1..]);

        Assert.Equal(file, Captures.Write(format, some));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cut_off_tail_is_dropped_before_more_is_appended(int index)
    {
        byte[] file = s_files[index];
        IReadOnlyList<TunPacket> all = Read(file, out long[] ends, out _);
        for (long length = ends[0]; length <= file.Length; length++)
        {
            byte[] appended = Captures.Append(file[..(int)length], out long dropped, Captures.Packet(s_ip, null));
            int whole = ends.Count(end => end <= length);
            IReadOnlyList<TunPacket> packets = Captures.Read(appended);
            Assert.Equal(Captures.Describe(all.Take(whole)), Captures.Describe(packets.Take(whole)));
            Assert.Equal(s_ip, packets[whole].Data);
            Assert.Equal(whole + 1, packets.Count);
            Assert.True(dropped <= length - ends[whole - 1]);
        }
    }

    [Theory]
    [InlineData(0xA1B2C3D4, false, 1_700_000_000_123_456_000)]
    [InlineData(0xA1B2C3D4, true, 1_700_000_000_123_456_000)]
    [InlineData(0xA1B23C4D, true, Captures.Time)]
    public void Pcap_goes_on_in_its_own_byte_order_and_time_unit(uint magic, bool isBigEndian, long time)
    {
        byte[] file = CaptureImage.Pcap(magic, 1, isBigEndian).PcapPacket(1, 2, s_ip).ToArray();
        byte[] appended = Captures.Append(file, Captures.Packet(new byte[70_000], layer: TunLayer.Tap));

        Assert.Equal(time, Captures.Read(appended)[1].UnixTimeNanoseconds);
        Assert.Equal(file[..16], appended[..16]);
        Assert.Equal(262_144u, new ByteOrder(isBigEndian).ReadUInt32(appended.AsSpan(16)));
        _ = Assert.Throws<TunException>(() => Captures.Append(file, Captures.Packet(s_ip)));
    }

    [Fact]
    public void An_interface_that_counts_time_otherwise_or_cuts_is_not_used_again()
    {
        byte[] file = new CaptureImage()
            .Section()
            .Interface(101, "tun0", 6)
            .Interface(101, "tun0", 9, snapLength: 96)
            .Interface(12, "tun0", 9)
            .ToArray();
        Assert.Equal(Captures.Time, Captures.Read(Captures.Append(file, Captures.Packet(s_ip)))[0].UnixTimeNanoseconds);

        byte[] once = Captures.Append(file, Captures.Packet(s_ip));
        byte[] twice = Captures.Append(once, Captures.Packet(s_ip));
        Assert.Equal(40, twice.Length - once.Length);
    }

    [Fact]
    public void A_section_that_goes_on_no_longer_says_how_long_it_is()
    {
        byte[] file = new CaptureImage(true).Section().Interface(101, "tun0", 9).ToArray();
        new ByteOrder(true).Write(file.AsSpan(16), (long)(file.Length - 28));

        Assert.Equal(-1, new ByteOrder(true).ReadInt64(Captures.Append(file, Captures.Packet(s_ip)).AsSpan(16)));
    }

    [Fact]
    public void What_is_damaged_or_foreign_is_not_appended_to()
    {
        byte[] damaged = Captures.Write(CaptureFormat.Pcapng, Some());
        damaged[^1] ^= 0xFF;
        byte[] tail = new CaptureImage()
            .Section()
            .Interface()
            .Add32(6)
            .Add32(8_000_000)
            .Add(new byte[2_000_000])
            .ToArray();
        byte[][] files = [damaged, tail, s_files[2], [], "text"u8.ToArray()];

        Assert.All(files, file =>
        {
            MemoryStream stream = new();
            stream.Write(file);
            _ = Assert.Throws<InvalidDataException>(() => CaptureWriter.Append(stream));
            Assert.Equal(file, stream.ToArray());
        });
    }

    private static TunPacket[] Some() =>
    [
        Captures.Packet(s_ip),
        Captures.Packet([1, 2, 3], "tap0", TunLayer.Tap, more: 10),
        Captures.Packet(new byte[30], null),
        Captures.Packet(s_ip, time: 1),
    ];

    private static List<TunPacket> Read(byte[] bytes, out long[] ends, out CaptureProblem? problem)
    {
        using CaptureReader reader = new(new MemoryStream(bytes));
        List<TunPacket> packets = [];
        List<long> positions = [];
        while (reader.TryRead(out TunPacket? packet))
        {
            packets.Add(packet);
            positions.Add(reader.Position);
        }

        ends = [.. positions];
        problem = reader.Problem;
        return packets;
    }

    private static byte[] Damage(byte[] file, (int At, int Size, uint Value, bool IsSwapped)[] damage, int cut)
    {
        byte[] bytes = [.. file];
        foreach ((int at, int size, uint value, bool isSwapped) in damage)
        {
            byte[] number = new byte[4];
            new ByteOrder(isSwapped).Write(number, value);
            Span<byte> target = bytes.AsSpan(at % bytes.Length);
            number.AsSpan(0, Math.Min(size, target.Length)).CopyTo(target);
        }

        return cut < bytes.Length && cut % 3 == 0 ? bytes[..^cut] : bytes;
    }

    private static void Survive(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            IReadOnlyList<TunPacket> packets = Captures.Read(bytes, out _);
            Assert.True(packets.Sum(packet => (long)packet.Length) <= bytes.Length);
            Assert.True(packets.Count <= bytes.Length / 16);
        }
        catch (InvalidDataException)
        {
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }
}
