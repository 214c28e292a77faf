BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Set-InterruptEvent' {
    BeforeEach {
        $stop = New-InterruptEvent
        $other = New-InterruptEvent
    }

    AfterEach {
        $stop.Dispose()
        $other.Dispose()
    }

    It 'triggers an event with the value 1, and gives nothing' {
        Set-InterruptEvent $stop | Should -BeNullOrEmpty
        $stop.IsTriggered | Should -BeTrue
        $stop.Value | Should -Be 1
    }

    It 'triggers an event with the value <Value>' -ForEach @(
        @{ Value = 5 }
        @{ Value = -1 }
        @{ Value = [int]::MaxValue }
        @{ Value = [int]::MinValue }
    ) {
        Set-InterruptEvent $stop $Value
        $stop.Value | Should -Be $Value
        Set-InterruptEvent -InterruptEvent $other -Value $Value
        $other.Value | Should -Be $Value
    }

    It 'takes several events, as an argument and from the pipeline' {
        Set-InterruptEvent $stop, $other -Value 2
        $stop.Value, $other.Value | Should -Be 2, 2
        $stop, $other | Reset-InterruptEvent
        $stop, $other | Set-InterruptEvent -Value 3
        $stop.Value, $other.Value | Should -Be 3, 3
    }

    It 'gives the very events with -PassThru' {
        $given = $stop, $other | Set-InterruptEvent -PassThru
        $given.Count | Should -Be 2
        [object]::ReferenceEquals($given[0], $stop) | Should -BeTrue
        [object]::ReferenceEquals($given[1], $other) | Should -BeTrue
    }

    It 'lets the first value win, without an error' {
        Set-InterruptEvent $stop 5
        Get-FirstError { Set-InterruptEvent $stop 6 } | Should -BeNullOrEmpty
        $stop.Value | Should -Be 5
        (Set-InterruptEvent $stop 6 -PassThru).Value | Should -Be 5
        Get-VerboseText { Set-InterruptEvent $stop 6 -Verbose } | Should -BeLike '*first value wins*Triggered (5)*'
    }

    It 'triggers with another value after a reset' {
        Set-InterruptEvent $stop 5
        $stop | Reset-InterruptEvent -PassThru | Set-InterruptEvent -Value 6
        $stop.Value | Should -Be 6
    }

    It 'passes over an event that is disposed' {
        $stop.Dispose()
        Get-FirstError { $stop, $other | Set-InterruptEvent } | Should -BeNullOrEmpty
        $stop.IsTriggered | Should -BeFalse
        $other.IsTriggered | Should -BeTrue
    }

    It 'refuses the value 0, and says what to do instead' {
        $failure = Get-FirstError { Set-InterruptEvent $stop -Value 0 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.SetInterruptEventCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike '*0 means that an event is not triggered*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Reset-InterruptEvent*'
        $stop.IsTriggered | Should -BeFalse
    }

    It 'refuses the value <Value>, which is no whole number of 32 bits' -ForEach @(
        @{ Value = 'abc' }
        @{ Value = 3000000000 }
    ) {
        (Get-FirstError { Set-InterruptEvent $stop $Value }).FullyQualifiedErrorId |
            Should -Be 'CannotConvertArgumentNoMessage,TunPS.Commands.SetInterruptEventCommand'
        $stop.IsTriggered | Should -BeFalse
    }

    It 'refuses a null' {
        (Get-FirstError { Set-InterruptEvent $null }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,TunPS.Commands.SetInterruptEventCommand'
    }

    It 'ends the receiving further up the pipeline' {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        Send-Datagram -Count 3
        $packets = Receive-TunPacket $device -Continuous -InterruptEvent $stop -Timeout 5 | ForEach-Object {
            if ($_.DestinationPort -eq 4002) { $stop | Set-InterruptEvent }
            $_
        }
        $packets.DestinationPort | Should -Be 4001, 4002
        Remove-TunDevice $device
    }
}
