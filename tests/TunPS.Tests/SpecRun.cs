using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace TunPS.Tests;

/// <summary>
/// Runs a spec file once: on the real Pester where there is a pwsh, its own or that of the packages of these tests, and
/// on the stand-in where there is none.
/// </summary>
internal static class SpecRun
{
    private static readonly string s_tools = Path.Combine(AppContext.BaseDirectory, "Specs");
    private static readonly Lazy<string?> s_pester = new(FindPester);
    private static readonly SemaphoreSlim s_ahead = new(1);
    private static readonly ConcurrentDictionary<Process, string> s_running = new();
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<SpecResult>>> s_runs = new();

    /// <summary>The files with specs, in the order in which they are run.</summary>
    internal static IEnumerable<string> Files
        => Directory.EnumerateFiles(Repository.Specs, "*.Tests.ps1").Order(StringComparer.Ordinal);

    /// <summary>The results of all tests of a file.</summary>
    internal static IReadOnlyList<SpecResult> Of(string file)
    {
        Lazy<IReadOnlyList<SpecResult>> run = Once(file);
        if (s_pester.Value is not null && Path.GetDirectoryName(file) == Repository.Specs)
        {
            _ = Task.Run(RunAhead);
        }

        return run.Value;
    }

    /// <summary>Ends what is still running for tests that nobody has asked for.</summary>
    internal static void Stop()
    {
        foreach (Process pwsh in s_running.Keys)
        {
            try
            {
                pwsh.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }
    }

    /// <summary>The same on the stand-in, even where Pester is.</summary>
    internal static IReadOnlyList<SpecResult> OnStandIn(string file)
    {
        IReadOnlyList<SpecResult> results = [];
        NetworkNamespace.Run(() => results = RunOnStandIn(file));
        return results;
    }

    private static Lazy<IReadOnlyList<SpecResult>> Once(string file)
        => s_runs.GetOrAdd(file, _ => new Lazy<IReadOnlyList<SpecResult>>(() => Run(file)));

    // On Pester each file has a process and a network of its own: while a test waits for one, the next file runs beside
    // it. What goes wrong there is for the test that asks for that file.
    private static void RunAhead()
    {
        if (!s_ahead.Wait(0))
        {
            return;
        }

        try
        {
            if (Files.FirstOrDefault(file => !s_runs.ContainsKey(file)) is string next)
            {
                _ = Record.Exception(() => _ = Once(next).Value);
            }
        }
        finally
        {
            _ = s_ahead.Release();
        }
    }

    private static IReadOnlyList<SpecResult> Run(string file)
    {
        IReadOnlyList<SpecResult> results = [];
        NetworkNamespace.Run(() => results = s_pester.Value is string pester ? RunOnPester(pester, file) : RunOnStandIn(file));
        return results;
    }

    private static List<SpecResult> RunOnStandIn(string file)
    {
        using Session session = new();
        session["path"] = file;
        session["standIn"] = Path.Combine(s_tools, "StandIn.ps1");
        return [.. session.Run(". $standIn; Invoke-StandIn $path")
            .Select(result => (Hashtable)result.BaseObject)
            .Select(result => new SpecResult(
                (string)result["Name"]!, (int)result["Line"]!, (string)result["Result"]!, (string)result["Message"]!))];
    }

    private static SpecResult[] RunOnPester(string pester, string file)
    {
        string resultPath = Path.GetTempFileName();
        try
        {
            using Process pwsh = StartPwsh("-File", Path.Combine(s_tools, "RunPester.ps1"), pester, file, resultPath);
            s_running[pwsh] = file;
            string output = pwsh.StandardOutput.ReadToEnd() + pwsh.StandardError.ReadToEnd();
            pwsh.WaitForExit();
            _ = s_running.TryRemove(pwsh, out _);
            PesterRun? run = new FileInfo(resultPath).Length == 0
                ? null
                : JsonSerializer.Deserialize<PesterRun>(File.ReadAllText(resultPath));
            Assert.True(run is { Problem: "" }, $"{run?.Problem}\n{output}");
            return run!.Results;
        }
        finally
        {
            File.Delete(resultPath);
        }
    }

    /// <summary>What to import: the newest that pwsh itself has, or else the one of the packages; null without pwsh.</summary>
    private static string? FindPester()
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

    private sealed record PesterRun(SpecResult[] Results, string Problem);
}
