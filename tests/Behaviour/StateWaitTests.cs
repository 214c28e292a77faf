namespace TunPS.Behaviour.Tests;

/// <summary>Waiting for a state where there is no interface.</summary>
public sealed class StateWaitTests
{
    [Fact]
    public void There_are_three_states_to_wait_for()
    {
        using SocketPair pair = new();

        _ = Assert.Throws<ArgumentOutOfRangeException>(() => pair.Device.WaitForState(TunDeviceState.Closed));
        Assert.Equal(WaitStatus.Ready, pair.Device.WaitForState(TunDeviceState.Up).Status);
        Assert.Equal(
            TunError.NotSupported,
            Assert.Throws<TunException>(() => pair.Device.WaitForState(TunDeviceState.Down)).Error);
    }
}
