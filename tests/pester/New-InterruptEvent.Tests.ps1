BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'New-InterruptEvent' {
    It 'makes an event that is not triggered' {
        $stop = New-InterruptEvent
        $stop | Should -BeOfType ([TunPS.InterruptEvent])
        $stop.IsTriggered | Should -BeFalse
        $stop.Value | Should -Be 0
    }

    It 'makes an event that keeps its first value until it is reset' {
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        $stop.Trigger(6)
        $stop.Value | Should -Be 5
        $stop.Reset()
        $stop.IsTriggered | Should -BeFalse
    }

    It 'makes an event that refuses the value 0' {
        $stop = New-InterruptEvent
        "$(Get-FirstError { $stop.Trigger(0) })" | Should -BeLike '*0 means that the event is not triggered*'
        $stop.IsTriggered | Should -BeFalse
    }

    It 'makes an event that another runspace can trigger' {
        $stop = New-InterruptEvent
        $device = New-TunDevice
        $other = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript('$args[0].Trigger(3)').AddArgument($stop)
        $run = $other.BeginInvoke()
        Receive-TunPacket $device -Continuous -InterruptEvent $stop -Timeout 30 | ForEach-Object { }
        $stop.Value | Should -Be 3
        $null = $other.EndInvoke($run)
        $other.Dispose()
        Remove-TunDevice $device
    }

    It 'is the only way to an event: <What> does not become one' -ForEach @(
        @{ What = 'a hashtable'; Make = { @{} } }
        @{ What = 'a hashtable with a value'; Make = { @{ Value = 3 } } }
        @{ What = 'an object'; Make = { [pscustomobject] @{} } }
        @{ What = 'a number'; Make = { 5 } }
        @{ What = 'a text'; Make = { 'x' } }
        @{ What = 'an empty text'; Make = { '' } }
        @{ What = 'a boolean'; Make = { $true } }
        @{ What = 'an event of another process'; Make = {
                $text = [Management.Automation.PSSerializer]::Serialize((New-InterruptEvent))
                [Management.Automation.PSSerializer]::Deserialize($text)
            }
        }
    ) {
        $value = & $Make
        "$(Get-FirstError { [TunPS.InterruptEvent] $value })" | Should -BeLike '*is no interrupt event. New-InterruptEvent makes one*'
        foreach ($command in 'Receive-TunPacket', 'Send-TunPacket', 'Wait-TunDevice') {
            $rest = if ($command -eq 'Send-TunPacket') { @{ Packet = [byte[]]::new(20) } } else { @{} }
            $failure = Get-FirstError { & $command nosuch -InterruptEvent $value @rest }
            $failure.FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgumentNoMessage,*'
            "$failure" | Should -BeLike '*is no interrupt event. New-InterruptEvent makes one*'
        }
        foreach ($command in 'Set-InterruptEvent', 'Reset-InterruptEvent') {
            $failure = Get-FirstError { & $command $value }
            $failure.FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgumentNoMessage,*'
            "$failure" | Should -BeLike '*is no interrupt event. New-InterruptEvent makes one*'
            Get-FirstError { $value | & $command } | Should -Not -BeNullOrEmpty
        }
    }

    It 'makes an event that tells its state as a text' {
        $stop = New-InterruptEvent
        "$stop" | Should -Be 'Not triggered'
        $stop.Trigger(5)
        "$stop" | Should -Be 'Triggered (5)'
    }

    It 'shows whether it is triggered' -Tag FullShell {
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        $text = $stop | Out-String
        $text | Should -Match 'IsTriggered +Value'
        $text | Should -Match 'True +5'
    }

    It 'shows several events as one table' -Tag FullShell {
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        $lines = (New-InterruptEvent), $stop, (New-InterruptEvent) | Out-String -Stream | Where-Object { $_ -match '\S' }
        $lines.Count | Should -Be 5
        $lines[0] | Should -Match 'IsTriggered +Value'
        $lines[2..4].Trim() -replace ' +', ' ' | Should -Be 'False 0', 'True 5', 'False 0'
    }
}
