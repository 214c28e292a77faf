BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # A TCP segment, and a frame with a VLAN tag and an ARP request.
    $segment = [Convert]::FromHexString(
        '4500003412340000400600 00c0000201c00002029c400050000003e8000007d0601800640000000002 0405b4616263 646566 6768'.Replace(' ', ''))
    $frame = [Convert]::FromHexString(
        'ffffffffffff02005e10000281000064080600010800060400 0102005e100001c0000201000000000000c0000202'.Replace(' ', ''))
    $tcp = [TunPS.TunPacket]::new($segment, 'tun0', [TunPS.TunLayer]::Tun)
    $arp = [TunPS.TunPacket]::new($frame, 'tap0', [TunPS.TunLayer]::Tap)
    $line = '40000 → 80 [PSH, ACK] Seq=1000 Ack=2000 Win=100 Len=8 MSS=1460'
}

Describe 'A packet' {
    It 'says what Wireshark says' {
        $tcp.Info | Should -Be $line
        $arp.Info | Should -Be 'Who has 192.0.2.2? Tell 192.0.2.1'
    }

    It 'has typed properties to choose by' {
        $tcp.TcpFlags.HasFlag([TunPS.TcpFlags]::Psh) | Should -BeTrue
        $tcp.TcpFlags -band 'Syn' | Should -Be 0
        [Text.Encoding]::ASCII.GetString($tcp.Payload) | Should -Be 'abcdefgh'
        $arp.VlanId | Should -Be 100
        $arp.Payload | Should -BeNullOrEmpty
    }

    It 'has layers' {
        $tcp.Layers.Name | Should -Be 'IPv4', 'TCP', 'Payload'
        "$($arp.Layers[2])" | Should -Be 'ARP: Who has 192.0.2.2? Tell 192.0.2.1'
    }

    It 'is a tree of objects with known types' {
        [PacketDotNet.TcpPacket] | Should -Not -BeNullOrEmpty
        $tcp.Packet.Extract[PacketDotNet.TcpPacket]().WindowSize | Should -Be 100
    }

    It 'is shown by Format-List with its layers' -Tag FullShell {
        $text = $tcp | Format-List | Out-String -Width 100
        $text | Should -Match '(?m)^TcpFlags +: Psh, Ack\r?$'
        $text | Should -Match '(?m)^Layers +: IPv4: 192\.0\.2\.1 → 192\.0\.2\.2, TTL 64, ID 0x1234, TCP\r?$'
        $text | Should -Match "(?m)^ +TCP: $([regex]::Escape($line))\r?$"
        ($text -split "`n").ForEach('TrimEnd').Where({ $_.Length -gt 100 }) | Should -BeNullOrEmpty
    }

    It 'is shown by Format-Custom with its bytes' -Tag FullShell {
        $text = $tcp | Format-Custom | Out-String -Width 100
        $text | Should -Match '(?m)^0000   45 00 00 34 12 34 00 00 40 06 00 00 c0 00 02 01   E\.\.4\.4\.\.@\.\.\.\.\.\.\.\r?$'
        $text | Should -Match '(?m)^  Payload: 8 bytes'
    }

    It 'is shown by a table that is as wide as its addresses with -AutoSize' -Tag FullShell {
        $bytes = [Convert]::FromHexString('6000000000021140' + '20010db8aaaabbbbccccddddeeee0001' + '20010db8aaaabbbbccccddddeeee0002' + '0102')
        $packet = [TunPS.TunPacket]::new($bytes)
        $packet | Format-Table -AutoSize | Out-String -Width 160 | Should -Match '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1 +2001:db8:'
    }

    It 'crosses to another process with its summary and its bytes, and no more' -Tag FullShell {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($tcp))
        $copy.PSObject.TypeNames | Should -Contain 'Deserialized.TunPS.TunPacket'
        $copy.Info | Should -Be $line
        "$($copy.Source)" | Should -Be '192.0.2.1'
        $copy.DestinationPort | Should -Be 80
        [Convert]::ToHexString($copy.Data) | Should -Be ([Convert]::ToHexString($segment))
        $copy.PSObject.Properties.Name | Should -Not -Contain 'Packet'
        $copy.PSObject.Properties.Name | Should -Not -Contain 'Layers'
        $copy.PSObject.Properties.Name | Should -Not -Contain 'HexDump'
    }

    It 'is a packet again for the cmdlets that take one' -Tag FullShell {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($arp))
        $packet = $copy | ConvertTo-TunPacket
        $packet | Should -BeOfType ([TunPS.TunPacket])
        $packet.Info, $packet.Layer, $packet.Device, $packet.UnixTimeNanoseconds |
            Should -Be $arp.Info, 'Tap', 'tap0', $arp.UnixTimeNanoseconds
    }

    It 'comes out of a job as a packet that can be read' -Tag FullShell {
        $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
        $copy = Start-Job {
            Import-Module $using:module
            [TunPS.TunPacket]::new($using:segment, 'tun0', 'Tun')
        } | Receive-Job -Wait -AutoRemoveJob
        $copy.Info | Should -Be $line
        $copy.TcpFlags | Should -Be 'Psh, Ack'
        [TunPS.TunPacket]::new($copy.Data).Info | Should -Be $line
    }
}
