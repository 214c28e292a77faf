BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $packet = New-TunPacket -Udp 192.0.2.2 192.0.2.1 -SourcePort 5353 -DestinationPort 53 -Payload 'ab cd ef 01' -Identification 1
    $bytes = $packet.Data
    $hex = [Convert]::ToHexString($bytes)
    $frame = [Convert]::FromHexString('ffffffffffff02005e10000208060001080006040001' + '02005e100002c6336402000000000000c6336401')

    # As tcpdump -X prints it, once for each packet.
    $dump = @(
        '12:00:00.000001 IP 192.0.2.2.5353 > 192.0.2.1.53: domain'
        "`t0x0000:  4500 0027 0001 0000 4011 f6c1 c000 0202  E..'....@......."
        "`t0x0010:  c000 0201 14e9 0035 0013 ca29 6162 2063  .......5...)ab.c"
        "`t0x0020:  6420 6566 2030 31                        d.ef.01"
    )
}

Describe 'ConvertTo-TunPacket' {
    It 'takes <As>' -ForEach @(
        @{ As = 'an array as an argument'; Convert = { ConvertTo-TunPacket $bytes } }
        @{ As = 'an array in the pipeline'; Convert = { , $bytes | ConvertTo-TunPacket } }
        @{ As = 'single bytes in the pipeline'; Convert = { $bytes | ConvertTo-TunPacket } }
        @{ As = 'numbers'; Convert = { [int[]] $bytes | ConvertTo-TunPacket } }
        @{ As = 'hex'; Convert = { $hex | ConvertTo-TunPacket } }
        @{ As = 'hex as an argument'; Convert = { ConvertTo-TunPacket $hex } }
        @{ As = 'hex in several lines'; Convert = { $hex.Insert(40, "`n").Insert(20, "`n") | ConvertTo-TunPacket } }
        @{ As = 'hex line by line'; Convert = { $hex.Substring(0, 40), $hex.Substring(40) | ConvertTo-TunPacket } }
        @{ As = 'a list of lines'; Convert = { ConvertTo-TunPacket ([Collections.Generic.List[string]] @([Convert]::ToHexString($bytes))) } }
        @{ As = 'base64'; Convert = { [Convert]::ToBase64String($bytes) | ConvertTo-TunPacket } }
        @{ As = 'a dump in one text'; Convert = { $dump -join "`n" | ConvertTo-TunPacket } }
        @{ As = 'a dump line by line'; Convert = { $dump | ConvertTo-TunPacket } }
        @{ As = 'a dump as an argument'; Convert = { ConvertTo-TunPacket $dump } }
        @{ As = 'a packet'; Convert = { $packet | ConvertTo-TunPacket } }
        @{ As = 'a PacketDotNet tree'; Convert = { $packet.Packet | ConvertTo-TunPacket } }
    ) {
        $converted = . $Convert
        $converted | Should -BeOfType ([TunPS.TunPacket])
        [Convert]::ToHexString($converted.Data) | Should -Be $hex
        $converted.Layer | Should -Be 'Tun'
    }

    It 'takes what Format-Hex shows' -Tag FullShell {
        $converted = $bytes | Format-Hex | Out-String -Width 120 | ConvertTo-TunPacket
        [Convert]::ToHexString($converted.Data) | Should -Be $hex
    }

    It 'takes several packets one after the other' {
        $dump + $dump | ConvertTo-TunPacket | Should -HaveCount 2
        $hex, $hex | ConvertTo-TunPacket | Should -HaveCount 2
        $bytes + $bytes | ConvertTo-TunPacket | Should -HaveCount 2
        $hex, $packet, $hex | ConvertTo-TunPacket | Should -HaveCount 3
    }

    It 'takes frames with -Layer Tap' {
        $frames = @(
            $frame | ConvertTo-TunPacket -Layer Tap
            [Convert]::ToHexString($frame) | ConvertTo-TunPacket -Layer Tap
            [TunPS.TunPacket]::new($frame, '', 'Tap').Packet | ConvertTo-TunPacket
        )
        $frames | Should -HaveCount 3
        $frames.Layer | Should -Be 'Tap', 'Tap', 'Tap'
        $frames.Info | Should -Be (@('Who has 198.51.100.1? Tell 198.51.100.2') * 3)
    }

    It 'gives a changed tree its checksums' {
        $tree = $packet.Packet
        $tree.PayloadPacket.DestinationPort = 99
        $expected = New-TunPacket -Udp 192.0.2.2 192.0.2.1 -SourcePort 5353 -DestinationPort 99 -Payload 'ab cd ef 01' -Identification 1
        [Convert]::ToHexString(($tree | ConvertTo-TunPacket).Data) | Should -Be ([Convert]::ToHexString($expected.Data))
    }

    It 'refuses <What>, and says why' -ForEach @(
        @{ What = 'a null'; Given = $null; Says = 'null' }
        @{ What = 'an empty text'; Given = ''; Says = 'no bytes' }
        @{ What = 'half a byte'; Given = "4500`n450"; Says = 'Line 2, column 1*odd' }
        @{ What = 'a word'; Given = 'what is this?'; Says = "'w' is no hex digit" }
        @{ What = 'half a dump'; Given = "0000  45 00`n0010  00"; Says = 'Line 1*16 bytes*2 can be read' }
        @{ What = 'a date'; Given = [datetime]::Now; Says = 'DateTime' }
        @{ What = 'a number'; Given = 300; Says = 'Int32' }
        @{ What = 'left bytes'; Given = 0x45; Says = 'left over' }
    ) {
        $failure = Get-FirstError { ConvertTo-TunPacket $Given }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.ConvertToTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -BeLike "*$Says*"
    }

    It 'says that a part of a tree is no packet' {
        "$(Get-FirstError { $packet.Packet.PayloadPacket | ConvertTo-TunPacket })" | Should -BeLike '*UdpPacket alone is no packet*'
    }

    It 'goes on with the next packet after one that is none' {
        $several = $null, $packet, 1.5, $packet | ConvertTo-TunPacket -ErrorAction SilentlyContinue -ErrorVariable failure
        $several | Should -HaveCount 2
        $failure | Should -HaveCount 2
    }
}
