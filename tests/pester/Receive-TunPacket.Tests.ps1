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

    It 'gives frames of a TAP device, with addresses and what they carry' {
        $tap = New-TunDevice spec1 -Layer Tap -MacAddress 02:00:5e:10:00:01 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        $frame = Receive-TunPacket $tap -Timeout 5
        $frame.Layer, $frame.EtherType | Should -Be 'Tap', 'Arp'
        "$($frame.SourceMacAddress)", "$($frame.DestinationMacAddress)" | Should -Be '02005E100001', 'FFFFFFFFFFFF'
        $frame.Info | Should -Be 'Who has 198.51.100.2? Tell 198.51.100.1'
        $frame.Length, $frame.Device, $frame.Version, $frame.Source | Should -Be 42, 'spec1', $null, $null
        "$($frame.Packet.GetType().Name)" | Should -Be 'EthernetPacket'
    }

    It 'gives packets of a TUN device without what only frames have' {
        Send-Datagram
        $packet = Receive-TunPacket $device -Timeout 5
        $packet.Layer, $packet.EtherType, $packet.SourceMacAddress, $packet.DestinationMacAddress |
            Should -Be 'Tun', $null, $null, $null
    }

    It 'tells of the packet in a frame what it tells of a packet' {
        $tap = New-TunDevice spec1 -Layer Tap -Address 198.51.100.1/24 @quiet
        $client = [Net.Sockets.UdpClient]::new()
        $client.EnableBroadcast = $true
        $null = $client.Send([byte[]](1, 2, 3), 3, '198.51.100.255', 4001)
        $client.Dispose()
        $frame = Receive-TunPacket $tap -Timeout 5
        $frame.EtherType, $frame.Version, $frame.Protocol, $frame.DestinationPort | Should -Be 'IPv4', 4, 'Udp', 4001
        "$($frame.Source)", "$($frame.Destination)", $frame.Length | Should -Be '198.51.100.1', '198.51.100.255', 45
    }

    It 'gives nothing from a queue while it is detached' {
        $queue = New-TunDevice spec1 -MultiQueue -Address 198.51.100.1/24 @quiet
        Set-TunDevice $queue -QueueState Detached
        Send-Datagram 198.51.100.2
        Get-FirstError { Receive-TunPacket $queue -Timeout 0.05 } | Should -BeNullOrEmpty
        Receive-TunPacket $queue -Timeout 0 | Should -BeNullOrEmpty
        Set-TunDevice $queue -QueueState Attached
        Send-Datagram 198.51.100.2
        (Receive-TunPacket $queue -Timeout 5).DestinationPort | Should -Be 4001
    }

    It 'receives from all queues of a name but those that are detached' {
        $one, $two = 1..2 | ForEach-Object { New-TunDevice spec1 -MultiQueue @quiet }
        Add-TunAddress spec1 198.51.100.1/24
        Set-TunDevice $one -QueueState Detached
        Send-Datagram 198.51.100.2 -Count 4
        @(Receive-TunPacket spec1 -Count 4 -Timeout 5) | Should -HaveCount 4
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

    It 'says why <Name> cannot be received from, and what helps' -ForEach @(
        @{ Name = 'SPEC0'; Says = "No device named 'SPEC0' is open*"; Helps = 'Did you mean spec0?*' }
        @{ Name = 'lo'; Says = "'lo' is no TUN or TAP device."; Helps = '*does not listen on network cards*' }
        @{ Name = 'spec7'; Says = "*'spec7' is there, but not open*"; Helps = 'Open it: New-TunDevice spec7.' }
    ) {
        New-TunDevice spec7 -Persist -Owner root | Remove-TunDevice -CloseOnly
        try {
            $failure = Get-FirstError { Receive-TunPacket $Name -Timeout 0 }
        }
        finally {
            Remove-EveryDevice
        }

        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.ReceiveTunPacketCommand'
        $failure.ErrorDetails.Message | Should -BeLike $Says
        $failure.ErrorDetails.RecommendedAction | Should -BeLike $Helps
    }

    It 'takes a timeout with a unit' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Receive-TunPacket $device -Timeout 60ms | Should -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.05
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
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

    It 'gives only packets <Of>' -ForEach @(
        @{ Of = 'of a port'; Filter = @{ Port = 4002 }; Ports = 4002 }
        @{ Of = 'of one of several ports'; Filter = @{ Port = 4003, 4001 }; Ports = 4001, 4003 }
        @{ Of = 'of a protocol'; Filter = @{ Protocol = 'udp' }; Ports = 4001, 4002, 4003 }
        @{ Of = 'of a protocol given by its number'; Filter = @{ Protocol = 17 }; Ports = 4001, 4002, 4003 }
        @{ Of = 'of a version of IP and a port'; Filter = @{ Protocol = 'IPv4'; Port = 4001 }; Ports = 4001 }
        @{ Of = 'to an address'; Filter = @{ Destination = '192.0.2.2'; Port = 4003 }; Ports = 4003 }
        @{ Of = 'to a network'; Filter = @{ Destination = '198.51.100.0/24', '192.0.2.0/24' }; Ports = 4001, 4002, 4003 }
        @{ Of = 'from an address object'; Filter = @{ Source = [ipaddress] '192.0.2.1' }; Ports = 4001, 4002, 4003 }
        @{ Of = 'of another protocol'; Filter = @{ Protocol = 'Tcp', 'Arp' }; Ports = $null }
        @{ Of = 'from another network'; Filter = @{ Source = '198.51.100.0/24' }; Ports = $null }
    ) {
        Send-Datagram -Count 3
        (Receive-TunPacket $device @filter -Count 9 -Timeout 0.05).DestinationPort | Should -Be $Ports
    }

    It 'takes the protocol of another packet' {
        Send-Datagram -Count 2
        $first = Receive-TunPacket $device -Timeout 5
        (Receive-TunPacket $device -Protocol $first.Protocol -Timeout 5).DestinationPort | Should -Be 4002
    }

    It 'counts and drops what does not match' {
        Send-Datagram -Count 4
        $verbose = Get-VerboseText { Receive-TunPacket $device -Port 4003 -Timeout 5 -Verbose }
        $verbose | Should -Be 'Packets that did not match, and were dropped: 2.'
        $device.RejectedPackets | Should -Be 2
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4004
        Get-VerboseText { Receive-TunPacket $device -Port 4003 -Timeout 0 -Verbose } |
            Should -BeLike 'No packet that matches came within*'
    }

    It 'chooses frames by what they carry' {
        $tap = New-TunDevice spec1 -Layer Tap -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        Receive-TunPacket $tap -Protocol Udp -Timeout 0.05 | Should -BeNullOrEmpty
        Send-Datagram 198.51.100.3
        (Receive-TunPacket $tap -Protocol Arp -Timeout 5).EtherType | Should -Be 'Arp'
    }

    It 'refuses <Parameter> <Value>' -ForEach @(
        @{ Parameter = 'Protocol'; Value = 'Http'; Says = '*is no protocol*' }
        @{ Parameter = 'Protocol'; Value = 256; Says = '*0 to 255*' }
        @{ Parameter = 'Source'; Value = '192.0.2.0/33'; Says = '*outside of 0..32*' }
        @{ Parameter = 'Destination'; Value = 'localhost'; Says = '*is no address*' }
        @{ Parameter = 'Port'; Value = 65536; Says = "*'65536' is no port: write 0 to 65535." }
        @{ Parameter = 'Port'; Value = 80, 'http'; Says = "*'http' is no port: write 0 to 65535." }
    ) {
        $filter = @{ $Parameter = $Value }
        $failure = Get-FirstError { Receive-TunPacket $device @filter }
        "$failure" | Should -BeLike $Says
        $failure.CategoryInfo.Category | Should -Match 'InvalidData|InvalidArgument'
    }

    It 'refuses a filter that no packet can match: <Says>' -ForEach @(
        @{ Filter = @{ Protocol = 'Icmp'; Port = 80 }; Says = '*of protocol Icmp with port 80: only those of Tcp*' }
        @{ Filter = @{ Source = '192.0.2.1'; Destination = '::/0' }; Says = '*from 192.0.2.1 to ::/0: both ends*' }
        @{ Filter = @{ Protocol = 'Icmp'; Source = '::/0' }; Says = '*of protocol Icmp from ::/0: only a protocol of*' }
        @{ Filter = @{ Protocol = 'Arp', 'Vlan' }; Says = '*of protocol Arp or Vlan on a TUN device*' }
    ) {
        $failure = Get-FirstError { Receive-TunPacket $device @filter -Timeout 0.1 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.ReceiveTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike $Says
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'takes a filter that the packets of one of the devices can match' {
        $tap = New-TunDevice spec1 -Layer Tap -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        (Receive-TunPacket $device, $tap -Protocol Arp -Timeout 5).Device | Should -Be 'spec1'
    }

    It 'shows packets as a table, and everything as a list' -Tag FullShell {
        Send-Datagram
        $packet = Receive-TunPacket $device -Timeout 5
        $text = $packet | Out-String -Width 120
        $text | Should -Match 'Time +Source +Destination +Protocol +Length +Info'
        $text | Should -Match '192\.0\.2\.1 +192\.0\.2\.2 +Udp +31 [0-9]+ → 4001 Len=3'
        $packet | Format-List | Out-String | Should -Match 'DestinationPort +: 4001'
    }

    It 'shows frames as a table, and their addresses in a list' -Tag FullShell {
        $tap = New-TunDevice spec1 -Layer Tap -MacAddress 02:00:5e:10:00:01 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        $frame = Receive-TunPacket $tap -Timeout 5
        $frame | Out-String -Width 120 | Should -Match 'Arp +42 Who has 198\.51\.100\.2\? Tell 198\.51\.100\.1'
        $list = $frame | Format-List | Out-String
        $list | Should -Match 'SourceMacAddress +: 02:00:5e:10:00:01'
        $list | Should -Match 'DestinationMacAddress +: ff:ff:ff:ff:ff:ff'
        $list | Should -Match 'EtherType +: Arp'
    }
}
