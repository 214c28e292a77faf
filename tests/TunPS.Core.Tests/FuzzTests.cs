namespace TunPS.Core.Tests;

public sealed class FuzzTests
{
    [Fact]
    public void Damaged_packets_are_looked_at_in_every_way_without_an_exception() => Run(new PacketFuzz());

    [Fact]
    public void Damaged_captures_are_read_to_their_end_without_an_exception() => Run(new CaptureFuzz());

    private static void Run(IFuzz fuzz) => Assert.Null(FuzzResult.Of(fuzz, StressTime.Duration).First);
}
