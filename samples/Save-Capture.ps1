<#
.SYNOPSIS
    Captures what the system sends into a network that does not exist, for Wireshark.
.DESCRIPTION
    Makes a TUN device with an IPv4 and an IPv6 network behind it, and writes every packet that the system routes there
    to a pcapng file. Shows the number of packets by protocol, once a second. So that there is something to capture, the
    script itself pings, sends a datagram and opens a TCP connection in that network; nobody answers. Ends after a few
    seconds, or on Ctrl+C: the file is good up to the last packet however it ends.
.EXAMPLE
    ./samples/Save-Capture.ps1

    Captures its own traffic for three seconds to capture.pcapng.
.EXAMPLE
    ./samples/Save-Capture.ps1 -Path day.pcapng -Seconds 86400 -NoTraffic

    Captures for a day what others send there.
.EXAMPLE
    ./samples/Save-Capture.ps1 -Wireshark -Seconds 60

    Shows the packets in Wireshark as they come.
#>
#Requires -Modules TunPS
[CmdletBinding(DefaultParameterSetName = 'File')]
param(
    # The file to write.
    [Parameter(ParameterSetName = 'File')]
    [string] $Path = 'capture.pcapng',

    # Overwrite the file when there is one.
    [Parameter(ParameterSetName = 'File')]
    [switch] $Force,

    # Show the packets in Wireshark instead, by way of a named pipe.
    [Parameter(ParameterSetName = 'Wireshark', Mandatory)]
    [switch] $Wireshark,

    # The addresses that the system has in the device's networks.
    [string[]] $Address = ('198.51.100.1/24', '2001:db8::1/64'),

    # How long to capture.
    [ValidateRange(1, 86400)]
    [int] $Seconds = 3,

    # Make no traffic; only capture.
    [switch] $NoTraffic
)

$ErrorActionPreference = 'Stop'
$device = New-TunDevice -Address $Address
$done = New-InterruptEvent
$other = [powershell]::Create([initialsessionstate]::CreateDefault2())
$folder = $window = $null
try {
    if ($Wireshark) {
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-')
        $Path = "$folder/live.pcapng"
        mkfifo $Path
        $window = [Diagnostics.Process]::Start('wireshark', [string[]] ('-k', '-i', $Path))
    }

    # In a runspace of its own; the event ends the receiving when the time is over.
    $null = $other.AddScript({
            param($Seconds, $Silent, $Done)
            try {
                if (-not $Silent) {
                    $null = [Net.NetworkInformation.Ping]::new().SendPingAsync('198.51.100.2', 1000)
                    $null = [Net.NetworkInformation.Ping]::new().SendPingAsync('2001:db8::2', 1000)
                    $null = [Net.Sockets.UdpClient]::new().Send([byte[]]::new(29), 29, '198.51.100.53', 4001)
                    $null = [Net.Sockets.TcpClient]::new().ConnectAsync('198.51.100.80', 80)
                }

                # In short pieces, because nothing can stop a sleep.
                $until = [DateTime]::UtcNow.AddSeconds($Seconds)
                while ([DateTime]::UtcNow -lt $until) {
                    [Threading.Thread]::Sleep(50)
                }
            }
            finally {
                $Done.Trigger()
            }
        }).AddArgument($Seconds).AddArgument([bool] $NoTraffic).AddArgument($done).BeginInvoke()

    $count = @{}
    $bytes = 0
    $watch = [Diagnostics.Stopwatch]::StartNew()
    Receive-TunPacket $device -Continuous -InterruptEvent $done -Timeout ($Seconds + 10) |
        Export-TunCapture $Path -Force:$Force -PassThru |
        ForEach-Object {
            $count["$($_.Protocol)"]++
            $bytes += $_.Length
            if ($watch.Elapsed.TotalSeconds -ge 1) {
                $watch.Restart()
                "$($_.Timestamp.ToString('HH:mm:ss')) $($count.Keys.ForEach{ "$($count[$_]) $_" } -join ', ')"
            }
        }

    $packets = 0
    $count.Values.ForEach{ $packets += $_ }
    "$($device.Name): $packets packets, $bytes bytes: $($count.Keys.ForEach{ "$($count[$_]) $_" } -join ', ')"
    if ($Wireshark) {
        'Save them in Wireshark, if you want to keep them.'
    }
    else {
        "Open them: wireshark $Path, or tshark -r $Path, or Import-TunCapture $Path."
    }
}
finally {
    $other.Stop()
    $other.Dispose()
    $done.Dispose()
    if ($folder) {
        # Wireshark itself stays open.
        if ($window) {
            $window.Dispose()
        }

        $folder.Delete($true)
    }

    Remove-TunDevice $device
}
