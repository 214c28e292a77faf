using System.Globalization;

namespace TunPS.Stress.Speed;

/// <summary>
/// A pwsh of its own, with the module and <see cref="StressDevice"/>, that runs pipelines when it is told to.
/// </summary>
internal sealed class PwshProcess : IDisposable
{
    private const string Memory = "memory";

    // A line of input is a pipeline. What it is to receive is put into the queue before.
    private static readonly string s_script =
        $$"""
        $ErrorActionPreference = 'Stop'
        Import-Module '{{Repository.Module}}'
        {{StressDevice.Command}} -TxQueueLength {{DrainSpeed.QueueLength}}
        {{SendSpeed.MakePackets}}
        $listener = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::Parse('{{StressDevice.Address}}:9'))
        $socket = [Net.Sockets.UdpClient]::new('{{StressDevice.Peer}}', 9)
        $payload = [byte[]]::new({{PacketBytes.Length - 28}})
        $scripts = @{}
        [Console]::Out.WriteLine('ready')
        while ($line = [Console]::In.ReadLine()) {
            if ($line -eq '{{Memory}}') {
                $managed = [GC]::GetTotalMemory($true)
                [Console]::Out.WriteLine("$managed $([Environment]::WorkingSet)")
                continue
            }

            if ($line -match 'Receive-') {
                for ($i = 0; $i -lt {{DrainSpeed.Packets}}; $i++) {
                    $null = $socket.Send($payload, $payload.Length)
                }
            }

            $script = $scripts[$line] ??= [scriptblock]::Create(@'
        {{PipelineTurns.Timed("PIPELINE")}}
        '@.Replace('PIPELINE', $line))
            [Console]::Out.WriteLine((& $script) -join ' ')
        }
        """;

    private readonly CProgram.Run _run;

    internal PwshProcess(string pwsh)
    {
        _run = new CProgram(pwsh).Start("-NoProfile", "-NonInteractive", "-Command", s_script);
        _ = _run.ReadLine();
    }

    internal (long Managed, long WorkingSet) ReadMemory()
    {
        double[] figures = Ask(Memory);
        return ((long)figures[0], (long)figures[1]);
    }

    /// <summary>Runs a pipeline.</summary>
    /// <returns>The packets per second.</returns>
    internal double Run(string pipeline, int packets) => packets * 1e9 / Ask(pipeline)[0];

    public void Dispose()
    {
        _ = _run.End();
        _run.Dispose();
    }

    private double[] Ask(string line)
    {
        _run.Go(line);
        return [.. _run.ReadLine().Split().Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }
}
