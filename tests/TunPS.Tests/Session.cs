using System.Collections.ObjectModel;
using System.Management.Automation.Runspaces;

namespace TunPS.Tests;

/// <summary>
/// A hosted PowerShell with the staged module. Commands run on the calling thread, and so in its network namespace.
/// Devices are known all over the process: the classes that use a session are one collection, and take turns.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    internal Session()
    {
        _runspace = OpenRunspace(PSThreadOptions.UseCurrentThread);
    }

    /// <summary>What the last script wrote to the error stream.</summary>
    internal IReadOnlyList<ErrorRecord> Errors { get; private set; } = [];

    /// <summary>What the last script wrote to the verbose stream.</summary>
    internal IReadOnlyList<string> Verbose { get; private set; } = [];

    internal object? this[string variable]
    {
        get => _runspace.SessionStateProxy.GetVariable(variable);
        set => _runspace.SessionStateProxy.SetVariable(variable, value);
    }

    /// <summary>A runspace that has the module.</summary>
    internal static Runspace OpenRunspace(PSThreadOptions threads = PSThreadOptions.Default)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Repository.Module);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = threads;
        runspace.Open();
        return runspace;
    }

    /// <summary>Runs the script and returns what it wrote.</summary>
    internal Collection<PSObject> Run(string script)
    {
        using PowerShell shell = Prepare(script);
        Collection<PSObject> output = shell.Invoke();
        Errors = [.. shell.Streams.Error];
        Verbose = [.. shell.Streams.Verbose.Select(record => record.Message)];
        return output;
    }

    /// <summary>Runs a script that writes one object of a type.</summary>
    internal T RunFor<T>(string script) => (T)Assert.Single(Run(script)).BaseObject;

    /// <summary>A shell on this session, ready to be invoked, watched and stopped.</summary>
    internal PowerShell Prepare(string script)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        _ = shell.AddScript(script);
        return shell;
    }

    public void Dispose()
    {
        // What the module does when it is removed.
        _ = Run("Remove-Module TunPS");
        _runspace.Dispose();
    }
}
