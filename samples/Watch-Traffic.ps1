<#
.SYNOPSIS
    Shows what the system sends into a network that does not exist.
.DESCRIPTION
    Makes a TUN device with an IPv4 and an IPv6 network behind it, and shows every packet that the system routes there,
    with a count by protocol at the end. So that there is something to see, the script itself pings, looks up a name
    and opens a TCP connection in that network; nobody answers. Ends after a few seconds, or on Ctrl+C.
.EXAMPLE
    ./samples/Watch-Traffic.ps1

    Watches its own traffic for three seconds.
.EXAMPLE
    ./samples/Watch-Traffic.ps1 -Seconds 60 -NoTraffic

    Watches what you send there from another terminal, such as curl http://198.51.100.7.
#>
#Requires -Modules TunPS
[CmdletBinding()]
param(
    # The addresses that the system has in the device's networks.
    [string[]] $Address = ('198.51.100.1/24', '2001:db8::1/64'),

    # How long to watch.
    [ValidateRange(1, 86400)]
    [int] $Seconds = 3,

    # Make no traffic; only watch.
    [switch] $NoTraffic
)

$device = New-TunDevice -Address $Address -ErrorAction Stop
$done = New-InterruptEvent
$other = [powershell]::Create([initialsessionstate]::CreateDefault2())
try {
    # In a runspace of its own; the event ends the receiving when the time is over.
    $null = $other.AddScript({
            param($Seconds, $Silent, $Done)
            try {
                $until = [DateTime]::UtcNow.AddSeconds($Seconds)
                if (-not $Silent) {
                    $null = [Net.NetworkInformation.Ping]::new().SendPingAsync('198.51.100.2', 1000)
                    $null = [Net.NetworkInformation.Ping]::new().SendPingAsync('2001:db8::2', 1000)

                    # A question of DNS: one header, one name, type A, class IN.
                    $name = "$([char] 7)example$([char] 3)com$([char] 0)"
                    $name = [Convert]::ToHexString([Text.Encoding]::ASCII.GetBytes($name))
                    $query = [Convert]::FromHexString("123401000001000000000000${name}00010001")
                    $null = [Net.Sockets.UdpClient]::new().Send($query, $query.Length, '198.51.100.53', 53)
                    $null = [Net.Sockets.TcpClient]::new().ConnectAsync('198.51.100.80', 80)
                }

                # In short pieces, because nothing can stop a sleep.
                while ([DateTime]::UtcNow -lt $until) {
                    [Threading.Thread]::Sleep(50)
                }
            }
            finally {
                $Done.Trigger()
            }
        }).AddArgument($Seconds).AddArgument([bool] $NoTraffic).AddArgument($done).BeginInvoke()

    $count = @{}
    Receive-TunPacket $device -Continuous -InterruptEvent $done -Timeout ($Seconds + 10) | ForEach-Object {
        $count["$($_.Protocol)"]++
        $_
    }

    $summary = foreach ($protocol in $count.Keys) { "$($count[$protocol]) $protocol" }
    "$($device.Name), $Seconds s: $($summary -join ', ')"
}
finally {
    $other.Stop()
    $other.Dispose()
    $done.Dispose()
    Remove-TunDevice $device
}
