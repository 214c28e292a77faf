<#
.SYNOPSIS
    Answers the system's own pings to a host that does not exist.
.DESCRIPTION
    Makes a TUN device with an address, and pings a made-up host in its network. The system routes the echo requests
    into the device, where this script receives them, turns each one into its reply and sends it back. Shows the
    packets as a table, then the round-trip times as the system saw them.

    Ends by itself after the last ping. With -Continuous it makes no pings of its own and answers everybody's, until
    Ctrl+C.
.EXAMPLE
    ./samples/Reply-Ping.ps1

    Four pings, four replies.
.EXAMPLE
    ./samples/Reply-Ping.ps1 -Continuous

    Answers a ping 192.0.2.2 that you type in another terminal.
#>
#Requires -Modules TunPS
[CmdletBinding(DefaultParameterSetName = 'Count')]
param(
    # The address that the system has in the device's network.
    [string] $Address = '192.0.2.1/24',

    # The host that does not exist; it lies in the same network.
    [ipaddress] $MadeUpHost = '192.0.2.2',

    # How many pings to make.
    [Parameter(ParameterSetName = 'Count')]
    [ValidateRange(1, 1000)]
    [int] $Count = 4,

    # Answer others' pings, until Ctrl+C.
    [Parameter(ParameterSetName = 'Continuous', Mandatory)]
    [switch] $Continuous
)

$device = New-TunDevice -Address $Address -ErrorAction Stop
$done = New-InterruptEvent
$pinger = [powershell]::Create([initialsessionstate]::CreateDefault2())
try {
    if (-not $Continuous) {
        # In a runspace of its own, as if somebody typed ping in another terminal. Its last act ends the receiving.
        $pings = $pinger.AddScript({
                param($Target, $Count, $Done)
                try {
                    $ping = [Net.NetworkInformation.Ping]::new()
                    foreach ($number in 1..$Count) {
                        $watch = [Diagnostics.Stopwatch]::StartNew()
                        $status = $ping.Send($Target, 2000).Status
                        $milliseconds = $watch.Elapsed.TotalMilliseconds.ToString(
                            '0.00', [cultureinfo]::InvariantCulture)
                        "ping $number to ${Target}: $status, round trip $milliseconds ms"
                    }
                }
                finally {
                    $Done.Trigger()
                }
            }).AddArgument($MadeUpHost).AddArgument($Count).AddArgument($done).BeginInvoke()
    }

    $timeout = if ($Continuous) { -1 } else { 10 }
    Receive-TunPacket $device -Continuous -InterruptEvent $done -Timeout $timeout |
        Where-Object { $_.Destination -eq $MadeUpHost -and $_.Info -like 'Echo (ping) request*' } |
        ForEach-Object {
            $_
            $_ | New-TunPacket | Send-TunPacket $device -PassThru
        }

    if (-not $Continuous) {
        $lines = $pinger.EndInvoke($pings)
        $lines
        $answered = @($lines -like '*: Success,*').Count
        "$answered of $Count pings answered"
        if ($answered -lt $Count) {
            exit 1
        }
    }
}
finally {
    $pinger.Stop()
    $pinger.Dispose()
    $done.Dispose()
    Remove-TunDevice $device
}
