using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>Waits until another process really receives.</summary>
internal static class ReceiveWatch
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly Random s_random = new(1);

    /// <summary>
    /// Idle, until the process sleeps in its wait for a packet; flooded, until it gets packets. And a moment more, each
    /// time another one.
    /// </summary>
    internal static void Wait(Process process, bool flooded)
    {
        long received = StressDevice.CountReceived();
        long begin = Stopwatch.GetTimestamp();
        while (flooded ? StressDevice.CountReceived() == received : !ThreadWatch.IsReceiving(process.Id))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begin) > s_patience)
            {
                throw new InvalidOperationException("The program does not receive.");
            }

            Thread.Sleep(1);
        }

        Thread.Sleep(s_random.Next(50, 150));
    }
}
