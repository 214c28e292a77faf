BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
}

Describe 'Wait-TunDevice' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        $stop = New-InterruptEvent
    }

    AfterEach {
        Remove-TunDevice *
        $stop.Dispose()
    }

    It 'is ready at once when there is a packet, and leaves it for the next receive' {
        Send-Datagram
        Wait-TunDevice $device -Timeout 5 | Should -Be 'Ready'
        Wait-TunDevice $device -Readable -Timeout 0 | Should -Be 'Ready'
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4001
        Wait-TunDevice $device -Timeout 0 | Should -Be 'TimedOut'
    }

    It 'gives one word of a type of its own' {
        $status = Wait-TunDevice $device -Timeout 0
        $status | Should -BeOfType ([TunPS.WaitStatus])
        $status | Should -HaveCount 1
    }

    It 'counts as true when it is ready, and as false when the time is over' {
        [bool] (Wait-TunDevice $device -Timeout 0) | Should -BeFalse
        Send-Datagram
        [bool] (Wait-TunDevice $device -Timeout 5) | Should -BeTrue
    }

    It 'tells without an error that the time is over' {
        Get-FirstError { Wait-TunDevice $device -Timeout 0.05 } | Should -BeNullOrEmpty
        Wait-TunDevice $device -Timeout 0.05 | Should -Be 'TimedOut'
        Get-VerboseText { Wait-TunDevice $device -Timeout 0 -Verbose } | Should -BeLike 'No packet came within*'
    }

    It 'waits as long as the timeout says' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Wait-TunDevice $device -Timeout 00:00:00.2 | Should -Be 'TimedOut'
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.19
    }

    It 'lets an event win over a packet, and touches neither' {
        $idle = New-InterruptEvent
        Set-InterruptEvent $stop 5
        Send-Datagram
        Wait-TunDevice $device -InterruptEvent $idle, $stop | Should -Be 'Interrupted'
        Get-VerboseText { Wait-TunDevice $device -InterruptEvent $idle, $stop -Verbose } |
            Should -Be 'Interrupted by an event with the value 5.'
        $stop.Value | Should -Be 5
        @(Receive-TunPacket $device -Timeout 0).Count | Should -Be 1
    }

    It 'lets an event win over an expiry and over room to send' {
        Set-InterruptEvent $stop
        Wait-TunDevice $device -InterruptEvent $stop -Timeout 0 | Should -Be 'Interrupted'
        Wait-TunDevice $device -InterruptEvent $stop -Timeout 0 -Writable | Should -Be 'Interrupted'
    }

    It 'ends when another runspace triggers an event' {
        $other = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript('$args[0].Trigger(3)').AddArgument($stop)
        $run = $other.BeginInvoke()
        Wait-TunDevice $device -InterruptEvent $stop -Timeout 30 | Should -Be 'Interrupted'
        $stop.Value | Should -Be 3
        $null = $other.EndInvoke($run)
        $other.Dispose()
    }

    It 'finds room to send with -Writable, whether there is a packet or not' {
        Wait-TunDevice $device -Writable -Timeout 5 | Should -Be 'Ready'
        Send-Datagram
        Wait-TunDevice $device -Writable | Should -Be 'Ready'
    }

    It 'finds no room to send while the interface is down' {
        $down = New-TunDevice spec1 -Down
        Wait-TunDevice $down -Writable -Timeout 0.05 | Should -Be 'TimedOut'
        Get-VerboseText { Wait-TunDevice $down -Writable -Timeout 0 -Verbose } |
            Should -Be 'The interface did not come up within 0 seconds.'
        Wait-TunDevice $down, $device -Writable -Timeout 5 | Should -Be 'Ready'
    }

    It 'finds room to send when the interface has come up' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        $down = New-TunDevice spec1 -Down @quiet
        ip link set spec1 up
        Wait-TunDevice $down -Writable -Timeout 5 | Should -Be 'Ready'
    }

    It 'is ready at once when the interface is in the state already' {
        Wait-TunDevice $device -Up | Should -Be 'Ready'
        Set-TunDevice $device -State Down
        Wait-TunDevice spec0 -Down | Should -Be 'Ready'
    }

    It 'waits for a state, and tells when it does not come in time' {
        Get-FirstError { Wait-TunDevice $device -Down -Timeout 0.05 } | Should -BeNullOrEmpty
        foreach ($state in 'Down', 'Removed') {
            $with = @{ $state = $true }
            Wait-TunDevice $device @with -Timeout 0.05 | Should -Be 'TimedOut'
        }
        Get-VerboseText { Wait-TunDevice $device -Down -Timeout 0 -Verbose } |
            Should -Be 'The interface did not go down within 0 seconds.'
        Get-VerboseText { Wait-TunDevice $device -Removed -Timeout 0 -Verbose } |
            Should -Be 'The interface was not removed within 0 seconds.'
        Set-TunDevice $device -State Down
        Get-VerboseText { Wait-TunDevice $device -Up -Timeout 0 -Verbose } |
            Should -Be 'The interface did not come up within 0 seconds.'
    }

    It 'ends when another runspace brings the interface <To>' -ForEach @(
        @{ From = 'Up'; To = 'Down' }
        @{ From = 'Down'; To = 'Up' }
    ) {
        Set-TunDevice $device -State $From
        $other = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $other.AddScript("Import-Module '$module'; Set-TunDevice `$args[0] -State $To").AddArgument($device)
        $run = $other.BeginInvoke()
        $with = @{ $To = $true }
        Wait-TunDevice $device @with -Timeout 30 | Should -Be 'Ready'
        $null = $other.EndInvoke($run)
        $other.Dispose()
    }

    It 'ends when somebody removes the interface' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        $other = [Diagnostics.Process]::Start('ip', 'link delete spec0')
        Wait-TunDevice $device -Removed -Timeout 30 | Should -Be 'Ready'
        $other.WaitForExit()
        $device.State | Should -Be 'Gone'
        Wait-TunDevice $device -Removed | Should -Be 'Ready'
    }

    It 'does not take packets for a change of the state' {
        Send-Datagram -Count 3
        Wait-TunDevice $device -Down -Timeout 0.05 | Should -Be 'TimedOut'
        @(Receive-TunPacket $device -Count 3 -Timeout 0) | Should -HaveCount 3
    }

    It 'lets an event win over a state' {
        Set-InterruptEvent $stop
        foreach ($state in 'Up', 'Down', 'Removed') {
            $with = @{ $state = $true }
            Wait-TunDevice $device @with -InterruptEvent $stop | Should -Be 'Interrupted'
        }
    }

    It 'ends when another runspace triggers an event while it waits for a state' {
        $other = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript('$args[0].Trigger(3)').AddArgument($stop)
        $run = $other.BeginInvoke()
        Wait-TunDevice $device -Down -InterruptEvent $stop -Timeout 30 | Should -Be 'Interrupted'
        $null = $other.EndInvoke($run)
        $other.Dispose()
    }

    It 'waits until any of several devices is in the state' {
        $down = New-TunDevice spec1 -Down
        Wait-TunDevice $device, $down -Down | Should -Be 'Ready'
        Wait-TunDevice $down, $device -Up | Should -Be 'Ready'
        Wait-TunDevice $down, $device -Removed -Timeout 0 | Should -Be 'TimedOut'
    }

    It 'says so when an interface that is to come up was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        foreach ($wait in { Wait-TunDevice $device -Up }, { Wait-TunDevice $device -Down }) {
            $failure = Get-FirstError $wait
            $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceGone,TunPS.Commands.WaitTunDeviceCommand'
            $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }

    It 'says so when a device whose state it waits for is closed' {
        Remove-TunDevice $device
        foreach ($wait in { Wait-TunDevice $device -Up }, { Wait-TunDevice $device -Removed }) {
            (Get-FirstError $wait).FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.WaitTunDeviceCommand'
        }
    }

    It 'waits for several devices at once, by name and from the pipeline' {
        $null = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
        Get-TunDevice | Wait-TunDevice -Timeout 0 | Should -Be 'TimedOut'
        Send-Datagram 198.51.100.2
        Wait-TunDevice spec0 -Timeout 0 | Should -Be 'TimedOut'
        Wait-TunDevice spec0, spec1 -Timeout 5 | Should -Be 'Ready'
        Get-TunDevice | Wait-TunDevice -Timeout 5 | Should -Be 'Ready'
        'spec0', 'spec1' | Wait-TunDevice -Timeout 5 | Should -Be 'Ready'
    }

    It 'gives nothing when no device comes down the pipeline' {
        Get-TunDevice nosuch* | Wait-TunDevice | Should -BeNullOrEmpty
    }

    It 'goes on with the other devices when one of them is closed' {
        $other = New-TunDevice spec1
        $other.Dispose()
        Send-Datagram
        $status = Wait-TunDevice $other, $device -Timeout 5 -ErrorVariable failure -ErrorAction SilentlyContinue
        $status | Should -Be 'Ready'
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.WaitTunDeviceCommand'
    }

    It 'says so when the device is closed, and gives no word' {
        Remove-TunDevice $device
        $failure = Get-FirstError { Wait-TunDevice $device }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.WaitTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        [object]::ReferenceEquals($failure.TargetObject, $device) | Should -BeTrue
        "$failure" | Should -Be 'The device spec0 was closed in this session.'
        Wait-TunDevice $device -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'says so when the interface was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        foreach ($wait in { Wait-TunDevice $device }, { Wait-TunDevice $device -Writable }) {
            $failure = Get-FirstError $wait
            $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceGone,TunPS.Commands.WaitTunDeviceCommand'
            $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Wait-TunDevice nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.WaitTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        (Get-FirstError { Wait-TunDevice spec* }).ErrorDetails.RecommendedAction | Should -BeLike '*Get-TunDevice spec[*]*'
    }

    It 'says so when an event was disposed' {
        $stop.Dispose()
        $failure = Get-FirstError { Wait-TunDevice $device -InterruptEvent $stop }
        $failure.FullyQualifiedErrorId | Should -Be 'TunEventDisposed,TunPS.Commands.WaitTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
    }

    It 'refuses -Readable together with -Writable' {
        (Get-FirstError { Wait-TunDevice $device -Readable -Writable }).FullyQualifiedErrorId |
            Should -Be 'AmbiguousParameterSet,TunPS.Commands.WaitTunDeviceCommand'
    }

    It 'refuses one state together with another, or with packets' {
        foreach ($wait in { Wait-TunDevice $device -Up -Down }, { Wait-TunDevice $device -Readable -Removed }) {
            (Get-FirstError $wait).FullyQualifiedErrorId |
                Should -Be 'AmbiguousParameterSet,TunPS.Commands.WaitTunDeviceCommand'
        }
    }

    It 'refuses the timeout <Value>' -ForEach @(
        @{ Value = -2 }
        @{ Value = 'abc' }
        @{ Value = [double]::NaN }
    ) {
        $failure = Get-FirstError { Wait-TunDevice $device -Timeout $Value }
        $failure.FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentTransformationError,TunPS.Commands.WaitTunDeviceCommand'
        "$failure" | Should -BeLike '*Give seconds*'
    }

    It 'completes the names of open devices' {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Wait-TunDevice sp', 17, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0'
    }
}
