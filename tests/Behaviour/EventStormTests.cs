namespace TunPS.Behaviour.Tests;

/// <summary>Many threads trigger, reset and wait for the same events.</summary>
public sealed class EventStormTests
{
    [Fact]
    public void No_wake_up_is_lost_and_none_is_stale()
    {
        using SocketPair pair = new();
        EventStorm.Run(pair.Device);
    }

    [Fact]
    public async Task One_trigger_wakes_a_hundred_that_wait()
    {
        using SocketPair pair = new();
        using InterruptEvent signal = new();
        Task<WaitResult>[] waits = [.. Enumerable.Range(0, 100).Select(
            _ => Background.RunUntilBlocked(() => pair.Device.WaitReadable(events: [signal])))];
        signal.Trigger(8);

        Assert.All(await Task.WhenAll(waits).WaitAsync(Background.Patience), result => Assert.Equal(8, result.Value));
    }
}
