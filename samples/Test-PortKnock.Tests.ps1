<#
.SYNOPSIS
    Tests a port-knock daemon, with clients that do not exist.
.DESCRIPTION
    The daemon waits for datagrams at three ports. Whoever knocks there in the right order finds a door: a TCP port that
    is open for that address, and for no other. To test that takes clients with addresses of their own, which is what a
    TUN device gives: the tests make the packets of each client, and see what the system answers.

    The daemon here is a small one of sockets. To test your own in its place, start and stop it in BeforeEach and
    AfterEach, give its ports and the door, and wait in Send-Knock for its log.
.EXAMPLE
    Invoke-Pester ./samples/Test-PortKnock.Tests.ps1 -Output Detailed

    Needs Pester 5.5 or later.
#>
BeforeAll {
    if (-not (Get-Module TunPS)) {
        Import-Module "$PSScriptRoot/../out/TunPS"
    }

    $server = [ipaddress] '192.0.2.1'
    $first, $second, $third = 7001, 7002, 7003
    $door = 2222
    $closed = 2223

    # The daemon, in a runspace of its own. What it has heard can be read in $Log.
    $daemon = {
        param($Server, $Ports, $Door, $Log, $Stop)

        # What the door lets in, in BPF: segments whose IP source is one address. The system drops in silence what the
        # filter of a socket does not take.
        function Set-Guest($Listener, [ipaddress] $Guest) {
            $source = $Guest.GetAddressBytes()
            $program = [byte[]] @(
                0x20, 0, 0, 0, 12, 0, 0xF0, 0xFF    # ld the word at 12 of the IP header
                0x15, 0, 0, 1; $source[3..0]        # jeq the guest, else one further
                0x06, 0, 0, 0, 255, 255, 0, 0       # ret: take it
                0x06, 0, 0, 0, 0, 0, 0, 0           # ret 0: drop it
            )
            $pin = [Runtime.InteropServices.GCHandle]::Alloc($program, 'Pinned')
            try {
                # SO_ATTACH_FILTER of SOL_SOCKET: the number of instructions, and where they are.
                $where = [BitConverter]::GetBytes($pin.AddrOfPinnedObject().ToInt64())
                $Listener.Server.SetRawSocketOption(1, 26, [byte[]] @(4, 0, 0, 0, 0, 0, 0, 0; $where))
            }
            finally {
                $pin.Free()
            }
        }

        $listener = [Net.Sockets.TcpListener]::new($Server, $Door)
        $sockets = foreach ($port in $Ports) { [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new($Server, $port)) }
        try {
            $progress = @{}
            $Log.Enqueue('ready')
            while (-not $Stop.IsTriggered) {
                $ready = [Collections.Generic.List[Net.Sockets.Socket]] @($sockets.Client)
                [Net.Sockets.Socket]::Select($ready, $null, $null, 20000)
                foreach ($socket in $ready) {
                    $knock = [Net.IPEndPoint]::new(0, 0)
                    $null = $sockets.Where{ $_.Client -eq $socket }.Receive([ref] $knock)
                    $from = "$($knock.Address)"
                    $port = $socket.LocalEndPoint.Port
                    $expected = $Ports[[int] $progress[$from]]
                    $isRight = $port -eq $expected
                    $progress[$from] = if ($isRight) { 1 + $progress[$from] } else { [int] ($port -eq $Ports[0]) }
                    if ($progress[$from] -eq $Ports.Count) {
                        $progress[$from] = 0
                        Set-Guest $listener $knock.Address
                        $listener.Start()
                    }

                    $Log.Enqueue("$from knocked at $port")
                }
            }
        }
        finally {
            $listener.Stop()
            $sockets.Dispose()
        }
    }

    # Waits until the daemon has heard so much.
    function Wait-Daemon([int] $Count) {
        $patience = [Diagnostics.Stopwatch]::StartNew()
        while ($log.Count -lt $Count) {
            if ($patience.Elapsed.TotalSeconds -gt 20) {
                throw "The daemon heard only: $($log -join ', ')."
            }

            [Threading.Thread]::Sleep(5)
        }
    }

    # Knocks at one port after the other, each time when the daemon has heard the last knock.
    function Send-Knock([ipaddress] $From, [int[]] $Port) {
        foreach ($number in $Port) {
            $heard = $log.Count
            New-TunPacket -Udp $From $server -DestinationPort $number | Send-TunPacket $device
            Wait-Daemon ($heard + 1)
        }
    }

    # What a client gets who tries the door: the flags of the answer, or silence. The system answers in turn, and so
    # all has come when the answer of a port that is closed for everybody is there.
    function Get-Answer([ipaddress] $From) {
        $door, $closed |
            ForEach-Object { New-TunPacket -Tcp $From $server -DestinationPort $_ } |
            Send-TunPacket $device
        $answer = 'silence'
        do {
            $packet = Receive-TunPacket $device -Protocol Tcp -Destination $From -Port $door, $closed -Timeout 5
            if ($packet.SourcePort -eq $door) {
                $answer = "$($packet.TcpFlags)"
            }
        } while ($packet -and $packet.SourcePort -ne $closed)
        $answer
    }
}

Describe 'The port-knock daemon' {
    BeforeEach {
        $device = New-TunDevice -Address "$server/24" -Mtu 1279 -ErrorAction Stop
        $log = [Collections.Concurrent.ConcurrentQueue[string]]::new()
        $stop = New-InterruptEvent
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript($daemon).AddArgument($server)
        $shell = $shell.AddArgument(@($first, $second, $third)).AddArgument($door).AddArgument($log).AddArgument($stop)
        $running = $shell.BeginInvoke()
        Wait-Daemon 1
    }

    AfterEach {
        $stop.Trigger()
        $null = $shell.EndInvoke($running)
        $shell.Dispose()
        $stop.Dispose()
        Remove-TunDevice $device
    }

    It 'has its door closed at first' {
        Get-Answer 192.0.2.10 | Should -Be 'Rst, Ack'
    }

    It 'opens the door after the right knocks' {
        Send-Knock 192.0.2.10 $first, $second, $third
        Get-Answer 192.0.2.10 | Should -Be 'Syn, Ack'
    }

    It 'leaves the door closed after <Name>' -ForEach @(
        @{ Name = 'a wrong order'; Knocks = 7001, 7003, 7002 }
        @{ Name = 'two of the knocks'; Knocks = 7001, 7002 }
        @{ Name = 'a knock that comes between'; Knocks = 7001, 7002, 7001, 7003 }
        @{ Name = 'the last knocks only'; Knocks = 7002, 7003, 7003 }
    ) {
        Send-Knock 192.0.2.10 $Knocks
        Get-Answer 192.0.2.10 | Should -Be 'Rst, Ack'
    }

    It 'opens the door when the right knocks follow wrong ones' {
        Send-Knock 192.0.2.10 $third, $second, $first, $second, $third
        Get-Answer 192.0.2.10 | Should -Be 'Syn, Ack'
    }

    It 'opens the door for nobody but who knocked' {
        Send-Knock 192.0.2.10 $first, $second, $third
        Get-Answer 192.0.2.20 | Should -Be 'silence'
        Get-Answer 192.0.2.10 | Should -Be 'Syn, Ack'
    }

    It 'does not take the knocks of two for those of one' {
        Send-Knock 192.0.2.10 $first, $second
        Send-Knock 192.0.2.20 $third
        Get-Answer 192.0.2.10 | Should -Be 'Rst, Ack'
        Get-Answer 192.0.2.20 | Should -Be 'Rst, Ack'
    }
}
