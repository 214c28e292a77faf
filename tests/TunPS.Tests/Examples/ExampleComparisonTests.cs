namespace TunPS.Tests.Examples;

public sealed class ExampleComparisonTests
{
    private const string Table = """
        Time         Source          Destination     Protocol Length Info
        ----         ------          -----------     -------- ------ ----
        02:13:22.131 192.0.2.1       192.0.2.2       Icmp         60 Echo (ping) request  id=0xd3e9, seq=0/0, ttl=64
        02:13:22.132 192.0.2.2       192.0.2.1       Icmp         60 Echo (ping) reply    id=0xd3e9, seq=0/0, ttl=64
        """;

    private static string[] Rows => Table.Split('\n');

    [Fact]
    public void The_same_text_is_the_same() => Assert.Null(ExampleComparison.Difference(Table, $"\n{Table}\n\n"));

    [Fact]
    public void Times_and_numbers_may_differ() => Assert.Null(ExampleComparison.Difference(
        Table,
        Table.Replace("02:13:22", "23:59:59", StringComparison.Ordinal)
            .Replace("0xd3e9", "0x1", StringComparison.Ordinal)));

    [Fact]
    public void Rows_of_one_kind_may_be_more_or_fewer()
    {
        Assert.Null(ExampleComparison.Difference(Table, string.Join('\n', [.. Rows[..3], Rows[2], .. Rows[2..]])));
        Assert.Null(ExampleComparison.Difference("4001 Udp\n4002 Udp\n4003 Udp", "4001 Udp"));
    }

    [Theory]
    [InlineData("4001", "4002")]
    [InlineData("4001\n4002", "4001")]
    [InlineData("  100 ", "  99 ")]
    [InlineData("0.4", "0.5")]
    public void A_number_alone_is_what_it_is_about(string expected, string actual)
    {
        Assert.NotNull(ExampleComparison.Difference(expected, actual));
        Assert.Null(ExampleComparison.Difference(expected, expected));
    }

    [Theory]
    [InlineData("3 received, 0% packet loss", "2 received, 33% packet loss")]
    [InlineData("lab0 5 Up", "lab0 6 Up")]
    [InlineData("one 1\none 1", "one 1")]
    public void With_the_mark_exact_numbers_and_rows_count(string expected, string actual)
    {
        Assert.Null(ExampleComparison.Difference(expected, actual));
        Assert.NotNull(ExampleComparison.Difference(expected, actual, isExact: true));
    }

    [Theory]
    [InlineData("time 403ms, 0% loss", "time 2001ms, 0% loss")]
    [InlineData("min/avg/max/mdev = 0.1/0.2/0.3/0.4 ms", "min/avg/max/mdev = 1/2/3.5/4 ms")]
    [InlineData("It took 0.7 s.", "It took 11 s.")]
    [InlineData("12:00:01.5 0x12ab 7", "13:07:01.5 0xffee 7")]
    public void How_long_it_took_never_counts(string expected, string actual)
        => Assert.Null(ExampleComparison.Difference(expected, actual, isExact: true));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_missing_line_is_a_difference(int line) => Assert.NotNull(ExampleComparison.Difference(
        Table, string.Join('\n', Rows.Where((_, i) => i != line))));

    [Fact]
    public void One_line_more_is_a_difference()
        => Assert.NotNull(ExampleComparison.Difference(Table, $"{Table}\nWARNING: That was all."));

    [Fact]
    public void Nothing_is_a_difference() => Assert.NotNull(ExampleComparison.Difference(Table, string.Empty));

    [Fact]
    public void The_order_of_lines_counts() => Assert.NotNull(ExampleComparison.Difference(
        Table, string.Join('\n', [Rows[0], Rows[1], Rows[3], Rows[2]])));

    [Fact]
    public void The_order_of_columns_counts() => Assert.NotNull(ExampleComparison.Difference(
        Table, Table.Replace("Source          Destination", "Destination     Source     ", StringComparison.Ordinal)));

    [Fact]
    public void One_other_word_is_a_difference() => Assert.NotNull(ExampleComparison.Difference(
        Table, Table.Replace("reply", "replies", StringComparison.Ordinal)));

    [Theory]
    [InlineData("...")]
    [InlineData("...\nlast")]
    [InlineData("first\n...")]
    [InlineData("first\n...\nlast")]
    [InlineData("first\n...\nsecond\n...\nlast")]
    [InlineData("first\nsecond\n...\nlast\n...")]
    public void Three_points_stand_for_any_lines(string page)
        => Assert.Null(ExampleComparison.Difference(page, "first\nsecond\nthird\nlast"));

    [Theory]
    [InlineData("first\n...\nsecond")]
    [InlineData("...\nfirst\nlast")]
    [InlineData("second\n...")]
    [InlineData("...\nlast\n...\nlast")]
    public void What_stands_around_three_points_counts(string page)
        => Assert.NotNull(ExampleComparison.Difference(page, "first\nsecond\nthird\nlast"));

    [Fact]
    public void The_difference_is_shown_side_by_side()
    {
        string? difference = ExampleComparison.Difference("Ready\nUp\n5 s", "TimedOut\nUp\n6 s\nWARNING: x");

        Assert.Equal(
            """
              The page says | It prints
            ! Ready         | TimedOut
              Up            | Up
              5 s           | 6 s
            !               | WARNING: x

            """,
            difference);
    }
}
