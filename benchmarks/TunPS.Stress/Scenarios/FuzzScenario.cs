using TunPS.Testing;

namespace TunPS.Stress.Scenarios;

/// <summary>Damaged packets and damaged captures, by the million, through all that looks into them.</summary>
internal static class FuzzScenario
{
    private const int Packets = 10_000_000;
    private const int Captures = 1_000_000;

    internal static void Run(StressContext context)
    {
        Table table = new("damaged, and looked at in every way", "what", "how many", "exceptions", "slowest, ms");
        Add("packets", Packets, new PacketFuzz());
        Add("captures", Captures, new CaptureFuzz());
        context.Report.Print(table);

        void Add(string what, int count, IFuzz fuzz)
        {
            FuzzResult result = FuzzResult.Of(fuzz, count);
            table.AddLimited(
                "no exception",
                result.Exceptions == 0,
                what,
                Figure.Whole(count),
                Figure.Whole(result.Exceptions),
                Figure.Tenths(result.SlowestMilliseconds));
            if (result.First is string first)
            {
                Console.WriteLine($"{what}: {first}\n");
            }
        }
    }
}
