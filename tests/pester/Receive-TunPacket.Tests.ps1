BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Receive-TunPacket' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
    }

    AfterEach {
        Remove-TunDevice *
    }

    It 'gives one packet, with all that is known of it' {
        Send-Datagram
        $packet = Receive-TunPacket $device -Timeout 5
        $packet | Should -BeOfType ([TunPS.TunPacket])
        $packet.Version | Should -Be 4
        $packet.Protocol | Should -Be 'Udp'
        "$($packet.Source)" | Should -Be '192.0.2.1'
        "$($packet.Destination)" | Should -Be '192.0.2.2'
        $packet.DestinationPort | Should -Be 4001
        $packet.HopLimit | Should -Be 64
        $packet.Length | Should -Be 31
        $packet.Data.Length | Should -Be 31
        $packet.Device | Should -Be 'spec0'
        $packet.Info | Should -Match '^[0-9]+ → 4001 Len=3$'
        ([DateTime]::Now - $packet.Timestamp).TotalMinutes | Should -BeLessThan 1
    }

    It 'gives as many as asked for, in order, and leaves the rest for the next' {
        Send-Datagram -Count 5
        (Receive-TunPacket $device -Count 3 -Timeout 5).DestinationPort | Should -Be 4001, 4002, 4003
        (Receive-TunPacket $device -Count 2 -Timeout 5).DestinationPort | Should -Be 4004, 4005
    }

    It 'ends without output or error when no packet comes in time' {
        Get-FirstError { Receive-TunPacket $device -Timeout 0.05 } | Should -BeNullOrEmpty
        Receive-TunPacket $device -Timeout 0 | Should -BeNullOrEmpty
        Get-VerboseText { Receive-TunPacket $device -Timeout 0 -Verbose } | Should -BeLike 'No packet came within*'
    }

    It 'waits for the next packet, and not for all of them, as long as the timeout says' {
        Send-Datagram -Count 2
        @(Receive-TunPacket $device -Count 3 -Timeout 0.05).Count | Should -Be 2
    }

    It 'goes on until its event with -Continuous' {
        $stop = New-InterruptEvent
        Send-Datagram -Count 4
        $packets = Receive-TunPacket $device -Continuous -InterruptEvent $stop -Timeout 5 | ForEach-Object {
            if ($_.DestinationPort -eq 4003) { $stop.Trigger(7) }
            $_
        }
        $packets.DestinationPort | Should -Be 4001, 4002, 4003
    }

    It 'gives nothing while an event is triggered, and the packets stay' {
        $idle = New-InterruptEvent
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        Send-Datagram
        Get-VerboseText { Receive-TunPacket $device -InterruptEvent $idle, $stop -Verbose } |
            Should -Be 'Interrupted by an event with the value 5.'
        $stop.IsTriggered | Should -BeTrue
        @(Receive-TunPacket $device -Timeout 0).Count | Should -Be 1
    }

    It 'ends when Select-Object has enough' -Tag FullShell {
        Send-Datagram -Count 5
        (Receive-TunPacket $device -Continuous | Select-Object -First 3).DestinationPort | Should -Be 4001, 4002, 4003
        (Receive-TunPacket $device -Timeout 5).DestinationPort | Should -Be 4004
    }

    It 'gives each packet as one array with -AsByteArray' {
        Send-Datagram -Count 2
        $arrays = Receive-TunPacket $device -Count 2 -Timeout 5 -AsByteArray
        $arrays.Count | Should -Be 2
        $arrays[0].GetType().Name | Should -Be 'Byte[]'
        $arrays[0].Length | Should -Be 31
    }

    It 'serves several devices, and each packet says where it came from' {
        $null = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
        Send-Datagram -Count 2
        Send-Datagram 198.51.100.2
        $packets = Receive-TunPacket spec0, spec1 -Count 3 -Timeout 5
        $packets.Device | Should -Be 'spec0', 'spec1', 'spec0'
        Send-Datagram 198.51.100.2
        (Get-TunDevice | Receive-TunPacket -Timeout 5).Device | Should -Be 'spec1'
    }

    It 'goes on with the other devices when one of them is gone' {
        $other = New-TunDevice spec1
        $other.Dispose()
        Send-Datagram
        $packet = Receive-TunPacket $other, $device -Timeout 5 -ErrorVariable failure -ErrorAction SilentlyContinue
        $packet.Device | Should -Be 'spec0'
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.ReceiveTunPacketCommand'
    }

    It 'says so when the device is closed' {
        Remove-TunDevice $device
        $failure = Get-FirstError { Receive-TunPacket $device }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.ReceiveTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        "$failure" | Should -Be 'The device spec0 was closed in this session.'
    }

    It 'says so when the interface was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        $failure = Get-FirstError { Receive-TunPacket $device }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceGone,TunPS.Commands.ReceiveTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $device.State | Should -Be 'Gone'
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Receive-TunPacket nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.ReceiveTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
    }

    It 'refuses the timeout <Value>' -ForEach @(
        @{ Value = -2 }
        @{ Value = 'abc' }
        @{ Value = [double]::NaN }
    ) {
        $failure = Get-FirstError { Receive-TunPacket $device -Timeout $Value }
        $failure.FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentTransformationError,TunPS.Commands.ReceiveTunPacketCommand'
        "$failure" | Should -BeLike '*Give seconds*'
    }

    It 'refuses the count 0' {
        (Get-FirstError { Receive-TunPacket $device -Count 0 }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,TunPS.Commands.ReceiveTunPacketCommand'
    }

    It 'refuses -Count together with -Continuous' {
        (Get-FirstError { Receive-TunPacket $device -Count 1 -Continuous }).FullyQualifiedErrorId |
            Should -Be 'AmbiguousParameterSet,TunPS.Commands.ReceiveTunPacketCommand'
    }

    It 'shows packets as a table, and everything as a list' -Tag FullShell {
        Send-Datagram
        $packet = Receive-TunPacket $device -Timeout 5
        $text = $packet | Out-String -Width 120
        $text | Should -Match 'Time +Source +Destination +Protocol +Length +Info'
        $text | Should -Match '192\.0\.2\.1 +192\.0\.2\.2 +Udp +31 [0-9]+ → 4001 Len=3'
        $packet | Format-List | Out-String | Should -Match 'DestinationPort +: 4001'
    }
}
