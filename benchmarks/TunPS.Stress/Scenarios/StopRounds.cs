using System.Diagnostics;
using System.Management.Automation;

namespace TunPS.Stress.Scenarios;

/// <summary>A hosted PowerShell with the staged module and a device, whose receives are stopped from outside.</summary>
internal sealed class StopRounds : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly Random _random = new(1);

    internal StopRounds() => _shell.Run(StressDevice.Command);

    /// <summary>Milliseconds from before the stop to the return of the call that runs the pipeline.</summary>
    internal double RunOne(bool flooded)
    {
        using PowerShell shell = PowerShell.Create(_shell.Runspace);
        _ = shell.AddScript("Receive-TunPacket $d -Continuous");
        using PSDataCollection<PSObject> output = [];
        using ManualResetEventSlim isReceiving = new();
        output.DataAdded += (_, _) =>
        {
            isReceiving.Set();

            // Kept, the packets would soon be all that is measured.
            _ = output.ReadAll();
        };

        int invoker = Libc.GetTid();
        long began = 0;
        Thread stopper = new(() =>
        {
            if (flooded)
            {
                isReceiving.Wait();
                _ = Libc.USleep((uint)_random.Next(5000));
            }
            else
            {
                WaitForPoll(invoker);
            }

            began = Stopwatch.GetTimestamp();
            shell.Stop();
        });
        stopper.Start();
        Invoke(shell, output);
        long ended = Stopwatch.GetTimestamp();
        stopper.Join();
        return Figure.Milliseconds(ended - began);
    }

    public void Dispose() => _shell.Dispose();

    private static void WaitForPoll(int thread)
    {
        using ThreadWatch watch = new(thread);
        while (!watch.IsInPoll)
        {
            _ = Libc.USleep(200);
        }
    }

    private static void Invoke(PowerShell shell, PSDataCollection<PSObject> output)
    {
        try
        {
            shell.Invoke(null, output);
        }
        catch (PipelineStoppedException)
        {
            // What the caller of a stopped pipeline sees.
        }
    }
}
