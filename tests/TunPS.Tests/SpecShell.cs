using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TunPS.Tests;

/// <summary>
/// A pwsh with Pester in a network namespace of its own, for one spec file after the other: to start it takes longer than
/// most files do.
/// </summary>
internal sealed class SpecShell : IDisposable
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Specs", "RunPester.ps1");
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly ShellPipe _pipe = new();
    private readonly Process _pwsh;
    private readonly StringBuilder _output = new();

    /// <summary>Starts it with that Pester: its name, or the path of its manifest.</summary>
    internal SpecShell(string pester)
    {
        Process? pwsh = null;
        NetworkNamespace.Run(() => pwsh = StartPwsh("-File", s_script, pester, _pipe.Name));
        _pwsh = pwsh!;
        _pwsh.OutputDataReceived += Collect;
        _pwsh.ErrorDataReceived += Collect;
        _pwsh.BeginOutputReadLine();
        _pwsh.BeginErrorReadLine();
    }

    /// <summary>The newest Pester that pwsh itself has, or else the one of the packages; null without pwsh.</summary>
    internal static string? FindPester()
    {
        try
        {
            using Process pwsh = StartPwsh(
                "-Command", "exit [int](-not (Get-Module Pester -ListAvailable | Where-Object Version -GE 5.5))");
            pwsh.WaitForExit();
            return pwsh.ExitCode == 0 ? "Pester" : Repository.Pester;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The results of all tests of a file.</summary>
    internal SpecResult[] Run(string file)
    {
        Task<JsonObject?> reply = _pipe.AskAsync(new() { ["Path"] = file });
        bool hasCome = Task.WhenAny(reply, _pwsh.WaitForExitAsync()).Wait(s_patience) && reply.IsCompleted;
        Reply? run = hasCome ? reply.Result.Deserialize<Reply>() : null;
        Assert.True(run is { Problem: "" }, $"{run?.Problem ?? $"{file} does not end."}\n{Output}");
        return run!.Results;
    }

    public void Dispose()
    {
        try
        {
            _pwsh.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        _pipe.Dispose();
        _pwsh.Dispose();
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private static Process StartPwsh(params string[] arguments)
    {
        ProcessStartInfo start = new("pwsh", ["-NoProfile", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _ = _output.AppendLine(line.Data);
        }
    }

    private sealed record Reply(SpecResult[] Results, string Problem);
}
