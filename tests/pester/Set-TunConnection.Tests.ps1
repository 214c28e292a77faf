BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Set-TunConnection' {
    BeforeEach {
        $left = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        $right = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
        $job = Connect-TunDevice $left $right
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Remove-TunDevice *
    }

    It 'changes what is given, and nothing else' {
        Set-TunConnection $job -Delay 0.05 -Loss 1.5 | Should -BeNullOrEmpty
        Set-TunConnection $job -RateLimit 1.5Gbit -Jitter 5ms
        "$($job.Forward.Impairment)" | Should -Be 'delay 50 ms, jitter 5 ms, loss 1.5 %, rate limit 1.5Gbit'
        $job.Forward.Impairment.Delay | Should -Be ([timespan] '00:00:00.05')
        $job.Forward.Impairment.RateLimit.BitsPerSecond | Should -Be 1500000000
        "$($job.Backward.Impairment)" | Should -Be "$($job.Forward.Impairment)"
        "$(Set-TunConnection $job 3>&1)" | Should -BeLike 'Nothing was given to change*'
        Set-TunConnection $job -PassThru 3>&1 | Should -Be $job
        "$($job.Forward.Impairment)" | Should -Be 'delay 50 ms, jitter 5 ms, loss 1.5 %, rate limit 1.5Gbit'
    }

    It 'keeps a queue limit until there is something to queue for' {
        Set-TunConnection $job -QueueLimit 20
        Set-TunConnection $job -Delay 1
        "$($job.Forward.Impairment)" | Should -Be 'delay 1 s, queue limit 20'
        Set-TunConnection $job -Delay 0
        Send-Datagram
        Wait-Until { $job.Forward.Packets -eq 1 }
        "$($job.Forward.Impairment)" | Should -Be 'queue limit 20'
    }

    It 'changes one direction' {
        Set-TunConnection $job -Direction Forward -Delay 00:00:02
        Set-TunConnection $job -Direction Backward -Duplicate 3
        Set-TunConnection $job -Direction Both -QueueLimit 20
        "$($job.Forward.Impairment)" | Should -Be 'delay 2 s, queue limit 20'
        "$($job.Backward.Impairment)" | Should -Be 'duplicate 3 %, queue limit 20'
    }

    It 'switches everything off by 0' {
        $all = @{ Delay = 1; Jitter = 0.1; Loss = 1; Duplicate = 2; Reorder = 3; RateLimit = 1e6; QueueLimit = 5 }
        Set-TunConnection $job @all
        foreach ($setting in @($all.Keys)) {
            $all[$setting] = 0
        }
        Set-TunConnection $job @all
        "$($job.Forward.Impairment)", "$($job.Backward.Impairment)" | Should -Be 'none', 'none'
    }

    It 'takes the <Setting> <Value>' -ForEach @(
        @{ Setting = 'Delay'; Value = 1; Is = 'delay 1 s' }
        @{ Setting = 'Delay'; Value = '0.002'; Is = 'delay 2 ms' }
        @{ Setting = 'Delay'; Value = '1.5s'; Is = 'delay 1.5 s' }
        @{ Setting = 'Delay'; Value = '50 ms'; Is = 'delay 50 ms' }
        @{ Setting = 'Delay'; Value = '200us'; Is = 'delay 200 us' }
        @{ Setting = 'Delay'; Value = '700ns'; Is = 'delay 0.7 us' }
        @{ Setting = 'Delay'; Value = [timespan]::FromMilliseconds(5); Is = 'delay 5 ms' }
        @{ Setting = 'Loss'; Value = 0.1; Is = 'loss 0.1 %' }
        @{ Setting = 'Loss'; Value = '12.5 %'; Is = 'loss 12.5 %' }
        @{ Setting = 'RateLimit'; Value = 64000; Is = 'rate limit 64kbit' }
        @{ Setting = 'RateLimit'; Value = 1e7; Is = 'rate limit 10Mbit' }
        @{ Setting = 'RateLimit'; Value = '64kbit'; Is = 'rate limit 64kbit' }
    ) {
        $given = @{ $Setting = $Value }
        Set-TunConnection $job @given
        "$($job.Forward.Impairment)" | Should -Be $Is
    }

    It 'takes the rate of another connection' {
        Set-TunConnection $job -RateLimit 5M
        $other = New-TunDevice spec2 @quiet
        $next = Connect-TunDevice (New-TunDevice spec3 @quiet) $other -RateLimit $job.Forward.Impairment.RateLimit
        "$($next.Forward.Impairment)" | Should -Be 'rate limit 5Mbit'
    }

    It 'takes jobs from the pipeline, and gives them with -PassThru' {
        $second = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet)
        (Get-Job | Set-TunConnection -Loss 5 -PassThru).Id | Should -Be $job.Id, $second.Id
        "$($second.Backward.Impairment)" | Should -Be 'loss 5 %'
        (Set-TunConnection $job, $second -Loss 0 -PassThru).Id | Should -Be $job.Id, $second.Id
    }

    It 'loses all packets at 100 percent, and none afterwards' {
        Set-TunConnection $job -Loss 100 -Direction Forward
        Send-Datagram -Count 3
        Send-Datagram 198.51.100.2
        Wait-Until { $job.Forward.LostPackets -eq 3 -and $job.Backward.Packets -eq 1 }
        $job.Forward.Packets | Should -Be 0
        Set-TunConnection $job -Loss 0
        Send-Datagram -Count 2
        Wait-Until { $job.Forward.Packets -eq 2 }
        $job.Forward.LostPackets | Should -Be 3
    }

    It 'makes a ping slower, and quick again' -Skip:(-not (Get-Command unshare -ErrorAction Ignore)) {
        Remove-TunDevice spec1
        $other = Start-OtherNamespace
        try {
            $right = New-TunDevice spec1 -NetworkNamespace "/proc/$($other.Id)/ns/net" -Address 192.0.2.2/24 @quiet
            $job = Connect-TunDevice $left $right -Delay 1
            Set-TunConnection $job -Delay 40ms
            $ping = Measure-Ping
            $ping | Should -BeGreaterOrEqual 80
            $ping | Should -BeLessThan 1000
            Set-TunConnection $job -Delay 0 -Direction Backward
            Measure-Ping | Should -BeGreaterOrEqual 40
            Set-TunConnection $job -Loss 100
            Measure-Ping -TimeoutMilliseconds 200 | Should -BeNullOrEmpty
            Set-TunConnection $job -Loss 0 -Delay 0
            Measure-Ping | Should -BeLessThan 40
        }
        finally {
            $other.Kill()
            $other.WaitForExit()
        }
    }

    It 'refuses values that do not go together, and changes nothing' {
        Set-TunConnection $job -Delay 10ms -Direction Forward
        $failure = Get-FirstError { Set-TunConnection $job -Reorder 5 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.SetTunConnectionCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.TargetObject | Should -Be $job
        "$($job.Forward.Impairment)", "$($job.Backward.Impairment)" | Should -Be 'delay 10 ms', 'none'
    }

    It 'says so when the connection has ended, and goes on with others' {
        $second = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet)
        Stop-Job $job
        Set-TunConnection $job, $second -Loss 5 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunConnectionEnded,TunPS.Commands.SetTunConnectionCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        "$($failure[0])" | Should -BeLike '*has ended: The connection was stopped.'
        "$($second.Forward.Impairment)" | Should -Be 'loss 5 %'
    }

    It 'says so when it is another job' -Tag FullShell {
        $other = Start-ThreadJob { 1 }
        $failure = Get-FirstError { Set-TunConnection $other -Loss 5 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotAConnection,TunPS.Commands.SetTunConnectionCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidType'
        $failure.TargetObject | Should -Be $other
        $other = Start-Job { 1 } -Name other
        (Get-FirstError { Set-TunConnection other -Loss 5 }).TargetObject | Should -Be $other
        (Get-FirstError { Set-TunConnection $other.Id -Loss 5 }).TargetObject | Should -Be $other
    }

    It 'takes names, patterns and ids' {
        $cable = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet) -Name 'cable[1]'
        (Set-TunConnection 'CABLE[1]' -Loss 1 -PassThru).Id | Should -Be $cable.Id
        (Set-TunConnection -Name $job.Name, 'cab*' -Loss 2 -PassThru).Id | Should -Be $job.Id, $cable.Id
        (Set-TunConnection -Id $cable.Id -Loss 3 -PassThru).Id | Should -Be $cable.Id
        ($job.Id, $cable.Name, $job | Set-TunConnection -Loss 4 -PassThru).Id | Should -Be $job.Id, $cable.Id, $job.Id
    }

    It 'means the connection that runs where others of its name have ended' {
        $old = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet) -Name cable
        Stop-Job $old
        (Get-FirstError { Set-TunConnection cable -Loss 1 }).TargetObject | Should -Be $old
        $new = Connect-TunDevice spec2 spec3 -Name cable
        (Set-TunConnection cable -Loss 1 -PassThru).Id | Should -Be $new.Id
        (Set-TunConnection * -Loss 1 -PassThru).Id | Should -Be $job.Id, $new.Id
    }

    It 'finds no <Wanted>, and says <Action>' -ForEach @(
        @{ Wanted = 'cabel'; Action = 'Did you mean cable?' }
        @{ Wanted = 'spec3'; Action = '*Did you mean cable, which connects spec2 <-> spec3?' }
        @{ Wanted = 'line'; Action = 'Running in this session: Job*, cable.' }
        @{ Wanted = 987654321; Action = 'Running in this session: Job*, cable.' }
    ) {
        $null = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet) -Name cable
        $failure = Get-FirstError { Set-TunConnection $Wanted -Loss 5 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunConnectionNotFound,TunPS.Commands.SetTunConnectionCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$failure" | Should -BeLike "This session has no connection*$Wanted*."
        $failure.ErrorDetails.RecommendedAction | Should -BeLike $Action
    }

    It 'says how a connection of another runspace is reached' {
        $null = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet) -Name cable
        $shell = New-Shell
        $null = $shell.AddCommand('Import-Module').AddArgument((Get-Module TunPS).Path).Invoke()
        $shell.Commands.Clear()
        $null = $shell.AddScript('Set-TunConnection cable -Loss 5').Invoke()
        $shell.Streams.Error[0].ErrorDetails.RecommendedAction | Should -BeLike 'It was started in another runspace*$using:*'
        $shell.Dispose()
    }

    It 'says nothing of a pattern that fits none' {
        Set-TunConnection no-such* -Loss 5 -ErrorAction Stop | Should -BeNullOrEmpty
        "$($job.Forward.Impairment)" | Should -Be 'none'
    }

    It 'offers the names of connections that run' {
        $ended = Connect-TunDevice (New-TunDevice spec2 @quiet) (New-TunDevice spec3 @quiet) -Name ended
        Stop-Job $ended
        $null = Connect-TunDevice spec2 spec3 -Name cable
        $line = 'Set-TunConnection '
        $offered = [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        $offered.CompletionText | Should -Be $job.Name, 'cable'
        $offered[1].ToolTip | Should -Be 'cable, spec2 <-> spec3'
    }

    It 'refuses what is no job' {
        (Get-FirstError { Set-TunConnection ([datetime]::Now) -Loss 5 }).FullyQualifiedErrorId |
            Should -Be 'CannotConvertArgumentNoMessage,TunPS.Commands.SetTunConnectionCommand'
        (Get-FirstError { Set-TunConnection $null -Loss 5 }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,TunPS.Commands.SetTunConnectionCommand'
    }
}
