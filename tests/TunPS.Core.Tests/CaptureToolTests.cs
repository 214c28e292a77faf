namespace TunPS.Core.Tests;

/// <summary>Wireshark's tools and tcpdump read what we write, and we read what they write.</summary>
public sealed class CaptureToolTests : IDisposable
{
    private static readonly string s_samples = Path.Combine(AppContext.BaseDirectory, "data", "captures");

    private readonly Wireshark _tools = new();

    public static TheoryData<string> Samples
        => [.. Expected().Select(line => line[0]).Distinct()];

    public void Dispose() => _tools.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Files_of_others_are_read_as_tshark_reads_them(string name)
        => Assert.Equal(
            Expected().Where(line => line[0] == name).Select(line => line[1]),
            Captures.Describe(Captures.Read(File.ReadAllBytes(Path.Combine(s_samples, name)))));

    [ToolFact("tshark")]
    public void Tshark_reads_a_pcapng_file_of_several_devices_and_layers()
    {
        TunPacket[] packets = [.. Mixed()];
        File.WriteAllBytes(_tools["x.pcapng"], Captures.Write(CaptureFormat.Pcapng, packets));

        Assert.Equal(Captures.Describe(packets), _tools.Describe("x.pcapng"));
        Assert.Equal("TunPS 0.1.0", CapInfo("-F", "x.pcapng", "Capture application"));
    }

    [ToolFact("tshark")]
    public void Tshark_reads_a_pcapng_file_that_was_appended_to()
    {
        TunPacket[] packets = [.. Mixed()];
        byte[] file = Captures.Write(CaptureFormat.Pcapng, packets[..10]);
        file = Captures.Append(file, packets[10..25]);
        file = Captures.Append(file, packets[25..]);
        File.WriteAllBytes(_tools["x.pcapng"], file);

        Assert.Equal(Captures.Describe(packets), _tools.Describe("x.pcapng"));
    }

    [ToolFact("tshark")]
    public void Tshark_reads_a_foreign_file_that_was_appended_to()
    {
        string[] names = ["dumpcap.pcapng", "mergecap.pcapng", "tcpdump-nano.pcap", "tcpdump-micro.pcap"];
        foreach (string name in names)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(s_samples, name));
            TunPacket packet = Captures.Packet(
                new byte[60], name.EndsWith("ng", StringComparison.Ordinal) ? "lo" : null, TunLayer.Tap, 1_000, 40);
            File.WriteAllBytes(_tools[name], bytes);
            IReadOnlyList<string> before = _tools.Describe(name);
            File.WriteAllBytes(_tools[name], Captures.Append(bytes, packet));

