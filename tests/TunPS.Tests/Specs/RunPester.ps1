# Runs spec files on the real Pester, one after the other, as they are asked for by a pipe, and says of each what
# SpecShell reads.
param([string] $Pester, [string] $PipeName)

Import-Module $Pester -MinimumVersion 5.5
$pipe = [IO.Pipes.NamedPipeClientStream]::new('.', $PipeName, 'InOut')
$pipe.Connect()
$reader = [IO.StreamReader]::new($pipe)
$writer = [IO.StreamWriter]::new($pipe)
$writer.AutoFlush = $true
while ($line = $reader.ReadLine()) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = (ConvertFrom-Json $line).Path
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
    $writer.WriteLine((@{ Results = @($results); Problem = $broken -join "`n" } | ConvertTo-Json -Depth 3 -Compress))
}
