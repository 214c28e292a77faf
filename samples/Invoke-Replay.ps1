<#
.SYNOPSIS
    Replays a capture into the system, and shows what arrives at a program.
.DESCRIPTION
    Makes a TUN device, and sends the packets of a capture file from it into the system: with the time between them that
    they had when they were captured, one right behind the other, or so many in a second. Shows the packets as a table,
    then the datagrams that a socket of the system received, and when.

    A capture of another network goes to addresses that this system does not have. With -Destination they are sent to
    one that it has: the addresses are changed, and the checksums with them. Ethernet frames are sent as the IP packets
    that they carry.
.EXAMPLE
    ./samples/Invoke-Replay.ps1

    Makes a capture of five datagrams, a fifth of a second apart, and replays it.
.EXAMPLE
    ./samples/Invoke-Replay.ps1 -Pace Asap

    The same, as fast as it goes.
.EXAMPLE
    ./samples/Invoke-Replay.ps1 -Path dns.pcapng -Destination 192.0.2.1 -Port 53 -Pace 10

    Sends the packets of a file to this system, ten in a second, and shows what comes to port 53.
#>
#Requires -Modules TunPS
[CmdletBinding()]
param(
    # The capture, pcapng or pcap. By default the script makes one.
    [string] $Path,

    # Recorded, Asap, or a number of packets a second.
    [TunPS.PacketPace] $Pace = 'Recorded',

    # Where to send the packets, instead of where they went.
    [ipaddress] $Destination,

    # The address that the system has in the device's network.
    [string] $Address = '192.0.2.1/24',

    # The UDP port at which the socket waits.
    [ValidateRange(1, 65535)]
    [int] $Port = 4001
)

$device = New-TunDevice -Address $Address -ErrorAction Stop
$done = New-InterruptEvent
$listener = [powershell]::Create([initialsessionstate]::CreateDefault2())
$folder = $socket = $null
try {
    if (-not $Path) {
        # Datagrams of a made-up host, with times a fifth of a second apart.
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-')
        $Path = "$folder/made.pcapng"
        $server = [ipaddress] $Address.Split('/')[0]
        $start = [DateTime]::Now
        1..5 | ForEach-Object {
            $datagram = New-TunPacket -Udp 192.0.2.7 $server -SourcePort 5000 -DestinationPort $Port -Payload "tick $_"
            [TunPS.TunPacket]::new($datagram.Data, $null, 'Tun', $start.AddMilliseconds(200 * $_))
        } | Export-TunCapture $Path
    }

    # The program that the packets are for: a socket in a runspace of its own.
    $socket = [Net.Sockets.UdpClient]::new($Port)
    $arrivals = $listener.AddScript({
            param($Socket, $Done)
            $watch = [Diagnostics.Stopwatch]::new()
            while (-not $Done.IsTriggered -or $Socket.Available) {
                if (-not $Socket.Client.Poll(50000, 'SelectRead')) {
                    continue
                }

                # The clock begins with the first one.
                $from = $null
                $payload = $Socket.Receive([ref] $from)
                $seconds = $watch.Elapsed.TotalSeconds.ToString('0.000', [cultureinfo]::InvariantCulture)
                $watch.Start()
                "$seconds s: $($payload.Length) bytes from ${from}: $([Text.Encoding]::UTF8.GetString($payload))"
            }
        }).AddArgument($socket).AddArgument($done).BeginInvoke()

    Import-TunCapture $Path | ForEach-Object {
        $ip = if ($_.Layer -eq 'Tap') { $_.Packet.PayloadPacket } else { $_.Packet }
        if ($ip -is [PacketDotNet.IPPacket]) {
            if ($Destination -and $Destination.AddressFamily -eq $ip.DestinationAddress.AddressFamily) {
                $ip.DestinationAddress = $Destination
            }

            # The packet in a frame has no time of its own; it is given that of the frame.
            [TunPS.TunPacket]::new(($ip | ConvertTo-TunPacket).Data, $_.Device, 'Tun', $_.Timestamp)
        }
    } | Send-TunPacket $device -Pace $Pace -PassThru

    $done.Trigger()
    $lines = $listener.EndInvoke($arrivals)
    $lines
    "Datagrams that arrived at port ${Port}: $(@($lines).Count)"
    if (-not $lines) {
        exit 1
    }
}
finally {
    $done.Trigger()
    $listener.Stop()
    $listener.Dispose()
    if ($socket) {
        $socket.Dispose()
    }

    if ($folder) {
        $folder.Delete($true)
    }

    $done.Dispose()
    Remove-TunDevice $device
}
