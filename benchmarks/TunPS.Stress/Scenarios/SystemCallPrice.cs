using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress.Scenarios;

/// <summary>Counts the system calls of a program that receives packets from a queue which is never empty.</summary>
internal static class SystemCallPrice
{
    private const int Packets = 100_000;
    private const double MaxReads = 1.01;
    private const int MaxPolls = 100;

    // The tracer slows the reader down, and on a small machine it takes turns with the flooder: a queue that lasts.
    private const int QueueLength = 20_000;

    internal static void Measure(StressContext context)
    {
        if (Repository.FindProgram("strace") is not string strace)
        {
            context.Report.Skip("system calls per packet", "strace not found");
            return;
        }

        if (context.Tools.Find("flood") is not CProgram flood)
        {
            context.Report.Skip("system calls per packet", CTools.Missing);
            return;
        }

        // What the program does besides receiving: its start and its end.
        Dictionary<string, long> empty = Count(strace, flood, 0, out _);
        Dictionary<string, long> full = Count(strace, flood, Packets, out FloodRates rates);
        Table table = new(
            $"system calls of a reader of {Figure.Whole(Packets)} packets", "call", "all", "without a packet", "per packet");
        Add("read", total => total <= MaxReads * Packets, $"<= {Figure.Whole(MaxReads * Packets)} in all");
        Add("ppoll", total => total <= MaxPolls, $"<= {MaxPolls} in all");
        Add("futex", null, "");
        table.AddFloods("reader", [rates]);
        context.Report.Print(table);

        void Add(string call, Func<long, bool>? holds, string limit)
        {
            long all = full.GetValueOrDefault(call);
            long rest = empty.GetValueOrDefault(call);
            string[] cells =
                [call, Figure.Whole(all), Figure.Whole(rest), ((all - rest) / (double)Packets).ToString("0.00000", CultureInfo.InvariantCulture)];
            if (holds is null)
            {
                table.Add(cells);
            }
            else
            {
                table.AddLimited(limit, holds(all), cells);
            }
        }
    }

    private static Dictionary<string, long> Count(string strace, CProgram floodProgram, int packets, out FloodRates rates)
    {
        string file = Path.GetTempFileName();
        string[] trace = ["-c", "-f", "-e", "trace=read,readv,ppoll,futex", "-o", file];
        ProcessStartInfo start = new(strace, [.. trace, Environment.ProcessPath!, DrainChild.Word, $"{packets}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        _ = process.StandardOutput.ReadLine();
        StressDevice.LengthenQueue(StressDevice.Name, QueueLength);
        using Flood flood = Flood.Start(floodProgram)!;

        // Not before the queue is full.
        Thread.Sleep(300);
        process.StandardInput.WriteLine("go");
        _ = process.StandardOutput.ReadLine();
        flood.TakeReceived();
        process.StandardInput.Close();
        process.WaitForExit();
        rates = flood.Stop();
        Dictionary<string, long> counts = Parse(File.ReadLines(file));
        File.Delete(file);
        return counts;
    }

    // "% time  seconds  usecs/call  calls  [errors]  syscall", between two lines of dashes.
    private static Dictionary<string, long> Parse(IEnumerable<string> lines) => lines
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length is 5 or 6 && char.IsAsciiDigit(words[0][0]) && words[^1] != "total")
        .ToDictionary(words => words[^1], words => long.Parse(words[3], CultureInfo.InvariantCulture));
}
