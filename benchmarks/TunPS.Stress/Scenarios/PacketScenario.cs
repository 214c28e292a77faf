using System.Diagnostics;
using TunPS.Testing;

namespace TunPS.Stress.Scenarios;

/// <summary>
/// What it costs to look into a packet: at its summary, at its line of information, by a filter, and with PacketDotNet.
/// </summary>
internal static class PacketScenario
{
    private const int Rounds = 1000;
    private const double MaxNanoseconds = 300;
    private const double MaxBytes = 200;

    // So long that the compiler has optimized what is measured, which it does in the background.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.5);

    // A filter that nothing of the captures matches, so that it has to look at every field.
    private static readonly PacketFilter s_filter = new()
    {
        Protocols = [.. Enum.GetValues<IPProtocol>().Select(protocol => new PacketProtocol(protocol))],
        Sources = [IPPrefix.Parse("0.0.0.0/0"), IPPrefix.Parse("::/0")],
        Destinations = [IPPrefix.Parse("203.0.113.0/24"), IPPrefix.Parse("2001:db8:ffff::/48")],
    };

    internal static void Run(StressContext context)
    {
        // The string of Info is as long as what it says.
        (string Name, Func<TunPacket, object?> Look, double? MaxBytes)[] looks =
        [
            ("make the packet of its bytes, which are copied", packet => new TunPacket([.. packet.Data]), null),
            ("version, protocol, addresses, ports, hop limit", LookAtSummary, MaxBytes),
            ("the same, and Info", LookAtSummaryAndInfo, double.PositiveInfinity),
            ("a filter that rejects it", packet => s_filter.Matches(packet.Data, packet.Layer) ? packet : null, 0),
            ("the full tree of PacketDotNet", packet => packet.Packet, null),
        ];
        foreach (IGrouping<string, TunPacket> kind in Kinds())
        {
            TunPacket[] packets = [.. kind];
            Table table = new($"{kind.Key}: {packets.Length} packets", "look", "ns per packet", "bytes per packet");
            foreach ((string name, Func<TunPacket, object?> look, double? maxBytes) in looks)
            {
                (double time, double bytes) = Measure(packets, look);
                string[] cells = [name, Figure.Tenths(time), Figure.Tenths(bytes)];
                if (maxBytes is double limit && kind.Key == "all")
                {
                    table.AddLimited(
                        $"<= {MaxNanoseconds} ns" + (double.IsFinite(limit) ? $", {limit} bytes" : string.Empty),
                        time <= MaxNanoseconds && bytes <= limit,
                        cells);
                }
                else
                {
                    table.Add(cells);
                }
            }

            context.Report.Print(table);
        }
    }

    // By protocol, the rarest last, and all together.
    private static IEnumerable<IGrouping<string, TunPacket>> Kinds()
        => Corpus.All.GroupBy(packet => $"{packet.EtherType} {packet.Version} {packet.Protocol}")
            .Where(kind => kind.Count() > 5)
            .Concat(Corpus.All.GroupBy(_ => "all"));

    private static System.Net.IPAddress? LookAtSummary(TunPacket packet)
    {
        int sum = (packet.Version ?? 0) + (packet.SourcePort ?? 0) + (packet.DestinationPort ?? 0) + (packet.HopLimit ?? 0)
            + (int)(packet.Protocol ?? 0);
        System.Net.IPAddress? source = packet.Source;
        System.Net.IPAddress? destination = packet.Destination;
        return sum == 0 ? source : destination;
    }

    private static string LookAtSummaryAndInfo(TunPacket packet)
    {
        GC.KeepAlive(LookAtSummary(packet));
        return packet.Info;
    }

    private static (double Nanoseconds, double Bytes) Measure(TunPacket[] packets, Func<TunPacket, object?> look)
    {
        List<double> times = new(Rounds);
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        while (times.Count < Rounds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long begin = Stopwatch.GetTimestamp();
            foreach (TunPacket packet in packets)
            {
                GC.KeepAlive(look(packet));
            }

            long time = Stopwatch.GetTimestamp() - begin;
            if (Stopwatch.GetElapsedTime(start) > s_warmUp)
            {
                times.Add(Figure.Microseconds(time) * 1000 / packets.Length);
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        return (new Samples(times).Median, bytes / (double)(Rounds * packets.Length));
    }
}
