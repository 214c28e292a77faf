BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Reset-InterruptEvent' {
    BeforeEach {
        $stop = New-InterruptEvent
        $other = New-InterruptEvent
        Set-InterruptEvent $stop, $other 5
    }

    AfterEach {
        $stop.Dispose()
        $other.Dispose()
    }

    It 'clears an event, and gives nothing' {
        Reset-InterruptEvent $stop | Should -BeNullOrEmpty
        $stop.IsTriggered | Should -BeFalse
        $stop.Value | Should -Be 0
        $other.Value | Should -Be 5
    }

    It 'does nothing to an event that is not triggered' {
        Reset-InterruptEvent $stop
        Get-FirstError { Reset-InterruptEvent $stop } | Should -BeNullOrEmpty
        $stop.IsTriggered | Should -BeFalse
    }

    It 'takes several events, as an argument and from the pipeline' {
        Reset-InterruptEvent $stop, $other
        $stop.Value, $other.Value | Should -Be 0, 0
        Set-InterruptEvent $stop, $other
        $stop, $other | Reset-InterruptEvent
        $stop.Value, $other.Value | Should -Be 0, 0
    }

    It 'gives the very events with -PassThru' {
        $given = $stop, $other | Reset-InterruptEvent -PassThru
        $given.Count | Should -Be 2
        [object]::ReferenceEquals($given[0], $stop) | Should -BeTrue
        [object]::ReferenceEquals($given[1], $other) | Should -BeTrue
    }

    It 'lets waits begin again' {
        $device = New-TunDevice spec0 @quiet
        Wait-TunDevice $device -InterruptEvent $stop -Timeout 0 | Should -Be 'Interrupted'
        Reset-InterruptEvent $stop
        Wait-TunDevice $device -InterruptEvent $stop -Timeout 0 | Should -Be 'TimedOut'
        Remove-TunDevice $device
    }

    It 'passes over an event that is disposed' {
        $stop.Dispose()
        Get-FirstError { $stop, $other | Reset-InterruptEvent } | Should -BeNullOrEmpty
        $other.IsTriggered | Should -BeFalse
    }

    It 'refuses a null' {
        (Get-FirstError { Reset-InterruptEvent $null }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,TunPS.Commands.ResetInterruptEventCommand'
    }
}
