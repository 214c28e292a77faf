using static TunPS.Core.Tests.Impairments.LineBench;

namespace TunPS.Core.Tests.Impairments;

public sealed class DelayLineTests
{
    private static readonly BitRate s_megabit = new(1_000_000);

    [Fact]
    public void Without_impairments_a_packet_is_due_at_once()
    {
        DelayLine line = new(Impairment.None, 0);
        Assert.Null(line.NextDue);
        line.Admit([1, 2, 3], 5);

        Assert.Equal(5, line.NextDue);
        Assert.True(line.TryTake(5, out ReadOnlySpan<byte> packet));
        Assert.Equal([1, 2, 3], packet.ToArray());
        Assert.False(line.TryTake(long.MaxValue, out _));
        Assert.Null(line.NextDue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1500)]
    [InlineData(65535)]
    [InlineData(65549)]
    public void A_packet_comes_out_as_it_went_in(int length)
    {
        byte[] packet = new byte[length];
        new Random(length).NextBytes(packet);
        byte[] given = [.. packet];
        DelayLine line = new(new Impairment { Delay = Ms(1) }, 0);
        line.Admit(given, 0);
        given.AsSpan().Clear();

        Assert.True(line.TryTake(Millisecond, out ReadOnlySpan<byte> taken));
        line.Admit(given, 1);
        Assert.True(taken.SequenceEqual(packet));
    }

