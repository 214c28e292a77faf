using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TunPS.Tests.Examples;

/// <summary>A program that runs a block, in the network namespace of a session.</summary>
internal sealed partial class ExampleProcess : IExampleJob, IDisposable
{
    private const int SIGINT = 2;

    private readonly Process _process;
    private readonly ExampleText _output;
    private bool _isStopped;

    internal ExampleProcess(IReadOnlyList<string> words)
    {
        // In a process group of its own, so that a stop reaches what it has started itself.
        string[] merged = ["-c", "exec \"$0\" \"$@\" 2>&1 </dev/null", "setsid", .. words];
        ProcessStartInfo start = new("sh", merged) { RedirectStandardOutput = true };
        ExampleEnvironment.Set(start);
        _process = System.Diagnostics.Process.Start(start)!;
        _output = new ExampleText(_process.StandardOutput);
    }

    public int Process => _process.Id;

    public string Output => _output.ToString();

    public IReadOnlyList<string> Problems => _isStopped || _process.ExitCode == 0
        ? []
        : [$"it ended with the exit code {_process.ExitCode}"];

    // What it has left in the background may hold the output open, and is not waited for.
    public bool WaitForEnd(TimeSpan patience)
        => _process.WaitForExit(patience) && (_output.WaitForClose(TimeSpan.FromMilliseconds(200)) || true);

    public void Stop()
    {
        _isStopped = true;
        _ = Kill(-_process.Id, SIGINT);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
