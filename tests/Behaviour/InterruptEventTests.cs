namespace TunPS.Behaviour.Tests;

public sealed class InterruptEventTests
{
    [Fact]
    public void A_new_event_is_not_triggered()
    {
        using InterruptEvent signal = new();

        Assert.False(signal.IsTriggered);
        Assert.Equal(0, signal.Value);
    }

    [Fact]
    public void The_first_value_wins_until_the_reset()
    {
        using InterruptEvent signal = new();
        signal.Trigger(5);
        signal.Trigger(6);
        Assert.Equal(5, signal.Value);

        signal.Reset();
        Assert.False(signal.IsTriggered);
        signal.Trigger();
        Assert.Equal(1, signal.Value);
    }

    [Fact]
    public void Zero_is_no_value_for_a_trigger()
    {
        using InterruptEvent signal = new();

        _ = Assert.Throws<ArgumentOutOfRangeException>(() => signal.Trigger(0));
        Assert.False(signal.IsTriggered);
    }

    [Fact]
    public void A_negative_value_is_a_value()
    {
        using InterruptEvent signal = new();
        signal.Trigger(-1);

        Assert.True(signal.IsTriggered);
        Assert.Equal(-1, signal.Value);
    }

    [Fact]
    public void Trigger_and_reset_after_dispose_do_nothing()
    {
        InterruptEvent signal = new();
        signal.Dispose();
        signal.Dispose();
        signal.Trigger();
        signal.Reset();

        Assert.False(signal.IsTriggered);
    }

    [Fact]
    public void A_wait_that_begins_after_the_trigger_ends_at_once()
    {
        using SocketPair pair = new();
        using InterruptEvent signal = InterruptEvent.CreateDeferred();
        signal.Trigger();

        Assert.Equal(WaitStatus.Interrupted, pair.Device.WaitReadable(events: [signal]).Status);
    }

    [Fact]
    public void A_reset_event_lets_the_next_wait_wait()
    {
        using SocketPair pair = new();
        using InterruptEvent signal = new();
        signal.Trigger();
        signal.Reset();

        Assert.Equal(WaitStatus.TimedOut, pair.Device.WaitReadable(TimeSpan.FromMilliseconds(5), [signal]).Status);
    }

    [Fact]
    public async Task A_trigger_that_is_not_reset_is_never_slept_past()
    {
        using SocketPair pair = new();
        using InterruptEvent signal = InterruptEvent.CreateDeferred();
        for (int i = 1; i <= 2000; i++)
        {
            Task trigger = Task.Run(() => signal.Trigger(i));
            WaitResult result = pair.Device.WaitReadable(TimeSpan.FromSeconds(30), [signal]);
            Assert.Equal(i, result.Value);
            await trigger;
            signal.Reset();
        }
    }

    [Fact]
    public void A_null_among_the_events_is_refused()
    {
        using SocketPair pair = new();

        _ = Assert.Throws<ArgumentNullException>(() => pair.Device.WaitReadable(TimeSpan.Zero, [null!]));
    }

    [Fact]
    public void It_shows_its_state()
    {
        using InterruptEvent signal = new();
        Assert.Equal("Not triggered", signal.ToString());
        signal.Trigger(3);
        Assert.Equal("Triggered (3)", signal.ToString());
        signal.Dispose();
        Assert.Equal("Disposed", signal.ToString());
    }
}
