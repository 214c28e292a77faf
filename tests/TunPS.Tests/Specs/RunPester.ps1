# Runs one spec file on the real Pester, and writes the results as SpecResults reads them.
param([string] $Pester, [string] $Path, [string] $ResultPath)

Import-Module $Pester -MinimumVersion 5.5
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration
$results = foreach ($test in $run.Tests) {
    [pscustomobject]@{
        Name    = $test.ExpandedPath
        Line    = $test.ScriptBlock.StartPosition.StartLine
        Result  = "$($test.Result)"
        Message = "$($test.ErrorRecord)"
    }
}
$broken = @($run.FailedContainers; $run.FailedBlocks) | ForEach-Object { $_.ErrorRecord } | Where-Object { $_ }
@{ Results = @($results); Problem = $broken -join "`n" } | ConvertTo-Json -Depth 3 | Set-Content $ResultPath
