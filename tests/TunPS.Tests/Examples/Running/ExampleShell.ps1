# The shell of the examples: runs in a terminal, and does what comes by a pipe, so that nothing but what the examples
# print stands in the terminal. Each session has a runspace of its own, with the host of this shell.
param([string] $PipeName)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$pipe = [IO.Pipes.NamedPipeClientStream]::new('.', $PipeName, 'InOut', 'Asynchronous')
$pipe.Connect()
$reader = [IO.StreamReader]::new($pipe)
$writer = [IO.StreamWriter]::new($pipe)
$writer.AutoFlush = $true
$state = [initialsessionstate]::CreateDefault2()
$runspace = $null

function Invoke-InSession([string] $Script, [object[]] $Arguments) {
    $shell = [powershell]::Create($runspace).AddScript($Script)
    $Arguments | ForEach-Object { $null = $shell.AddArgument($_) }
    $shell.Invoke()
    $shell.Dispose()
}

function Open-Session([string] $Folder) {
    $script:runspace = [runspacefactory]::CreateRunspace($Host, $state)
    $script:runspace.Open()
    Invoke-InSession 'Set-Location $args[0]; $ProgressPreference = ''SilentlyContinue''' $Folder
    [Environment]::CurrentDirectory = $Folder
    $script:names = Invoke-InSession 'Get-Variable -Scope Global | ForEach-Object Name'
}

# What an example leaves open goes with its session, as it would with its process.
function Close-Session {
    Invoke-InSession 'Get-Job | Remove-Job -Force'
    Invoke-InSession @'
        Get-Variable -Scope Global | Where-Object Name -NotIn $args | ForEach-Object Value |
            Where-Object { $_ -is [IDisposable] } | ForEach-Object { try { $_.Dispose() } catch { $null = $_ } }
        Get-Module TunPS | Remove-Module
'@ $names
    $script:runspace.Dispose()
    $script:runspace = $null
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
}

# As the console does with each line that is typed: what it gives is shown, and so is an error that ended it.
function Invoke-Entry([string] $Code) {
    $runspace.SessionStateProxy.SetVariable('LASTEXITCODE', 0)
    $shell = [powershell]::Create($runspace).AddScript($Code)
    $shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
    $null = $shell.AddCommand('Out-Default')
    $running = $shell.BeginInvoke()
    while (-not $running.IsCompleted) {
        $null = [Threading.WaitHandle]::WaitAny(@($running.AsyncWaitHandle, $script:next.AsyncWaitHandle))
        if (-not $running.IsCompleted -and $script:next.IsCompleted) {
            # Nothing else is asked of a shell that is busy than to stop.
            $script:stopped = $true
            $script:next = $reader.ReadLineAsync()
            $shell.Stop()
        }
    }
    try {
        $null = $shell.EndInvoke($running)
    }
    catch {
        $problem = $_.Exception.InnerException
        if ($problem -isnot [Management.Automation.PipelineStoppedException]) {
            $record = [psobject] $problem.ErrorRecord
            $record | Add-Member -NotePropertyName writeErrorStream -NotePropertyValue $true -Force
            Invoke-InSession 'Out-Default -InputObject $args[0]' $record
            $script:endings += "$record"
        }
    }
    $shell.Dispose()
    $exitCode = $runspace.SessionStateProxy.GetVariable('LASTEXITCODE')
    if ($exitCode -is [int] -and $exitCode -ne 0) { $script:exitCodes += $exitCode }
}

$script:next = $reader.ReadLineAsync()
$writer.WriteLine((@{ Process = $PID } | ConvertTo-Json -Compress))
while ($line = $script:next.GetAwaiter().GetResult()) {
    $request = ConvertFrom-Json $line
    $script:next = $reader.ReadLineAsync()
    if ($request.Do -eq 'Stop') { continue }   # came after the end
    $script:stopped = $false
    $reply = @{ Errors = @() }
    try {
        switch ($request.Do) {
            Open { Open-Session $request.Folder }
            Close { Close-Session }
            Run {
                $script:endings = @()
                $script:exitCodes = @()
                $before = @(Invoke-InSession '$Error.Count')[0]
                foreach ($entry in $request.Code) {
                    if (-not $stopped) { Invoke-Entry $entry }
                }
                $new = @(Invoke-InSession '$Error.Count')[0] - $before
                $newest = '$Error | Select-Object -First $args[0] | ForEach-Object { "$_" }'
                $reply.Errors = @(Invoke-InSession $newest $new)
                $reply.Endings = $endings
                $reply.ExitCodes = $exitCodes
            }
        }
    }
    catch {
        $reply.Problem = "$_ $($_.ScriptStackTrace)"
    }

    # All that was printed before this has come out before it.
    [Console]::Out.Write([char] 0x1e)
    $writer.WriteLine(($reply | ConvertTo-Json -Compress))
}
