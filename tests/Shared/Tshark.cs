using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TunPS.Testing;

/// <summary>What tshark, which knows nothing of us, says of packets.</summary>
internal static partial class Tshark
{
    /// <summary>What stands for every line that says that something is wrong.</summary>
    internal const string Malformed = "malformed";

    private const int Ethernet = 1;
    private const int RawIP = 101;

    private static readonly string[] s_fields =
    [
        "frame.len", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "ip.ttl", "ipv6.hlim",
        "udp.srcport", "udp.dstport", "tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.window_size_value", "vlan.id",
        "ieee8021ad.id", "_ws.col.Info",
    ];

    // Each packet alone: nothing that is known only from those before it or behind it.
    private static readonly string[] s_preferences =
    [
        "tcp.relative_sequence_numbers:FALSE", "tcp.analyze_sequence_numbers:FALSE", "tcp.desegment_tcp_streams:FALSE",
        "tcp.try_heuristic_first:FALSE", "udp.try_heuristic_first:FALSE",
    ];

    // They take packets of ports that we know nothing of, or guess at the contents.
    private static readonly string[] s_disabled = ["http", "tapa", "nbns", "rtps", "quic", "mptcp", "tplink-smarthome"];

    /// <summary>One packet in the words of tshark; of each field the first: that of the outermost header.</summary>
    internal sealed record Row(IReadOnlyDictionary<string, string> Fields)
    {
        // The window as it stands in the header: by how much it is scaled, only the first segments have told.
        internal string Info
            => Window().Replace(Fields["_ws.col.Info"], $" Win={Fields["tcp.window_size_value"]}");

        internal string this[string field] => Fields[field];
    }

    /// <summary>Reads packets, each as if it were alone, or puts fragments together where wanted.</summary>
    internal static List<Row> Read(IReadOnlyCollection<TunPacket> packets, bool defragment = false)
    {
        ProcessStartInfo start = new("tshark")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        string answer = defragment ? "TRUE" : "FALSE";
        string[] preferences = [.. s_preferences, $"ip.defragment:{answer}", $"ipv6.defragment:{answer}"];
        string[] arguments =
        [
            "-r", "-", "-n", "-T", "fields", "-E", "occurrence=f",
            .. s_fields.SelectMany(field => new[] { "-e", field }),
            .. preferences.SelectMany(preference => new[] { "-o", preference }),
            .. s_disabled.SelectMany(protocol => new[] { "--disable-protocol", protocol }),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process tshark = Process.Start(start)!;
        Task<string> output = tshark.StandardOutput.ReadToEndAsync();
        Task<string> error = tshark.StandardError.ReadToEndAsync();
        tshark.StandardInput.BaseStream.Write(Pcap(packets));
        tshark.StandardInput.Close();
        tshark.WaitForExit();
        Assert.True(tshark.ExitCode == 0, Background.Result(error));
        return
        [
            .. Background.Result(output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Row(
                s_fields.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second))),
        ];
    }

    /// <summary>
    /// An Info line without what is known from other packets, without spaces at its end, and with no more of what is
    /// wrong than that something is: there our words and those of Wireshark differ.
    /// </summary>
    internal static string Normalize(string info)
    {
        string line = BeforeLimit().Replace(FromOtherPackets().Replace(info, string.Empty), string.Empty);
        line = line.Replace("Unknown IP Protocol: ", string.Empty, StringComparison.Ordinal);
        return Wrong().IsMatch(line) ? Malformed : line.TrimEnd();
    }

    private static byte[] Pcap(IReadOnlyCollection<TunPacket> packets)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        TunLayer layer = packets.Select(packet => packet.Layer).Distinct().Single();
        writer.Write(0xA1B23C4D);
        writer.Write(0x00040002);
        writer.Write(0L);
        writer.Write(0x40000);
        writer.Write(layer == TunLayer.Tap ? Ethernet : RawIP);
        foreach (TunPacket packet in packets)
        {
            (long seconds, long nanoseconds) = Math.DivRem(packet.UnixTimeNanoseconds, 1_000_000_000);
            writer.Write((uint)seconds);
            writer.Write((uint)nanoseconds);
            writer.Write(packet.Length);
            writer.Write(packet.OriginalLength);
            writer.Write(packet.Data);
        }

        return stream.ToArray();
    }

    /// <summary>The number in a field, decimal or hexadecimal; null where it is not there.</summary>
    internal static int? Number(string field) => field.Length == 0 ? null
        : field.StartsWith("0x", StringComparison.Ordinal)
            ? int.Parse(field.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(field, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @" ?(\((reply|request) in \d+\)|\(no response found!\)|\[Reassembled in #\d+\]"
        + @"|\(duplicate use of \S+ detected!\))")]
    private static partial Regex FromOtherPackets();

    [GeneratedRegex(@" Win=\d+")]
    private static partial Regex Window();

    [GeneratedRegex(@" +(?=\[Packet size limited during capture\])")]
    private static partial Regex BeforeLimit();

    [GeneratedRegex(@"\[Malformed|^Bogus IP|bogus TCP header length|^Invalid IPv6 header")]
    private static partial Regex Wrong();
}
