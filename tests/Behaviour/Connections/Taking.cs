namespace TunPS.Behaviour.Tests;

/// <summary>Waits for what a connection does.</summary>
internal static class Taking
{
    /// <summary>The next packet that the device sent.</summary>
    internal static byte[] Next(SocketPair pair)
    {
        byte[]? packet = null;
        Until(() => (packet = pair.Take()) is not null, "No packet came.");
        return packet!;
    }

    /// <summary>Waits for something to become true.</summary>
    internal static void Until(Func<bool> condition, string problem)
        => Assert.True(SpinWait.SpinUntil(condition, Background.Patience), problem);

    /// <summary>Waits for the end, without a failure.</summary>
    internal static bool Ends(TunConnection connection) => connection.Completion.Wait(Background.Patience);
}
