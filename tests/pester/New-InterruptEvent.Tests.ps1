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

    It 'shows whether it is triggered' -Tag FullShell {
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        $stop | Out-String | Should -Match 'True +5'
    }
}
