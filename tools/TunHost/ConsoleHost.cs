using System.Globalization;
using System.Management.Automation.Host;

namespace TunPS.Host;

/// <summary>The engine's view of this program.</summary>
internal sealed class ConsoleHost : PSHost
{
    /// <summary>What "exit N" asked for outside of a script file; null without.</summary>
    internal int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "TunHost";

    public override PSHostUserInterface UI { get; } = new ConsoleInterface();

    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version!;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("TunHost has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("TunHost has no prompt.");

    // Native programs write to the same terminal; there is nothing to switch.
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
