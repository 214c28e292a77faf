<#
.SYNOPSIS
    Plays a whole host on an Ethernet: answers ARP, and then the pings.
.DESCRIPTION
    Makes a TAP device with an address, and pings a made-up host in its network. On an Ethernet the system first has to
    learn the MAC address of that host: it asks by ARP who has the IP address. This script receives the question as an
    Ethernet frame and answers it; the system then sends its echo requests in frames to that MAC address, and the script
    answers these, too. Shows the frames as a table, then the round-trip times as the system saw them.

    Ends by itself after the last ping. With -Continuous it makes no pings of its own and answers everybody's, until
    Ctrl+C.
.EXAMPLE
    ./samples/Reply-Arp.ps1

    Two ARP frames, four pings, four replies.
.EXAMPLE
    ./samples/Reply-Arp.ps1 -Continuous

    Answers a ping 192.0.2.2 that you type in another terminal; ip neighbour shows the made-up MAC address there.
#>
#Requires -Modules TunPS
[CmdletBinding(DefaultParameterSetName = 'Count')]
param(
    # The address that the system has in the device's network.
    [string] $Address = '192.0.2.1/24',

    # The host that does not exist; it lies in the same network.
    [ipaddress] $MadeUpHost = '192.0.2.2',

    # The MAC address of that host: one of those for documentation (RFC 7042).
    [Net.NetworkInformation.PhysicalAddress] $MacAddress = '00-00-5E-00-53-02',

    # How many pings to make.
    [Parameter(ParameterSetName = 'Count')]
    [ValidateRange(1, 1000)]
    [int] $Count = 4,

    # Answer others' pings, until Ctrl+C.
    [Parameter(ParameterSetName = 'Continuous', Mandatory)]
    [switch] $Continuous
)

$device = New-TunDevice -Layer Tap -Address $Address -ErrorAction Stop
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
    Receive-TunPacket $device -Continuous -InterruptEvent $done -Timeout $timeout | ForEach-Object {
        $isQuestion = $_.Info -like "Who has $MadeUpHost[?]*"
        $isPing = $_.Destination -eq $MadeUpHost -and $_.Info -like 'Echo (ping) request*'
        if ($isQuestion -or $isPing) {
            $_
            $_ | New-TunPacket -SourceMacAddress $MacAddress | Send-TunPacket $device -PassThru
        }
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
