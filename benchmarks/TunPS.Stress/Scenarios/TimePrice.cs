using System.Globalization;

namespace TunPS.Stress.Scenarios;

/// <summary>
/// The time that an event, a timeout and a token add to a read from a queue that has packets, and the memory it takes.
/// </summary>
internal static class TimePrice
{
    private const int Rounds = 300;
    private const int WarmUp = 50;
    private const int Packets = 5000;
    private const double MaxRatio = 1.03;

    internal static void Measure(StressContext context)
    {
        using TunDevice device = StressDevice.Create();
        StressDevice.LengthenQueue(StressDevice.Name, Packets + 1000);
        using InterruptEvent interruptEvent = new();
        using CancellationTokenSource source = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        TimeSpan timeout = TimeSpan.FromSeconds(5);
        DrainReader[] readers =
        [
            new("TunPS, plain", Packets, () => Check(device.TryRead(buffer, out _))),
            new("TunPS, timeout and event", Packets, () => Check(device.TryRead(buffer, out _, timeout, [interruptEvent]))),
            new("TunPS, timeout, event and token",
                Packets,
                () => Check(device.TryRead(buffer, out _, timeout, [interruptEvent], source.Token))),
        ];
        List<double> c = [];
        using CProgram.Run? program = context.Tools.Find("drain")?.Start(Packets);
        if (program is not null)
        {
            _ = program.ReadLine();
            StressDevice.LengthenQueue("drain0", Packets + 1000);
        }

        for (int round = 0; round < WarmUp + Rounds; round++)
        {
            foreach (DrainReader reader in readers)
            {
                reader.Drain(counts: round >= WarmUp);
            }

            program?.Go();
            if (program is not null && round >= WarmUp)
            {
                c.Add(double.Parse(program.ReadLine(), CultureInfo.InvariantCulture) / Packets);
            }
            else if (program is not null)
            {
                _ = program.ReadLine();
            }

            // Nobody is always the one who comes after C.
            readers = [.. readers[1..], readers[0]];
        }

        Print(context.Report, readers, c);
    }

    private static void Check(WaitResult result)
    {
        if (result.Status != WaitStatus.Ready)
        {
            throw new InvalidOperationException("The queue did not hold all packets.");
        }
    }

    private static void Print(Report report, DrainReader[] readers, List<double> c)
    {
        Table table = new(
            $"a read from a full queue, medians of {Rounds} rounds of {Figure.Whole(Packets)} packets",
            "reader", "ns per packet", "to plain", "bytes per packet");
        if (c.Count == 0)
        {
            report.Skip("reads in C", CTools.Missing);
        }

        Samples plain = readers.Single(reader => reader.Name == "TunPS, plain").Times;
        if (c.Count > 0)
        {
            Samples times = new(c);
            table.Add("C, read(2) alone", Figure.Tenths(times.Median), Figure.Fine(times.Median / plain.Median), "");
        }

        foreach (DrainReader reader in readers.OrderBy(reader => reader.Name.Length))
        {
            double ratio = reader.Times.Median / plain.Median;
            double bytes = reader.Bytes / (double)(Rounds * Packets);
            table.AddLimited(
                $"<= {MaxRatio}, 0 bytes",
                ratio <= MaxRatio && bytes == 0,
                reader.Name,
                Figure.Tenths(reader.Times.Median),
                Figure.Fine(ratio),
                Figure.Fine(bytes));
        }

        report.Print(table);
    }
}
