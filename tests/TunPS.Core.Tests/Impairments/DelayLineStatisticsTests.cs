using static TunPS.Core.Tests.Impairments.LineBench;

namespace TunPS.Core.Tests.Impairments;

/// <summary>The seeds are fixed: what is within the tolerance stays there.</summary>
public sealed class DelayLineStatisticsTests
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(1, 2)]
    [InlineData(10, 3)]
    [InlineData(50, 4)]
    [InlineData(99.9, 5)]
    public void As_many_are_lost_doubled_or_reordered_as_was_asked_for(double percent, int seed)
    {
        LineBench loss = new(new Impairment { Loss = percent }, seed);
        loss.AdmitMany(Count, 0);
        LineBench duplicate = new(new Impairment { Duplicate = percent }, seed);
        duplicate.AdmitMany(Count, 0);
        LineBench reorder = new(new Impairment { Delay = TimeSpan.FromMilliseconds(1), Reorder = percent }, seed);
        reorder.AdmitMany(Count, 0);

        AssertShare(loss.Line.LostPackets, percent);
        AssertShare(duplicate.Line.DuplicatedPackets, percent);
        AssertShare(reorder.Line.ReorderedPackets, percent);
    }

    [Fact]
    public void What_is_0_or_100_percent_is_never_or_always()
    {
        LineBench never = new(new Impairment { Delay = TimeSpan.FromMilliseconds(1) });
        never.AdmitMany(Count, 0);
        LineBench always = new(new Impairment { Delay = TimeSpan.FromMilliseconds(1), Duplicate = 100, Reorder = 100 });
        always.AdmitMany(Count, 0);

        Assert.Equal(
            (0, 0, 0), (never.Line.LostPackets, never.Line.DuplicatedPackets, never.Line.ReorderedPackets));
        Assert.Equal((Count, 2 * Count), (always.Line.DuplicatedPackets, always.Line.ReorderedPackets));
    }

    /// <summary>Packets so far apart that no jitter has to give way to the order.</summary>
    [Fact]
    public void Jitter_is_uniform_within_its_bounds()
    {
        LineBench bench = new(
            new Impairment { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5) });
        bench.AdmitMany(Count, 20 * Millisecond);

        int[] bins = new int[20];
        double sum = 0;
        foreach ((int number, long time) in bench.TakeUntil().Out)
        {
            long jitter = time - (number * 20 * Millisecond) - (50 * Millisecond);
            Assert.InRange(jitter, -5 * Millisecond, 5 * Millisecond);
            bins[Math.Min((jitter + (5 * Millisecond)) / (Millisecond / 2), 19)]++;
            sum += jitter;
        }

        Assert.All(bins, bin => Assert.InRange(bin, 4600, 5400));
        Assert.InRange(sum / Count, -0.03 * Millisecond, 0.03 * Millisecond);
    }

    [Fact]
    public void A_jitter_above_the_delay_never_sends_a_packet_into_the_past()
    {
        LineBench bench = new(
            new Impairment { Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(3) });
        bench.AdmitMany(Count, 10 * Millisecond);

        long[] delays = [.. bench.TakeUntil().Out.Select(packet => packet.Time - (packet.Number * 10 * Millisecond))];
        Assert.Equal((0, true), (delays.Min(), delays.Max() <= 4 * Millisecond));
        Assert.InRange(delays.Count(delay => delay == 0) / (double)Count, 0.32, 0.35);
    }

    [Fact]
    public void A_seed_decides_everything()
    {
        Assert.Equal(Run(7).Out, Run(7).Out);
        Assert.NotEqual(Run(7).Out, Run(8).Out);
    }

    /// <summary>A run that somebody wrote down is the same with the next version, and on other processors.</summary>
    [Fact]
    public void A_seed_decides_the_same_for_ever()
    {
        LineBench bench = new(new Impairment { Loss = 50 }, 42);
        bench.AdmitMany(24, 0);
        RandomStream stream = new(0, 0);

        // The first numbers of SplitMix64 with the seed 0, as its authors published them.
        Assert.Equal(
            [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F],
            Enumerable.Range(0, 3).Select(_ => stream.Next()));
        Assert.Equal("0 4 8 10 11 12 15 19 22", string.Join(' ', bench.TakeUntil().Numbers));
    }

    [Fact]
    public void What_is_lost_does_not_change_when_something_else_is_added()
    {
        LineBench one = new(new Impairment { Loss = 10 }, 9);
        one.AdmitMany(Count, Microsecond);
        LineBench other = new(
            new Impairment
            {
                Loss = 10,
                Delay = TimeSpan.FromTicks(10),
                Jitter = TimeSpan.FromTicks(5),
                Duplicate = 5,
                Reorder = 5,
            },
            9);
        other.AdmitMany(Count, Microsecond);

        Assert.Equal(one.TakeUntil().Numbers, other.TakeUntil().Numbers.Distinct().Order());
    }

    [Fact]
    public void A_line_that_has_run_in_allocates_nothing()
    {
        DelayLine line = new(
            new Impairment
            {
                Delay = TimeSpan.FromMilliseconds(10),
                Jitter = TimeSpan.FromMilliseconds(1),
                Loss = 1,
                Duplicate = 1,
                Reorder = 1,
                RateLimit = new BitRate(10_000_000_000),
            },
            3);
        byte[] packet = new byte[1500];
        long now = 0;
        void Pass(int count)
        {
            for (int i = 0; i < count; i++, now += 2 * Microsecond)
            {
                line.Admit(packet.AsSpan(0, 40 + (i * 7919 % 1460)), now);
                while (line.TryTake(now, out _))
                {
                }
            }
        }

        // Sizes vary, so that the most that were ever needed of each grow rarely, and less and less.
        Pass(200_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass(Count);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Count / 10);
        Assert.InRange(line.QueuedPackets, 4000, 6000);
    }

    private static LineBench Run(long seed)
    {
        LineBench bench = new(
            new Impairment
            {
                Delay = TimeSpan.FromMilliseconds(5),
                Jitter = TimeSpan.FromMilliseconds(1),
                Loss = 10,
                Duplicate = 10,
                Reorder = 10,
                RateLimit = new BitRate(10_000_000),
            },
            seed);
        bench.AdmitMany(1000, 100 * Microsecond);
        return bench.TakeUntil();
    }

    // Five standard deviations, and the seed is one that needs less.
    private static void AssertShare(long hits, double percent)
    {
        double expected = Count * percent / 100;
        double tolerance = 5 * Math.Sqrt(expected * (1 - (percent / 100)));
        Assert.InRange(hits, expected - tolerance, expected + tolerance);
    }
}
