using System.Collections;
using System.Collections.Concurrent;

namespace TunPS.Tests;

/// <summary>
/// Runs a spec file once: on the real Pester where there is a pwsh, its own or that of the packages of these tests, and
/// on the stand-in where there is none.
/// </summary>
internal static class SpecRun
{
    private static readonly string s_standIn = Path.Combine(AppContext.BaseDirectory, "Specs", "StandIn.ps1");
    private static readonly Lazy<string?> s_pester = new(SpecShell.FindPester);
    private static readonly SemaphoreSlim s_ahead = new(1);
    private static readonly ConcurrentBag<SpecShell> s_free = [];
    private static readonly ConcurrentDictionary<SpecShell, string> s_busy = new();
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

    /// <summary>Ends all shells, one that runs a file for tests that nobody has asked for, too.</summary>
    internal static void Stop()
    {
        foreach (SpecShell shell in s_busy.Keys.Concat(s_free))
        {
            shell.Dispose();
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

    // On Pester a file needs nothing of this process: while a test waits for one, the next file runs beside it. What goes
    // wrong there is for the test that asks for that file.
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
        => s_pester.Value is string pester ? RunOnPester(pester, file) : OnStandIn(file);

    private static List<SpecResult> RunOnStandIn(string file)
    {
        using Session session = new();
        session["path"] = file;
        session["standIn"] = s_standIn;
        return [.. session.Run(". $standIn; Invoke-StandIn $path")
            .Select(result => (Hashtable)result.BaseObject)
            .Select(result => new SpecResult(
                (string)result["Name"]!, (int)result["Line"]!, (string)result["Result"]!, (string)result["Message"]!))];
    }

    // A file that fails may leave something behind, which is not for the next one.
    private static SpecResult[] RunOnPester(string pester, string file)
    {
        SpecShell shell = s_free.TryTake(out SpecShell? free) ? free : new SpecShell(pester);
        s_busy[shell] = file;
        bool isGood = false;
        try
        {
            SpecResult[] results = shell.Run(file);
            isGood = results.All(result => result.Result != "Failed");
            return results;
        }
        finally
        {
            _ = s_busy.TryRemove(shell, out _);
            if (isGood)
            {
                s_free.Add(shell);
            }
            else
            {
                shell.Dispose();
            }
        }
    }
}
