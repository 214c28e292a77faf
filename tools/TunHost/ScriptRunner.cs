using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TunPS.Host;

/// <summary>Runs one script in a runspace that has the staged module, and prints like the shell does.</summary>
internal sealed class ScriptRunner : IDisposable
{
    // A script file that ends with "exit N" leaves N there; one that cannot even begin, for a wrong argument, nothing.
    private const string EndWithExitCode = "\nif (-not $?) { if ($LASTEXITCODE) { exit $LASTEXITCODE } else { exit 1 } }";

    private readonly ConsoleHost _host = new();
    private readonly Runspace _runspace;

    internal ScriptRunner()
    {
        string modules = typeof(ScriptRunner).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "ModulePath").Value!;
        string? inherited = Environment.GetEnvironmentVariable("PSModulePath");
        Environment.SetEnvironmentVariable(
            "PSModulePath", string.IsNullOrEmpty(inherited) ? modules : $"{modules}{Path.PathSeparator}{inherited}");

        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Path.Combine(modules, "TunPS"));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    /// <summary>Runs the text and returns the process's exit code.</summary>
    internal int Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, shell);
        using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, shell);

        _ = shell.AddScript(script + EndWithExitCode);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        _ = shell.AddCommand("Out-Default");
        try
        {
            _ = shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            return ExitCode.Stopped;
        }
        catch (RuntimeException e)
        {
            Print(e.ErrorRecord);
            return ExitCode.Failure;
        }

        return shell.InvocationStateInfo.State == PSInvocationState.Stopped
            ? ExitCode.Stopped
            : _host.ExitCode ?? ExitCode.Success;
    }

    public void Dispose() => _runspace.Dispose();

    // The first signal asks the script to stop and clean up; when that takes too long for somebody, the second ends
    // the process as usual.
    private static PosixSignalRegistration StopOn(PosixSignal signal, PowerShell shell)
    {
        bool asked = false;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !asked;
            asked = true;
            _ = shell.BeginStop(null, null);
        });
    }

    private void Print(ErrorRecord error)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        _ = shell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }
}
