namespace TunPS.Core.Tests;

public sealed class PacketPacerTests
{
    private static readonly DateTime s_recorded = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Recorded_packets_keep_their_distances()
    {
        PacketPacer pacer = new(PacketPace.Recorded);

        Assert.Equal(Ms(0), pacer.GetDelay(At(0), Ms(1000)));
        Assert.Equal(Ms(250), pacer.GetDelay(At(250), Ms(1000)));
        Assert.Equal(Ms(300), pacer.GetDelay(At(600), Ms(1300)));
    }

    [Fact]
    public void What_one_packet_is_late_is_not_added_to_the_next()
    {
        PacketPacer pacer = new(new PacketPace(100));
        _ = pacer.GetDelay(At(0), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(0), Ms(13)));
        Assert.Equal(Ms(7), pacer.GetDelay(At(0), Ms(13)));
    }

    [Fact]
    public void A_long_stall_is_not_made_up_by_a_burst()
    {
        PacketPacer pacer = new(new PacketPace(100));
        _ = pacer.GetDelay(At(0), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(0), Ms(5000)));
        Assert.Equal(Ms(10), pacer.GetDelay(At(0), Ms(5000)));
    }

    [Fact]
    public void A_packet_that_is_older_than_the_one_before_is_due_at_once()
    {
        PacketPacer pacer = new(PacketPace.Recorded);
        _ = pacer.GetDelay(At(500), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(450), Ms(0)));
        Assert.Equal(Ms(100), pacer.GetDelay(At(600), Ms(0)));
    }

    [Fact]
    public void A_packet_out_of_order_does_not_delay_those_that_follow()
    {
        PacketPacer pacer = new(PacketPace.Recorded);
        _ = pacer.GetDelay(At(0), Ms(0));
        _ = pacer.GetDelay(At(500), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(50), Ms(500)));
        Assert.Equal(Ms(100), pacer.GetDelay(At(600), Ms(500)));
    }

    [Fact]
    public void Another_recording_begins_when_the_times_begin_again()
    {
        PacketPacer pacer = new(PacketPace.Recorded);
        _ = pacer.GetDelay(At(100_000), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(0), Ms(10)));
        Assert.Equal(Ms(300), pacer.GetDelay(At(300), Ms(10)));
    }

    [Fact]
    public void Asap_never_waits()
    {
        PacketPacer pacer = new(PacketPace.Asap);
        _ = pacer.GetDelay(At(0), Ms(0));

        Assert.Equal(Ms(0), pacer.GetDelay(At(60000), Ms(0)));
    }

    [Fact]
    public void Times_from_one_end_of_the_clock_to_the_other_do_not_overflow()
    {
        PacketPacer pacer = new(PacketPace.Recorded);
        _ = pacer.GetDelay(new TunPacket([], null, TunLayer.Tun, DateTime.MinValue), Ms(0));

        Assert.True(pacer.GetDelay(new TunPacket([], null, TunLayer.Tun, DateTime.MaxValue), Ms(0)).TotalDays > 365 * 500);
        PacketPacer slow = new(new PacketPace(double.Epsilon));
        _ = slow.GetDelay(At(0), Ms(0));
        Assert.True(slow.GetDelay(At(0), Ms(0)).TotalDays > 365 * 500);
    }

    [Theory]
    [InlineData("recorded", "Recorded")]
    [InlineData(" Asap ", "Asap")]
    [InlineData("0.5", "0.5")]
    [InlineData("1e3", "1000")]
    public void A_pace_is_a_word_or_a_number(string text, string form) => Assert.Equal(form, PacketPace.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("fast")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void What_is_no_pace_is_refused(string text)
        => Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => PacketPace.Parse(text)).Message, StringComparison.Ordinal);

    private static TunPacket At(int milliseconds) => new([], null, TunLayer.Tun, s_recorded.AddMilliseconds(milliseconds));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
