BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # A packet that the system answers: an echo request to the device's own address.
    $header = '4500001c00010000400 1f6dc c0000202 c0000201'
    $bytes = [Convert]::FromHexString(($header + '0800e5ca 12340001').Replace(' ', ''))

    # A frame that the system answers: who has 198.51.100.1?
    $frame = [Convert]::FromHexString(('ffffffffffff 02005e100002 0806 0001 0800 06 04 0001 ' +
            '02005e100002 c6336402 000000000000 c6336401').Replace(' ', ''))

    $tapLayer = [TunPS.TunLayer]::Tap

    function Get-ReplyCount {
        @(Receive-TunPacket $device -Count 9 -Timeout 0.2 | Where-Object Info -Like 'Echo (ping) reply*').Count
    }
}

Describe 'Send-TunPacket' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
    }

    AfterEach {
        Remove-TunDevice *
    }

    It 'sends an array of bytes, given as <As>, as one packet' -ForEach @(
        @{ As = 'an argument'; Send = { Send-TunPacket $device $bytes } }
        @{ As = 'single bytes in the pipeline'; Send = { $bytes | Send-TunPacket $device } }
        @{ As = 'a whole in the pipeline'; Send = { , $bytes | Send-TunPacket $device } }
        @{ As = 'a list of numbers'; Send = { Send-TunPacket $device ([int[]] $bytes) } }
        @{ As = 'numbers in the pipeline'; Send = { [int[]] $bytes | Send-TunPacket $device } }
        @{ As = 'a packet'; Send = { [TunPS.TunPacket]::new($bytes) | Send-TunPacket $device } }
        @{ As = 'a PacketDotNet tree'; Send = { Send-TunPacket spec0 ([TunPS.TunPacket]::new($bytes).Packet) } }
    ) {
        . $Send | Should -BeNullOrEmpty
        Get-ReplyCount | Should -Be 1
    }

    It 'sends several packets, whether whole or as one stream of bytes' {
        Send-TunPacket $device $bytes, $bytes
        Get-ReplyCount | Should -Be 2
        $bytes + $bytes | Send-TunPacket $device
        Get-ReplyCount | Should -Be 2
    }

    It 'sends a changed PacketDotNet tree with right checksums: <What>' -ForEach @(
        @{ What = 'the hop limit'; Change = { $tree.TimeToLive = 7 } }
        @{ What = 'the sender'; Change = { $tree.SourceAddress = '192.0.2.77' } }
        @{ What = 'a field of ICMP'; Change = { $tree.PayloadPacket.Sequence = 77 } }
        @{ What = 'a longer payload'; Change = { $tree.PayloadPacket.Data = [byte[]](1..101) } }
    ) {
        $tree = [TunPS.TunPacket]::new($bytes).Packet
        . $Change
        Send-TunPacket $device $tree
        Get-ReplyCount | Should -Be 1
    }

    It 'sends bytes and packets as they are, whatever their checksums' {
        $wrong = [byte[]]::new($bytes.Length)
        $bytes.CopyTo($wrong, 0)
        $wrong[22] = 0
        $sent = @(Send-TunPacket $device $wrong -PassThru; Send-TunPacket $device ([TunPS.TunPacket]::new($wrong)) -PassThru)
        $sent[0].Data | Should -Be $wrong
        $sent[1].Data | Should -Be $wrong
        Get-ReplyCount | Should -Be 0
    }

    It 'sends a changed tree on a TAP device' {
        $tap = New-TunDevice spec1 -Layer Tap -MacAddress 02:00:5e:10:00:01 -Address 198.51.100.1/24 @quiet
        $mac = @{ SourceMacAddress = '02:00:5e:10:00:02'; DestinationMacAddress = '02:00:5e:10:00:01' }
        $tree = (New-TunPacket -Echo 198.51.100.2 198.51.100.9 @mac).Packet
        $tree.PayloadPacket.DestinationAddress = '198.51.100.1'
        Send-TunPacket $tap $tree
        (Receive-TunPacket $tap -Timeout 5).Info | Should -BeLike 'Who has 198.51.100.2*'
    }

    It 'gives back what it sent with -PassThru' {
        $sent = $bytes | Send-TunPacket $device -PassThru
        $sent | Should -BeOfType ([TunPS.TunPacket])
        $sent.Device | Should -Be 'spec0'
        $sent.Info | Should -BeLike 'Echo (ping) request*'
    }

    It 'sends on what another device received' {
        $null = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        Receive-TunPacket spec1 -Timeout 5 | Send-TunPacket $device -PassThru | Should -HaveCount 1
    }

    It 'sends a frame on a TAP device, given as <As>' -ForEach @(
        @{ As = 'an argument'; Send = { Send-TunPacket $tap $frame } }
        @{ As = 'single bytes in the pipeline'; Send = { $frame | Send-TunPacket $tap } }
        @{ As = 'a whole in the pipeline'; Send = { , $frame | Send-TunPacket $tap } }
        @{ As = 'numbers in the pipeline'; Send = { [int[]] $frame | Send-TunPacket $tap } }
        @{ As = 'a packet'; Send = { [TunPS.TunPacket]::new($frame, 'spec1', $tapLayer) | Send-TunPacket $tap } }
        @{ As = 'a PacketDotNet tree'; Send = { Send-TunPacket $tap ([TunPS.TunPacket]::new($frame, '', $tapLayer).Packet) } }
    ) {
        $tap = New-TunDevice spec1 -Layer Tap -MacAddress 02:00:5e:10:00:01 -Address 198.51.100.1/24 @quiet
        . $Send | Should -BeNullOrEmpty
        (Receive-TunPacket $tap -Timeout 5).Info | Should -Be '198.51.100.1 is at 02:00:5e:10:00:01'
        $tap.Statistics.SentPackets | Should -Be 1
    }

    It 'sends all bytes that come down the pipeline as one frame on a TAP device' {
        $null = New-TunDevice spec1 -Layer Tap @quiet
        $sent = $frame + $frame | Send-TunPacket spec1 -PassThru
        $sent | Should -HaveCount 1
        $sent.Length, $sent.Layer | Should -Be 84, 'Tap'
        Send-TunPacket spec1 $frame, $frame -PassThru | Should -HaveCount 2
    }

    It 'refuses an IP packet on a TAP device, given as <As>' -ForEach @(
        @{ As = 'a packet'; Packet = { [TunPS.TunPacket]::new($bytes) } }
        @{ As = 'a PacketDotNet tree'; Packet = { [TunPS.TunPacket]::new($bytes).Packet } }
    ) {
        $tap = New-TunDevice spec1 -Layer Tap @quiet
        $given = . $Packet
        $failure = Get-FirstError { Send-TunPacket $tap $given }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.SendTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -BeLike '*IP packet*spec1*Ethernet frames*'
        $tap.Statistics.SentPackets | Should -Be 0
    }

    It 'refuses a frame on a TUN device, given as <As>' -ForEach @(
        @{ As = 'a packet'; Packet = { [TunPS.TunPacket]::new($frame, 'spec1', $tapLayer) } }
        @{ As = 'a PacketDotNet tree'; Packet = { [TunPS.TunPacket]::new($frame, 'spec1', $tapLayer).Packet } }
    ) {
        $given = . $Packet
        $failure = Get-FirstError { Send-TunPacket $device $given }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.SendTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -BeLike '*Ethernet frame*spec0*IP packets*'
        $device.Statistics.SentPackets | Should -Be 0
    }

    It 'refuses a frame that is shorter than its header' {
        $null = New-TunDevice spec1 -Layer Tap @quiet
        $failure = Get-FirstError { Send-TunPacket spec1 $frame[0..12] }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.SendTunPacketCommand'
        $failure.TargetObject.Length | Should -Be 13
    }

    It 'sends on a queue that is detached, too' {
        $queue = New-TunDevice spec1 -MultiQueue @quiet
        Set-TunDevice $queue -QueueState Detached
        Send-TunPacket $queue $bytes -PassThru | Should -HaveCount 1
        $queue.Statistics.SentPackets | Should -Be 1
    }

    It 'sends a packet once when a name has several queues' {
        $one, $two = 1..2 | ForEach-Object { New-TunDevice spec1 -MultiQueue @quiet }
        Set-TunDevice $one -QueueState Detached
        Send-TunPacket spec1 $bytes -PassThru | Should -HaveCount 1
        $two.Statistics.SentPackets | Should -Be 1
    }

    It 'refuses <What>, and says why' -ForEach @(
        @{ What = 'a null'; Packet = $null; Says = 'null' }
        @{ What = 'no bytes'; Packet = [byte[]]@(); Says = 'empty' }
        @{ What = 'one byte'; Packet = [byte[]]@(0x45); Says = 'header' }
        @{ What = 'the version 7'; Packet = [byte[]](@(0x70) * 40); Says = 'version 7' }
        @{ What = 'a list with a number that is no byte'; Packet = 1..300; Says = 'number 256' }
        @{ What = 'a text'; Packet = 'text'; Says = 'String' }
    ) {
        $failure = Get-FirstError { Send-TunPacket $device $Packet }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.SendTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -BeLike "*$Says*"
    }

    It 'tells of bytes that are left over, and how to pass an array whole' {
        $failure = Get-FirstError { $bytes[0..10] | Send-TunPacket $device }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.SendTunPacketCommand'
        "$failure" | Should -BeLike '11 bytes are left over*28 bytes*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*,$bytes.'
        $failure.TargetObject.Length | Should -Be 11
        Get-ReplyCount | Should -Be 0
    }

    It 'goes on with the next packet after one that is none' {
        [byte[]](1, 2), $bytes | Send-TunPacket $device -ErrorAction SilentlyContinue -ErrorVariable failure
        @($failure).Count | Should -Be 1
        Get-ReplyCount | Should -Be 1
    }

    It 'sends at the pace <Pace>' -ForEach @(
        @{ Pace = 'Recorded'; Least = 120 }
        @{ Pace = 20; Least = 100 }
        @{ Pace = '40.0'; Least = 50 }
        @{ Pace = 'asap'; Least = 0 }
    ) {
        $recorded = foreach ($number in 0..2) {
            [TunPS.TunPacket]::new($bytes, 'spec0', 'Tun', [datetime]::UtcNow.AddMilliseconds(60 * $number))
        }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $recorded | Send-TunPacket $device -Pace $Pace
        $watch.ElapsedMilliseconds | Should -BeGreaterOrEqual $Least
        Get-ReplyCount | Should -Be 3
    }

    It 'ends at once between two packets when its event is triggered, and the error carries the packet' {
        $stop = New-InterruptEvent
        $sent = $bytes + $bytes | Send-TunPacket $device -Pace 0.001 -InterruptEvent $stop -PassThru -ErrorVariable failed `
            -ErrorAction SilentlyContinue | ForEach-Object { $stop.Trigger(); $_ }
        @($sent).Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'TunInterrupted,TunPS.Commands.SendTunPacketCommand'
        $failed[0].TargetObject.Length | Should -Be 28
    }

    It 'refuses the pace <_>' -ForEach 0, -1, 'fast', '' {
        "$(Get-FirstError { Send-TunPacket $device $bytes -Pace $_ })" | Should -BeLike '*pace*'
    }

    It 'says so while the link is down, and the error carries the packet' {
        $null = New-TunDevice spec1 -Down
        $failure = Get-FirstError { Send-TunPacket spec1 $bytes }
        $failure.FullyQualifiedErrorId | Should -Be 'TunLinkDown,TunPS.Commands.SendTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $failure.TargetObject.Length | Should -Be 28
        "$failure" | Should -BeLike '*EIO (5)*'
    }

    It 'sends nothing while an event is triggered, and the error carries the packet' {
        $stop = New-InterruptEvent
        $stop.Trigger(5)
        $failure = Get-FirstError { Send-TunPacket $device $bytes -InterruptEvent $stop -Timeout 5 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInterrupted,TunPS.Commands.SendTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'OperationStopped'
        $failure.TargetObject.Length | Should -Be 28
        Get-ReplyCount | Should -Be 0
    }

    It 'says so when the device is closed' {
        Remove-TunDevice $device
        $failure = Get-FirstError { Send-TunPacket $device $bytes }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.SendTunPacketCommand'
        "$failure" | Should -Be 'The device spec0 was closed in this session.'
    }

    It 'says so when the interface was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        (Get-FirstError { Send-TunPacket $device $bytes }).FullyQualifiedErrorId |
            Should -Be 'TunDeviceGone,TunPS.Commands.SendTunPacketCommand'
    }

    It 'says so when there is no device of a name' {
        (Get-FirstError { Send-TunPacket nosuch $bytes }).FullyQualifiedErrorId |
            Should -Be 'TunDeviceNotFound,TunPS.Commands.SendTunPacketCommand'
    }
}
