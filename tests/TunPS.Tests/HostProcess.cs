using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TunPS.Tests;

/// <summary>A run of TunHost, in the network namespace of the calling thread.</summary>
internal sealed partial class HostProcess : IDisposable
{
    internal const int SIGINT = 2;
    internal const int SIGTERM = 15;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    /// <summary>Starts the host, by way of another program when there is a prefix.</summary>
    internal HostProcess(string[] arguments, params string[] prefix)
    {
        string[] words = [.. prefix, Repository.Host, .. arguments];
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    /// <summary>What came on the error stream, after the end.</summary>
    internal string Error => _error.GetAwaiter().GetResult();

    internal string? ReadLine() => _process.StandardOutput.ReadLine();

    internal void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end, and gives the exit code and the rest of the output.</summary>
    internal (int ExitCode, string Output) WaitForEnd()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(s_patience), "The host did not end.");
        return (_process.ExitCode, output.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
