using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace TunPS.Stress.Scenarios;

/// <summary>By the cmdlets, in a hosted PowerShell.</summary>
internal sealed class CmdletCycle : ICycle, IDisposable
{
    private readonly Runspace _runspace;

    internal CmdletCycle()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Repository.Module);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
    }

    public string Name => "New-TunDevice, Remove-TunDevice";

    public void Make() => Run(
        $"$null = New-TunDevice {ICycle.Device} -Mtu {ICycle.Mtu} -Address {ICycle.IPv4}, {ICycle.IPv6} "
        + $"-Route {ICycle.Route}");

    public void Remove() => Run($"Remove-TunDevice {ICycle.Device}");

    public void Dispose() => _runspace.Dispose();

    private void Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        _ = shell.AddScript(script).Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
        }
    }
}
