<#
.SYNOPSIS
    Runs the specs on the installed module.
.DESCRIPTION
    In the shell that runs it, which is not always the newest one. Needs root, and a private network. The first TunPS on
    the module path is the one that is tried.
.EXAMPLE
    sudo unshare --net pwsh -NoProfile -File .ci/Test-Spec.ps1
#>
[CmdletBinding()]
param(
    # The Pester to run them with: its name, or the path of its manifest.
    [string] $Pester = 'Pester'
)

# No preferences and no strict mode: the specs would take them over, and they are written as users type.
Import-Module $Pester -MinimumVersion 5.5 -ErrorAction Stop
$module = Get-Module TunPS -ListAvailable | Select-Object -First 1
if (-not $module) {
    throw 'TunPS is not installed.'
}
$env:TUNPS_MODULE = $module.Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = "$PSScriptRoot/../tests/pester"
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Minimal'
$run = Invoke-Pester -Configuration $configuration
if ($run.Result -ne 'Passed') {
    throw "$($run.FailedCount) specs failed, and $($run.PassedCount) passed."
}
"Pester $($run.Version): $($run.PassedCount) specs passed, $($run.SkippedCount) were skipped."
