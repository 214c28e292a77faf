using TunPS.Stress.Speed;

namespace TunPS.Stress.Scenarios;

/// <summary>
/// A connection with impairments between two network namespaces: whether ping(8) and iperf3 see what was asked for.
/// </summary>
internal static class LineScenario
{
    private const int PingMtu = 1200;
    private const double Tolerance = 0.05;

    internal static void Run(StressContext context)
    {
        if (Repository.FindProgram("ping") is null)
        {
            context.Report.Skip("line", "ping not found");
            return;
        }

        MeasureThreads(context);
        MeasureDelays(context.Report);
        MeasureChange(context.Report);
        MeasureShares(context.Report);
        if (Repository.FindProgram("iperf3") is null)
        {
            context.Report.Skip("line: rates", "iperf3 not found");
        }
        else
        {
            MeasureRates(context.Report);
        }

        LineEnd.Run(context.Report);
    }

    private static void MeasureThreads(StressContext context)
    {
        const int WarmUp = 50_000;
        using LineBench bench = new(PingMtu);
        using TunConnection connection = bench.Connect();
        using Cable? cable = context.Tools.Find("forward") is CProgram program
            ? new("C", (first, second) => program.Start(first, second, 0))
            : null;
        List<(string Name, PrivateEnd End, string Address, List<Ping> Pings)> ways =
        [
            ("TunConnection", bench.Near, LineBench.FarAddress, []),
            ("the loopback interface, for comparison", bench.Near, "127.0.0.1", []),
        ];
        if (cable is not null)
        {
            ways.Insert(1, ("the same in C", cable.First, LineBench.FarAddress, []));
        }

        _ = bench.Flood(WarmUp);
        for (int round = 0; round < Contest.Rounds; round++)
        {
            ways.ForEach(way => way.Pings.Add(Ping.Run(way.End, way.Address, 150, 4)));
        }

        Table table = new("nothing asked for: times of a ping, microseconds", "through", "least", "median", "p99");
        foreach ((string name, _, _, List<Ping> pings) in ways)
        {
            Samples samples = new(pings.SelectMany(ping => ping.Replies).Select(reply => reply.Milliseconds * 1000));
            table.Add(name, Figure.Whole(samples.Min), Figure.Whole(samples.Median), Figure.Whole(samples.P99));
        }

        context.Report.Print(table);
    }

    private static void MeasureDelays(Report report)
    {
        Table table = new(
            "times of a ping, there and back, milliseconds", "each way", "pings", "least", "what", "asked",
            "measured", "off");
        using LineBench bench = new(PingMtu);
        AddMean(10, 60, 15);
        AddMean(50, 30, 30);
        AddMean(200, 20, 50);

        // Wide enough apart that no packet has to wait for the one before: then the jitter is uniform. Two of them
        // add up to a triangle, of which the deviation is the bound of one times the square root of two thirds.
        const double Jitter = 8;
        using TunConnection connection = bench.Connect(new Impairment
        {
            Delay = TimeSpan.FromMilliseconds(10),
            Jitter = TimeSpan.FromMilliseconds(Jitter),
        });
        Ping ping = bench.Ping(1300, 17);
        const string Name = "delay 10 ms, jitter 8 ms";
        const double Earliest = 20 - (2 * Jitter);
        Add(Name, ping, "mean", 20, ping.Mean, Earliest);
        Add(Name, ping, "deviation", Jitter * Math.Sqrt(2.0 / 3), ping.Deviation, Earliest);
        report.Print(table);

        void AddMean(double delay, int count, double interval)
        {
            using TunConnection connection = bench.Connect(
                new Impairment { Delay = TimeSpan.FromMilliseconds(delay) });

            // A moment in which something else runs is in one round only.
            List<Ping> rounds = [];
            for (int round = 0; round < Contest.Rounds; round++)
            {
                rounds.Add(bench.Ping(count, interval));
            }

            Ping ping = rounds.OrderBy(round => round.Mean).ElementAt(Contest.Rounds / 2);
            Add($"delay {delay} ms", ping, "mean", 2 * delay, ping.Mean, 2 * delay);
        }

        void Add(string name, Ping ping, string what, double asked, double measured, double earliest)
            => table.AddLimited(
                "within 5 %, none too early, none lost",
                IsNear(asked, measured) && ping.Min >= earliest && ping.Lost == 0,
                name,
                Figure.Whole(ping.Transmitted),
                Figure.Fine(ping.Min),
                what,
                Figure.Fine(asked),
                Figure.Fine(measured),
                Off(asked, measured));
    }

    private static void MeasureChange(Report report)
    {
        const int Half = 150;
        const double Interval = 15;

        // Between the two, packets of both are under way.
        const int Between = 20;
        Table table = new(
            "changed in the middle of a ping from 10 to 50 ms, milliseconds", "pings", "asked", "mean", "off");
        using LineBench bench = new(PingMtu);
        using TunConnection connection = bench.Connect(new Impairment { Delay = TimeSpan.FromMilliseconds(10) });
        Ping ping = bench.Ping(2 * Half, Interval, sequence =>
        {
            if (sequence == Half)
            {
                connection.Forward.Impairment = new Impairment { Delay = TimeSpan.FromMilliseconds(50) };
                connection.Backward.Impairment = connection.Forward.Impairment;
            }
        });
        Add($"1..{Half}", 20, reply => reply.Sequence <= Half);
        Add($"{Half + Between}..{2 * Half}", 100, reply => reply.Sequence >= Half + Between);
        double disturbed = ping.Lost + ping.Overtaking;
        table.AddLimited("none", disturbed == 0, "lost or overtaken", "0", Figure.Whole(disturbed), "");
        report.Print(table);

        void Add(string name, double asked, Func<(int Sequence, double Milliseconds), bool> isOne)
        {
            double mean = ping.Replies.Where(isOne).Average(reply => reply.Milliseconds);
            table.AddLimited(
                "within 5 %",
                IsNear(asked, mean),
                name,
                Figure.Fine(asked),
                Figure.Fine(mean),
                Off(asked, mean));
        }
    }