            Assert.Equal([.. before, Captures.Describe(packet)], _tools.Describe(name));
        }
    }

    [ToolFact("tshark")]
    public void Tshark_and_tcpdump_read_pcap_files_of_either_layer()
    {
        foreach (TunLayer layer in Enum.GetValues<TunLayer>())
        {
            TunPacket[] packets = [.. Of(layer)];
            File.WriteAllBytes(_tools["x.pcap"], Captures.Write(CaptureFormat.Pcap, packets));

            Assert.Equal(Captures.Describe(packets), _tools.Describe("x.pcap"));
            Assert.Equal($"{packets.Length}", CapInfo("-c", "x.pcap", "Number of packets"));
        }
    }

    [ToolFact("tcpdump")]
    public void What_tcpdump_writes_is_read_back()
    {
        TunPacket[] packets = [.. Of(TunLayer.Tun)];
        File.WriteAllBytes(_tools["x.pcap"], Captures.Write(CaptureFormat.Pcap, packets));
        _ = _tools.Run("tcpdump", "-Z", "root", "-r", "x.pcap", "--time-stamp-precision=nano", "-w", "nano.pcap");
        _ = _tools.Run("tcpdump", "-Z", "root", "-r", "x.pcap", "--time-stamp-precision=micro", "-w", "micro.pcap");

        Assert.Equal(Captures.Describe(packets), _tools.Read("nano.pcap"));
        Assert.Equal(Captures.Describe(packets.Select(InMicroseconds)), _tools.Read("micro.pcap"));
    }

    [ToolFact("editcap")]
    public void What_editcap_writes_is_read_back()
    {
        TunPacket[] packets = [.. Of(TunLayer.Tap)];
        File.WriteAllBytes(_tools["x.pcap"], Captures.Write(CaptureFormat.Pcap, packets));
        foreach (string format in (string[])["pcap", "nsecpcap", "pcapng"])
        {
            _ = _tools.Run("editcap", "-F", format, "x.pcap", format);
        }

        Assert.Equal(Captures.Describe(packets.Select(InMicroseconds)), _tools.Read("pcap"));
        Assert.Equal(Captures.Describe(packets), _tools.Read("nsecpcap"));
        Assert.Equal(Captures.Describe(packets), _tools.Read("pcapng"));
    }

    [ToolFact("editcap")]
    public void What_editcap_writes_of_our_pcapng_is_read_back()
    {
        TunPacket[] packets = [.. Mixed()];
        File.WriteAllBytes(_tools["x.pcapng"], Captures.Write(CaptureFormat.Pcapng, packets));
        _ = _tools.Run("editcap", "-a", "1:a comment", "-a", "5:äöü", "-s", "40", "x.pcapng", "y.pcapng");

        Assert.Equal(
            Captures.Describe(packets.Select(packet => new TunPacket(
                packet.Data[..Math.Min(40, packet.Length)],
                packet.Device,
                packet.Layer,
                packet.UnixTimeNanoseconds,
                packet.OriginalLength))),
            _tools.Read("y.pcapng"));
    }

    [ToolFact("mergecap")]
    public void What_mergecap_writes_of_several_files_is_read_back()
    {
        TunPacket[] packets = [.. Mixed().OrderBy(packet => packet.UnixTimeNanoseconds)];
        string[] names = [.. packets.Select(packet => $"{packet.Device}{packet.Layer}.pcapng").Distinct()];
        foreach (string name in names)
        {
            File.WriteAllBytes(_tools[name], Captures.Write(
                CaptureFormat.Pcapng, packets.Where(packet => $"{packet.Device}{packet.Layer}.pcapng" == name)));
        }

        _ = _tools.Run("mergecap", ["-w", "merged", .. names]);
        Assert.Equal(Captures.Describe(packets), _tools.Read("merged"));
    }

    [ToolFact("text2pcap")]
    public void What_text2pcap_writes_is_read_back()
    {
        byte[] frame = [.. Enumerable.Range(0, 40).Select(number => (byte)number)];
        File.WriteAllText(_tools["hex"], $"0000 {BitConverter.ToString(frame).Replace('-', ' ')}\n");
        foreach (string format in (string[])["pcap", "nsecpcap", "pcapng"])
        {
            _ = _tools.Run("text2pcap", "-F", format, "hex", format);
            Assert.Equal(frame, Assert.Single(Captures.Read(File.ReadAllBytes(_tools[format]))).Data);
        }
    }

    [ToolFact("editcap")]
    public void Formats_that_are_not_read_are_named()
    {
        TunPacket[] packets = [.. Of(TunLayer.Tap).Where(packet => packet.Length == packet.OriginalLength)];
        File.WriteAllBytes(_tools["x.pcap"], Captures.Write(CaptureFormat.Pcap, packets));
        (string Format, string Name)[] formats =
        [
            ("modpcap", "modified"),
            ("snoop", "snoop"),
            ("netmon1", "Network Monitor"),
            ("netmon2", "Network Monitor"),
        ];
        foreach ((string format, string name) in formats)
        {
            _ = _tools.Run("editcap", "-F", format, "x.pcap", format);
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => _tools.Read(format));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string[]> Expected()
        => File.ReadLines(Path.Combine(s_samples, "expected.txt")).Select(line => line.Split('\t'));

    private static TunPacket InMicroseconds(TunPacket packet)
        => new(
            packet.Data,
            packet.Device,
            packet.Layer,
            packet.UnixTimeNanoseconds / 1000 * 1000,
            packet.OriginalLength);

    private static IEnumerable<TunPacket> Of(TunLayer layer)
        => Mixed().Where(packet => packet.Layer == layer)
            .Select(packet => new TunPacket(
                packet.Data, null, packet.Layer, packet.UnixTimeNanoseconds, packet.OriginalLength));

    // Of all lengths and of several devices, some cut, at times that differ in the last digit.
    private static IEnumerable<TunPacket> Mixed()
    {
        Random random = new(5);
        string?[] names = ["tun0", "tün ✓", null, "tap7"];
        for (int i = 0; i < 60; i++)
        {
            byte[] data = i % 3 == 0 ? Packets.Udp(i, "2001:db8::1", "2001:db8::2") : Packets.Udp(i * 20);
            byte[] type = i % 3 == 0 ? [0x86, 0xDD] : [8, 0];
            TunLayer layer = random.Next(2) == 0 ? TunLayer.Tun : TunLayer.Tap;
            byte[] frame = layer == TunLayer.Tun ? data : [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, .. type, .. data];
            long time = Captures.Time + ((long)i * 1_000_000_001);
            int more = i % 7 == 0 ? random.Next(2000) : 0;
            yield return new(frame, names[random.Next(4)], layer, time, frame.Length + more);
        }
    }

    private string CapInfo(string option, string file, string label)
    {
        string[] lines = _tools.Run("capinfos", "-M", option, file).Split('\n');
        string line = lines.First(each => each.StartsWith(label, StringComparison.Ordinal));
        return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
