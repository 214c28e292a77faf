using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TunPS.Stress.Speed;

namespace TunPS.Stress;

/// <summary>
/// A hosted PowerShell with the staged module, and with two commands that show what the shell takes for itself. Its scripts
/// run on the thread that calls.
/// </summary>
internal sealed class HostedShell : IDisposable
{
    internal HostedShell()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Repository.Module);
        state.Commands.Add(
        [
            new SessionStateCmdletEntry("Write-Ready", typeof(WriteReadyCommand), helpFileName: null),
            new SessionStateCmdletEntry("Receive-Nothing", typeof(ReceiveNothingCommand), helpFileName: null),
        ]);
        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        Runspace.Open();
    }

    internal Runspace Runspace { get; }

    /// <summary>Runs a script that has to succeed, and gives what it puts out.</summary>
    internal IReadOnlyList<PSObject> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(Runspace);
        IReadOnlyList<PSObject> output = shell.AddScript(script).Invoke();
        return shell.HadErrors ? throw new InvalidOperationException(shell.Streams.Error[0].ToString()) : output;
    }

    public void Dispose()
    {
        // Closes the devices.
        _ = Run("Remove-Module TunPS");
        Runspace.Dispose();
    }
}
