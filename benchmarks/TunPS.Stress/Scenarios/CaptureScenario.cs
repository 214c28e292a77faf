using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress.Scenarios;

/// <summary>A pipeline that writes all that a device receives into a file on the disk, while packets come at an even rate.</summary>
internal static class CaptureScenario
{
    private const int QueueLength = 10_000;
    private const int Seconds = 5;
    private const int Required = 300_000;
    private static readonly int[] s_rates = [Required, Required, 400_000, 500_000, 600_000];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static void Run(StressContext context)
    {
        if (context.Tools.Find("pour") is not CProgram pour)
        {
            context.Report.Skip("captures", CTools.Missing);
            return;
        }

        Table table = new(
            $"Receive-TunPacket | Export-TunCapture, {Seconds} s, 64 bytes of payload, a queue of {Figure.Whole(QueueLength)} packets",
            "packets/s asked for", "packets/s sent", "dropped", "in the file");
        bool isCold = true;
        foreach (int rate in s_rates)
        {
            // The first time everything is compiled, and compiled again when it has run for a while.
            Measure(table, pour, rate, isCold);
            isCold = false;
        }

        context.Report.Print(table);
    }

    private static void Measure(Table table, CProgram pour, int rate, bool isCold)
    {
        string file = Path.GetTempFileName();
        try
        {
            using InterruptEvent stop = new();
            using HostedShell shell = new();
            shell.Run($"{StressDevice.Command} -TxQueueLength {QueueLength}");
            shell.Runspace.SessionStateProxy.SetVariable("stop", stop);
            shell.Runspace.SessionStateProxy.SetVariable("file", file);
            long sent = 0;
            double perSecond = 0;
            Thread sender = new(() => Send(pour, rate, stop, out sent, out perSecond));
            sender.Start();
            shell.Run("Receive-TunPacket $d -Continuous -InterruptEvent $stop | Export-TunCapture -LiteralPath $file -Force");
            sender.Join();

            long written = Count(file);
            string[] cells =
            [
                Figure.Whole(rate) + (isCold ? ", the first time" : string.Empty), Figure.Whole(perSecond), Figure.Whole(sent - written), Figure.Whole(written),
            ];
            if (rate == Required && !isCold)
            {
                table.AddLimited("0 dropped", written == sent, cells);
            }
            else
            {
                table.Add(cells);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Sends, and ends the pipeline when it has nothing left to read.
    private static void Send(CProgram pour, int rate, InterruptEvent stop, out long sent, out double perSecond)
    {
        try
        {
            string[] words = pour.Start(StressDevice.Peer, rate, Seconds).End().Split();
            sent = long.Parse(words[0], CultureInfo.InvariantCulture);
            perSecond = sent / (long.Parse(words[1], CultureInfo.InvariantCulture) / 1e9);
            long begin = Stopwatch.GetTimestamp();
            long received = -1;
            while (StressDevice.CountReceived() is long now
                && now != received && now < sent && Stopwatch.GetElapsedTime(begin) < s_patience)
            {
                received = now;
                Thread.Sleep(100);
            }
        }
        finally
        {
            stop.Trigger();
        }
    }

    private static long Count(string file)
    {
        using CaptureReader reader = new(File.OpenRead(file));
        long count = 0;
        while (reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }
}
