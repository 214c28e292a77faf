namespace TunPS.Tests.Examples;

/// <summary>Knows when a program waits for something.</summary>
internal static class ExampleIdleness
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    // So many looks in a row at which it neither runs nor has run.
    private const int Looks = 6;

    /// <summary>Returns when the program waits, or has ended, or after the time.</summary>
    internal static void WaitFor(int process, Func<bool> hasEnded, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        long last = -1;
        for (int idle = 0; idle < Looks && !hasEnded() && Environment.TickCount64 < end;)
        {
            Thread.Sleep(s_pause);
            (bool isRunning, long ticks) = Look(process);
            idle = !isRunning && ticks == last ? idle + 1 : 0;
            last = ticks;
        }
    }

    private static (bool IsRunning, long Ticks) Look(int process)
    {
        bool isRunning = false;
        long ticks = 0;
        try
        {
            foreach (string thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
            {
                // "1234 (pwsh) S ...": what stands behind the name, which may contain anything.
                string stat = File.ReadAllText($"{thread}/stat");
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                isRunning |= fields[0] is "R" or "D";
                ticks += long.Parse(fields[11], null) + long.Parse(fields[12], null);
            }
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            isRunning = true;
        }

        return (isRunning, ticks);
    }
}
