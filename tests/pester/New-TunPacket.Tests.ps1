BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # What the system answers on the device, as soon as there is something of that protocol.
    function Receive-Answer([string] $Protocol) {
        do { $answer = Receive-TunPacket $device -Timeout 5 } until (-not $answer -or $answer.Protocol -eq $Protocol)
        $answer
    }
}

Describe 'New-TunPacket' {
    It 'takes the names that other commands and the packets have' {
        $packet = New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -Port 80 -TcpFlags Psh, Ack
        $packet.DestinationPort, "$($packet.TcpFlags)" | Should -Be 80, 'Psh, Ack'
    }

    It 'refuses the protocol <Number>' -ForEach @{ Number = 256 }, @{ Number = 300 } {
        $failure = Get-FirstError { New-TunPacket -Protocol $Number 192.0.2.2 192.0.2.1 }
        "$failure" | Should -BeLike '*0 to 255*'
    }

    It 'refuses the address <Value>, wherever it stands' -ForEach @(
        @{ Value = '192.0.2.300' }
        @{ Value = 'localhost' }
        @{ Value = '192.0.2.1/24' }
        @{ Value = 10.1 }
    ) {
        $good = '192.0.2.1'
        $says = "*'$Value' is no address: write it as 192.0.2.1 or 2001:db8::1."
        "$(Get-FirstError { New-TunPacket -Echo $Value $good })" | Should -BeLike $says
        "$(Get-FirstError { New-TunPacket -Echo $good $Value })" | Should -BeLike $says
        "$(Get-FirstError { New-TunPacket -Echo -Source $good -Destination $Value })" | Should -BeLike $says
        "$(Get-FirstError { New-TunPacket $Value })" | Should -BeLike $says
    }

    It 'refuses the port <Value>' -ForEach @{ Value = 'http' }, @{ Value = 65536 }, @{ Value = -1 } {
        $says = "*'$Value' is no port: write 0 to 65535."
        "$(Get-FirstError { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort $Value })" | Should -BeLike $says
        $ports = @{ SourcePort = $Value; DestinationPort = 53 }
        "$(Get-FirstError { New-TunPacket -Tcp 192.0.2.2 192.0.2.1 @ports })" | Should -BeLike $says
    }

    It 'makes <What>' -ForEach @(
        @{ What = 'an echo request'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 }; Length = 28; Protocol = 'Icmp' }
        @{ What = 'one of IPv6'; Make = { New-TunPacket -Echo 2001:db8::2 2001:db8::1 -Payload abc }; Length = 51; Protocol = 'IcmpV6' }
        @{ What = 'a datagram'; Make = { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 -Payload hello }; Length = 33; Protocol = 'Udp' }
        @{ What = 'a segment'; Make = { New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -DestinationPort 80 }; Length = 40; Protocol = 'Tcp' }
        @{ What = 'a protocol by its name'; Make = { New-TunPacket -Protocol Gre 192.0.2.2 192.0.2.1 -Payload 0, 0 }; Length = 22; Protocol = 'Gre' }
        @{ What = 'a protocol by its number'; Make = { New-TunPacket -Protocol 253 192.0.2.2 192.0.2.1 }; Length = 20; Protocol = '253' }
    ) {
        $packet = . $Make
        $packet | Should -BeOfType ([TunPS.TunPacket])
        $packet.Length | Should -Be $Length
        "$($packet.Protocol)" | Should -Be $Protocol
        $packet.Layer | Should -Be 'Tun'
        $packet.HopLimit | Should -Be 64
    }

    It 'takes the payload as <As>' -ForEach @(
        @{ As = 'a text'; Payload = 'añ'; Bytes = 0x61, 0xC3, 0xB1 }
        @{ As = 'bytes'; Payload = [byte[]](1, 2, 255); Bytes = 1, 2, 255 }
        @{ As = 'numbers'; Payload = 1, 2, 255; Bytes = 1, 2, 255 }
        @{ As = 'one number'; Payload = 7; Bytes = 7 }
        @{ As = 'a list'; Payload = [Collections.Generic.List[byte]]::new([byte[]](8, 9)); Bytes = 8, 9 }
        @{ As = 'an empty array'; Payload = [byte[]]@(); Bytes = @() }
    ) {
        $packet = New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 -Payload $Payload
        $packet.Length | Should -Be (28 + @($Bytes).Count)
        [byte[]] $expected = $Bytes
        [Convert]::ToHexString($packet.Data, 28, $packet.Length - 28) | Should -Be ([Convert]::ToHexString($expected))
    }

    It 'refuses a payload that is <What>' -ForEach @(
        @{ What = 'a number too large'; Payload = 256; Says = '256' }
        @{ What = 'negative'; Payload = @(1, -1); Says = '-1' }
        @{ What = 'a list of texts'; Payload = @('a', 'b'); Says = 'a' }
    ) {
        $failure = Get-FirstError { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 -Payload $Payload }
        "$failure" | Should -BeLike "*'$Says' is no byte*"
    }

    It 'takes a source port that nobody uses when none is given' {
        $ports = 1..5 | ForEach-Object { (New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53).SourcePort }
        $ports | Where-Object { $_ -lt 49152 -or $_ -gt 65535 } | Should -BeNullOrEmpty
        (New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -SourcePort 7 -DestinationPort 9).SourcePort | Should -Be 7
    }

    It 'sets what is asked for' {
        $packet = New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -SourcePort 7 -DestinationPort 9 -Flags Psh, Ack -SequenceNumber 4000000000 `
            -AcknowledgmentNumber 5 -Window 6 -Mss 1000 -HopLimit 3 -TrafficClass 0xB8 -Identification 8 -DontFragment
        $tree = $packet.Packet
        $tree.TimeToLive, $tree.TypeOfService, $tree.Id, $tree.FragmentFlags | Should -Be 3, 0xB8, 8, 2
        $tcp = $tree.PayloadPacket
        $tcp.SequenceNumber, $tcp.AcknowledgmentNumber, $tcp.WindowSize | Should -Be 4000000000, 5, 6
        $tcp.Push, $tcp.Acknowledgment, $tcp.Synchronize | Should -Be $true, $true, $false
        $echo = (New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Id 0x1234 -SequenceNumber 77).Packet.PayloadPacket
        $echo.Id, $echo.Sequence | Should -Be 0x1234, 77
    }

    It 'makes a frame when MAC addresses are given' {
        $mac = @{ SourceMacAddress = '02:00:5e:10:00:02'; DestinationMacAddress = '02-00-5E-10-00-01' }
        $frame = New-TunPacket -Echo 192.0.2.2 192.0.2.1 @mac -VlanId 5
        $frame.Layer, $frame.EtherType, $frame.Length | Should -Be 'Tap', 'IPv4', 46
        "$($frame.SourceMacAddress)" | Should -Be '02005E100002'
        "$($frame.DestinationMacAddress)" | Should -Be '02005E100001'
        (New-TunPacket -Echo 192.0.2.2 192.0.2.1 @mac).Length | Should -Be 42
    }

    It 'makes fragments of what is longer than the MTU' {
        $fragments = New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 -Payload ([byte[]]::new(3000)) -Mtu 1500
        $fragments | ForEach-Object Length | Should -Be 1500, 1500, 68
        New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 -Payload ([byte[]]::new(3000)) | Should -HaveCount 1
    }

    It 'answers an echo request in the pipeline' {
        $request = New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Id 9 -SequenceNumber 8 -Payload 'data'
        $reply = $request | New-TunPacket
        $reply.Info | Should -BeLike 'Echo (ping) reply*'
        "$($reply.Source)", "$($reply.Destination)" | Should -Be '192.0.2.1', '192.0.2.2'
        $reply.Data[24..31] | Should -Be $request.Data[24..31]
    }

    It 'answers a datagram with a payload' {
        $question = New-TunPacket -Udp 2001:db8::2 2001:db8::1 -SourcePort 5353 -DestinationPort 53
        $answer = New-TunPacket -ReplyTo $question -Payload 'answer' -HopLimit 7
        $answer.SourcePort, $answer.DestinationPort, $answer.HopLimit, $answer.Length | Should -Be 53, 5353, 7, 54
    }

    It 'answers a SYN with <Flags>' -ForEach @(
        @{ Arguments = @{}; Flags = 'Syn, Ack' }
        @{ Arguments = @{ Flags = 'Rst' }; Flags = 'Rst, Ack' }
    ) {
        $syn = New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -DestinationPort 80 -SequenceNumber 1000
        $reply = $syn | New-TunPacket @Arguments
        [TunPS.TcpFlags] $reply.Data[33] | Should -Be $Flags
        $reply.Packet.PayloadPacket.AcknowledgmentNumber | Should -Be 1001
    }

    It 'says which packet cannot be answered, and goes on with the next one' {
        $request = New-TunPacket -Echo 192.0.2.2 192.0.2.1
        $reply = $request | New-TunPacket
        $answers = $reply, $request | New-TunPacket -ErrorAction SilentlyContinue -ErrorVariable failure
        $answers | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be 'TunNoReply,TunPS.Commands.NewTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.TargetObject -eq $reply | Should -BeTrue
        "$failure" | Should -BeLike '*only echo requests*'
    }

    It 'needs to know who answers a multicast' {
        $question = New-TunPacket -Udp 192.0.2.2 224.0.0.251 -DestinationPort 5353
        "$(Get-FirstError { $question | New-TunPacket })" | Should -BeLike '*224.0.0.251*give the source*'
        ($question | New-TunPacket -Source 192.0.2.1).Source.ToString() | Should -Be '192.0.2.1'
    }

    It 'refuses <What>, and says why' -ForEach @(
        @{ What = 'two families'; Make = { New-TunPacket -Echo 192.0.2.2 2001:db8::1 }; Says = 'one family' }
        @{ What = 'too much'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Payload ([byte[]]::new(65508)) }; Says = '65515' }
        @{ What = 'a small MTU'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Payload 'some' -Mtu 20 }; Says = 'MTU 20 is too small' }
        @{ What = 'a long packet'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Payload (1..99) -Mtu 99 -DontFragment }; Says = 'must not be fragmented' }
        @{ What = 'half a frame'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -VlanId 5 }; Says = 'both MAC addresses' }
        @{ What = 'no MAC address'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -SourceMacAddress abc }; Says = "'abc' is no MAC address" }
        @{ What = 'a long number'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -SequenceNumber 65536 }; Says = '16 bits' }
        @{ What = 'a long identification'; Make = { New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Identification 65536 }; Says = '16 bits' }
    ) {
        $failure = Get-FirstError $Make
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunPacketCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike "*$Says*"
    }

    It 'completes the names of protocols and flags' -Tag FullShell {
        (TabExpansion2 'New-TunPacket -Protocol Ic').CompletionMatches.CompletionText | Should -Be 'Icmp', 'IcmpV6'
        (TabExpansion2 'New-TunPacket -Tcp -Flags S').CompletionMatches.CompletionText | Should -Contain 'Syn'
    }
}

Describe 'New-TunPacket with a device' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
    }

    AfterEach {
        Remove-TunDevice *
    }

    It 'makes what the system answers' {
        New-TunPacket -Echo 192.0.2.2 192.0.2.1 -Payload 'hello' | Send-TunPacket $device
        (Receive-Answer Icmp).Info | Should -BeLike 'Echo (ping) reply*'
        New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -DestinationPort 9 | Send-TunPacket $device
        [TunPS.TcpFlags] (Receive-Answer Tcp).Data[33] | Should -Be 'Rst, Ack'
    }

    It 'opens a connection with a listening program' {
        $listener = [Net.Sockets.TcpListener]::new('192.0.2.1', 0)
        $listener.Start()
        New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -DestinationPort $listener.LocalEndpoint.Port | Send-TunPacket $device
        $answer = Receive-Answer Tcp
        $answer | New-TunPacket | Send-TunPacket $device
        $answer | New-TunPacket -Flags Psh, Ack -Payload "hello`n" | Send-TunPacket $device
        $client = $listener.AcceptTcpClient()
        $client.ReceiveTimeout = 5000
        [IO.StreamReader]::new($client.GetStream()).ReadLine() | Should -Be 'hello'

        # Without a FIN, which the kernel would send again and again into the devices of the next specs.
        $client.LingerState = [Net.Sockets.LingerOption]::new($true, 0)
        $client.Dispose()
        $listener.Stop()
    }

    It 'refuses a connection that the system wants' {
        $client = [Net.Sockets.TcpClient]::new()
        $connecting = $client.ConnectAsync('192.0.2.2', 80)
        Receive-Answer Tcp | New-TunPacket -Flags Rst | Send-TunPacket $device
        "$(Get-FirstError { $connecting.GetAwaiter().GetResult() })" | Should -BeLike '*refused*'
        $client.Dispose()
    }

    It 'answers ARP and then pings on a TAP device' {
        Remove-TunDevice $device
        $device = New-TunDevice spec1 -Layer Tap -Address 198.51.100.1/24 @quiet
        $ping = [Net.NetworkInformation.Ping]::new().SendPingAsync('198.51.100.2', 5000)
        Receive-TunPacket $device -Timeout 5 | New-TunPacket -SourceMacAddress 00:00:5e:00:53:02 | Send-TunPacket $device
        Receive-Answer Icmp | New-TunPacket | Send-TunPacket $device
        $ping.GetAwaiter().GetResult().Status | Should -Be 'Success'
    }
}
