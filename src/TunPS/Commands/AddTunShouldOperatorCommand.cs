using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>
/// Teaches Pester's Should the word -ReceiveTunPacket. A cmdlet and not a script module, so that its help, its manifest
/// entry and its price at import are those of the others.
/// </summary>
[Cmdlet(VerbsCommon.Add, "TunShouldOperator")]
[OutputType(typeof(void))]
public sealed class AddTunShouldOperatorCommand : PSCmdlet
{
    private const string Pester = "Pester";
    private const string Operator = "ReceiveTunPacket";

    // The same text each time: Pester lets an operator be added again only when it is the same. It takes the names of
    // the parameters from here; what they mean is the business of the command behind it. Without the throw its errors
    // would end that line alone, and Pester would say as well that there is no result.
    private const string Test =
        """
        param($ActualValue, [switch] $Negate, $Protocol, $Source, $Destination, $Port, $Count, $Timeout, $Because,
            [switch] $PassThru, $CallerSessionState)
        $null = $PSBoundParameters.Remove('CallerSessionState')
        try { & $command @PSBoundParameters } catch { throw }
        """;

    // Pester takes over the names of the parameters, but no attributes, and so completion is asked for apart. An operator
    // of somebody else may have a parameter of that name, too.
    private const string Completer =
        $$"""
        param($command, $parameter, $word, $ast, $bound)
        if ($bound.ContainsKey('{{Operator}}')) {
            $completer = [TunPS.{{nameof(PacketProtocolCompleter)}}]::new()
            $completer.CompleteArgument($command, $parameter, $word, $ast, $bound)
        }
        """;

    private static readonly Version s_oldestPester = new(5, 5);

    protected override void EndProcessing()
    {
        // Only what is loaded: Should is to know the word in the Pester that runs the tests.
        PSModuleInfo? pester = InvokeCommand.InvokeScript($@"Microsoft.PowerShell.Core\Get-Module {Pester}")
            .Select(module => module.BaseObject as PSModuleInfo)
            .MaxBy(module => module?.Version);
        if (pester is null || pester.Version < s_oldestPester)
        {
            ThrowTerminatingError(TunErrors.PesterMissing(pester?.Version, s_oldestPester));
        }

        // The script needs a session state, or Pester would run it in its own one; newer versions refuse such a script.
        PSModuleInfo home = new(linkToGlobal: true);
        home.SessionState.PSVariable.Set(
            "command", new CmdletInfo($"Should-{Operator}", typeof(ShouldReceiveTunPacketCommand)));
        ScriptBlock add = ScriptBlock.Create(
            $"param($pester, $test) & $pester {{ param($test) Add-ShouldOperator -Name {Operator} -Test $test " +
            $"-InternalName {MyInvocation.MyCommand.Name} -SupportsArrayInput }} $test");
        _ = InvokeCommand.InvokeScript(
            SessionState, add, pester, home.NewBoundScriptBlock(ScriptBlock.Create(Test)));
        RegisterCompleter();
    }

    private void RegisterCompleter()
    {
        ScriptBlock register = ScriptBlock.Create(
            "param($completer) Microsoft.PowerShell.Core\\Register-ArgumentCompleter -CommandName Should " +
            $"-ParameterName {nameof(ShouldReceiveTunPacketCommand.Protocol)} -ScriptBlock $completer");
        _ = InvokeCommand.InvokeScript(SessionState, register, ScriptBlock.Create(Completer));
    }
}