    private static void MeasureShares(Report report)
    {
        Table table = new(
            "what happens to a ping, percent",
            "asked for", "pings", "what", "asked", "measured", "off", "off by chance", "ping", "connection");
        using LineBench bench = new(PingMtu);
        Add("loss 1 %, there", new Impairment { Loss = 1 }, false, 400_000, "lost", 1);
        Add("loss 10 %, there", new Impairment { Loss = 10 }, false, 40_000, "lost", 10);
        Add("loss 10 %, both ways", new Impairment { Loss = 10 }, true, 40_000, "lost", 19);
        Add("duplicate 10 %, there", new Impairment { Duplicate = 10 }, false, 40_000, "twice", 10);
        Add("duplicate 10 %, both ways", new Impairment { Duplicate = 10 }, true, 40_000, "twice", 21);
        Add(
            "reorder 25 %, delay 100 ms, there",
            new Impairment { Reorder = 25, Delay = TimeSpan.FromMilliseconds(100) },
            false,
            12_000,
            "overtaking",
            25);
        report.Print(table);

        void Add(string name, Impairment impairment, bool isBothWays, int count, string what, double asked)
        {
            using TunConnection connection = bench.Connect();
            connection.Forward.Impairment = impairment;
            connection.Backward.Impairment = isBothWays ? impairment : Impairment.None;

            // Overtaking needs somebody to overtake.
            Ping[] pings = impairment.Reorder > 0 ? bench.PingAbreast(count) : [bench.Flood(count)];
            connection.Dispose();
            (double seen, double counted) = what switch
            {
                "lost" => (
                    pings.Sum(ping => ping.Lost),
                    connection.Forward.LostPackets + connection.Backward.LostPackets),
                "twice" => (
                    pings.Sum(ping => ping.Duplicates),
                    connection.Forward.DuplicatedPackets + connection.Backward.DuplicatedPackets),
                _ => (pings.Sum(ping => ping.Overtaking), connection.Forward.ReorderedPackets),
            };
            double transmitted = pings.Sum(ping => ping.Transmitted);
            double measured = 100 * seen / transmitted;

            // Three times the deviation of the number of hits, as a share of the number.
            double share = asked / 100;
            double chance = 3 * Math.Sqrt((1 - share) / (share * transmitted));
            table.AddLimited(
                "within 5 %",
                IsNear(asked, measured),
                name,
                Figure.Whole(transmitted),
                what,
                Figure.Short(asked),
                Figure.Fine(measured),
                Off(asked, measured),
                $"{chance * 100:0.0} %",
                Figure.Whole(seen),
                Figure.Whole(counted));
        }
    }

    private static void MeasureRates(Report report)
    {
        const int Seconds = 7;
        const int Mtu = 1500;

        // Twenty bytes of IP, twenty of TCP, and twelve for its timestamps; or twenty of IP and eight of UDP.
        const int Payload = Mtu - 52;
        const int UdpLength = Payload + 28;
        Table table = new(
            $"payload, {Payload} bytes in a packet, Mbit/s", "rate limit", "asked", "of it payload", "measured", "off");
        foreach (bool hasOffload in (ReadOnlySpan<bool>)[false, true])
        {
            using LineBench bench = new(Mtu, hasOffload);
            foreach (int megabits in (ReadOnlySpan<int>)[1, 10, 100])
            {
                string with = hasOffload ? ", offload" : "";
                Impairment impairment = new() { RateLimit = new BitRate(megabits * 1_000_000), QueueLimit = 100 };
                Add($"{megabits}M, TCP{with}", bench, impairment, Mtu);
                Add(
                    $"{megabits}M, UDP{with}",
                    bench,
                    impairment,
                    UdpLength,
                    "--udp",
                    "--bitrate",
                    megabits * 1_200_000);
            }
        }

        report.Print(table);

        void Add(string name, LineBench bench, Impairment impairment, int length, params object[] options)
        {
            using TunConnection connection = bench.Connect(impairment);
            double limit = impairment.RateLimit!.Value.BitsPerSecond / 1e6;
            double asked = limit * Payload / length;
            double measured = bench.MeasurePayloadRate(Seconds, ["--length", Payload, .. options]) / 1e6;
            table.AddLimited(
                "within 5 %",
                IsNear(asked, measured),
                name,
                Figure.Short(limit),
                Figure.Fine(asked),
                Figure.Fine(measured),
                Off(asked, measured));
        }
    }

    private static bool IsNear(double asked, double measured) => Math.Abs(measured - asked) <= Tolerance * asked;

    private static string Off(double asked, double measured)
        => FormattableString.Invariant($"{Math.Round(100 * (measured - asked) / asked, 2):+0.00;-0.00;0.00} %");
}