    [Fact]
    public void A_delay_is_exact()
    {
        LineBench bench = new(new Impairment { Delay = Ms(50) });
        bench.AdmitMany(1000, 7 * Microsecond);

        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => (i, (50 * Millisecond) + (i * 7 * Microsecond))),
            bench.TakeUntil().Out);
    }

    [Theory]
    [InlineData(1_000_000, 1500, 1000)]
    [InlineData(3, 1, 300)]
    [InlineData(7_000_000_007, 64, 1000)]
    [InlineData(1_000_000_000_000_000, 64, 1000)]
    public void A_burst_leaves_packet_by_packet_at_the_rate(long rate, int length, int count)
    {
        LineBench bench = new(new Impairment { RateLimit = new BitRate(rate) });
        for (int i = 0; i < count; i++)
        {
            bench.Line.Admit(new byte[Math.Max(length, 4)], 0);
        }

        // To the nanosecond, which rounding each packet would miss.
        decimal bits = 8m * Math.Max(length, 4) * Second;
        Assert.Equal(
            Enumerable.Range(1, count).Select(i => (long)decimal.Truncate(i * bits / rate)),
            bench.TakeUntil().Out.Select(packet => packet.Time));
    }

    [Fact]
    public void A_line_that_was_idle_does_not_make_up_for_it()
    {
        LineBench bench = new(new Impairment { RateLimit = s_megabit });
        bench.Admit(0, 125);
        bench.Admit(10 * Second, 125);
        bench.Admit(10 * Second, 125);

        Assert.Equal([Millisecond, (10 * Second) + Millisecond, (10 * Second) + (2 * Millisecond)], Times(bench));
    }

    [Fact]
    public void The_delay_begins_when_the_packet_has_left()
    {
        LineBench bench = new(new Impairment { RateLimit = s_megabit, Delay = Ms(50) });
        bench.Admit(0, 125);
        bench.Admit(0, 250);

        Assert.Equal([51 * Millisecond, 53 * Millisecond], Times(bench));
    }

    [Fact]
    public void A_copy_takes_its_time_at_the_rate_limit()
    {
        LineBench bench = new(new Impairment { RateLimit = s_megabit, Duplicate = 100 });
        bench.Admit(0, 125);
        bench.Admit(0, 125);

        Assert.Equal([1 * Millisecond, 2 * Millisecond, 3 * Millisecond, 4 * Millisecond], Times(bench));
        Assert.Equal([0, 0, 1, 1], bench.Numbers);
        Assert.Equal(2, bench.Line.DuplicatedPackets);
    }

    [Fact]
    public void A_packet_that_is_lost_has_no_copy_and_takes_no_time()
    {
        LineBench bench = new(new Impairment { Loss = 100, Duplicate = 100, RateLimit = s_megabit });
        bench.AdmitMany(10, 0);
        bench.Line.Impairment = new Impairment { RateLimit = s_megabit };
        bench.Admit(0, 125);

        Assert.Equal([Millisecond], Times(bench));
        Assert.Equal((10, 0), (bench.Line.LostPackets, bench.Line.DuplicatedPackets));
    }

    [Fact]
    public void Jitter_alone_keeps_the_order()
    {
        LineBench bench = new(new Impairment { Delay = Ms(10), Jitter = Ms(10) });
        bench.AdmitMany(10_000, 10 * Microsecond);

        Assert.Equal(Enumerable.Range(0, 10_000), bench.TakeUntil().Numbers);
        Assert.All(
            bench.Out,
            packet => Assert.InRange(packet.Time - (packet.Number * 10 * Microsecond), 0, 20 * Millisecond));
    }

    [Fact]
    public void A_packet_that_skips_the_delay_overtakes_and_the_others_keep_their_order()
    {
        LineBench bench = new(new Impairment { Delay = Ms(10), Reorder = 20 });
        bench.AdmitMany(1000, 100 * Microsecond);
        bench.TakeUntil();

        int[] overtaking =
        [
            .. bench.Out
                .Where(packet => packet.Time == packet.Number * 100 * Microsecond)
                .Select(packet => packet.Number),
        ];
        int[] others = [.. bench.Numbers.Except(overtaking)];
        Assert.Equal(bench.Line.ReorderedPackets, overtaking.Length);
        Assert.InRange(overtaking.Length, 100, 300);
        Assert.Equal(others.Order(), others);
        Assert.All(
            bench.Out.Where(packet => others.Contains(packet.Number)),
            packet => Assert.Equal((10 * Millisecond) + (packet.Number * 100 * Microsecond), packet.Time));
    }

    [Fact]
    public void Who_skips_the_delay_still_waits_for_the_rate_limit()
    {
        LineBench bench = new(new Impairment { Delay = Ms(10), Reorder = 100, RateLimit = s_megabit });
        bench.Admit(0, 125);
        bench.Admit(0, 125);

        Assert.Equal([Millisecond, 2 * Millisecond], Times(bench));
    }

    [Fact]
    public void Of_two_that_are_due_together_the_earlier_comes_first()
    {
        LineBench bench = new(new Impairment { Delay = Ms(10) });
        bench.Admit(0);
        bench.Line.Impairment = new Impairment { Delay = Ms(10), Reorder = 100 };
        bench.Line.Admit([1, 0, 0, 0], 10 * Millisecond);

        Assert.Equal([0, 1], bench.TakeUntil().Numbers);
    }

    [Fact]
    public void A_queue_limit_holds_for_those_that_wait_and_those_under_way_and_copies()
    {
        LineBench bench = new(new Impairment { Delay = Ms(10), Duplicate = 100, QueueLimit = 5 });
        bench.AdmitMany(4, 0);

        Assert.Equal((5, 3), (bench.Line.QueuedPackets, bench.Line.OverflowedPackets));
        Assert.Equal([0, 0, 1, 1, 2], bench.TakeUntil().Numbers);
        bench.Admit(Second);
        Assert.Equal((2, 3), (bench.Line.QueuedPackets, bench.Line.OverflowedPackets));
    }

    /// <summary>netem would let 1000 packets through in these 100 milliseconds.</summary>
    [Fact]
    public void A_fast_line_is_not_slow_because_it_is_long()
    {
        LineBench bench = new(new Impairment { Delay = Ms(100) });
        bench.AdmitMany(100_000, Microsecond);
        LineBench limited = new(new Impairment { Delay = Ms(100), RateLimit = new BitRate(1_000_000_000) });
        limited.AdmitMany(100_000, Microsecond);

        Assert.Equal((0, 100_000), (bench.Line.OverflowedPackets, bench.Line.QueuedPackets));
        Assert.Equal((0, 100_000), (limited.Line.OverflowedPackets, limited.Line.QueuedPackets));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void A_thousand_packets_wait_for_the_rate_limit_however_long_the_line(int delay)
    {
        LineBench bench = new(new Impairment { Delay = Ms(delay), RateLimit = s_megabit });
        for (int i = 0; i < 1100; i++)
        {
            bench.Admit(0, 125);
        }

        Assert.Equal(100, bench.Line.OverflowedPackets);
        bench.Admit(50 * Millisecond, 125);
        Assert.Equal(100, bench.Line.OverflowedPackets);
        Assert.Equal(1001, bench.TakeUntil().Out.Count);
    }

    [Fact]
    public void A_line_never_holds_more_than_its_memory()
    {
        DelayLine line = new(new Impairment { Delay = TimeSpan.FromDays(1), QueueLimit = int.MaxValue }, 0);
        byte[] packet = new byte[65535];
        for (int i = 0; i < 5000; i++)
        {
            line.Admit(packet, 0);
        }

        Assert.Equal((4096, 904), (line.QueuedPackets, line.OverflowedPackets));
        Assert.Equal(DelayLine.MaxBytes, line.HeldBytes);
        while (line.TryTake(long.MaxValue, out _))
        {
        }

        Assert.InRange(line.HeldBytes, 1, PacketPool.KeptBytes);
    }

    private static IEnumerable<long> Times(LineBench bench) => bench.TakeUntil().Out.Select(packet => packet.Time);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
