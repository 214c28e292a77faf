namespace TunPS.Behaviour.Tests;

/// <summary>The loop of one direction alone, with a source that never runs dry.</summary>
public sealed class ForwarderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_another_reader_has_left_does_not_wait_for_a_flood_to_end(int delayInMicroseconds)
    {
        EndlessSource source = new(VirtioHeader.Size, Packets.Numbered);
        using SocketPair far = new();
        bool hasCome = false;
        source.Forward(
            far,
            null,
            direction =>
            {
                direction.Impairment = new Impairment { Delay = TimeSpan.FromMicroseconds(delayInMicroseconds) };
                source.Pending ??= source.Reads == 10 ? Packets.Echo() : null;
                hasCome |= far.Take()?.SequenceEqual(Packets.Echo()) == true;
                return hasCome;
            });
        Assert.InRange(source.Reads, 10, 1000);
    }
}
