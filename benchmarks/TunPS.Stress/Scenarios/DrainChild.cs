namespace TunPS.Stress.Scenarios;

/// <summary>What this program is when it is itself started for <see cref="SystemCallPrice"/>.</summary>
internal static class DrainChild
{
    /// <summary>The word on the command line that makes it so; the number of packets follows.</summary>
    internal const string Word = "--receive";

    /// <summary>Says "ready", receives at a line of input, says "done", and goes at the end of the input.</summary>
    internal static int Run(int packets)
    {
        using TunDevice device = StressDevice.Create();
        using InterruptEvent never = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Console.WriteLine("ready");
        _ = Console.ReadLine();
        for (int i = 0; i < packets; i++)
        {
            _ = device.TryRead(buffer, out _, Timeout.InfiniteTimeSpan, [never]);
        }

        Console.WriteLine("done");
        _ = Console.ReadLine();
        return 0;
    }
}
