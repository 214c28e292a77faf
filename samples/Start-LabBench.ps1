<#
.SYNOPSIS
    Shows what a bad line does to pings and to a transfer.
.DESCRIPTION
    Makes two network namespaces, each with a TUN device, and a line between them. One of them pings the other end and
    fetches some data from there over TCP: first while the line is as good as the machine, and then once more after it
    was made slow, long and bad, while it went on running. That is a lab bench: put a program of your own in the place
    of the ping, and see how it does on such a line.

    The namespaces are made by ip (package iproute2) and removed again. That takes root; the TUN devices in them take
    CAP_NET_ADMIN and CAP_SYS_ADMIN.
.EXAMPLE
    ./samples/Start-LabBench.ps1

    Compares the machine with a line of 20 ms each way, 10 Mbit/s, and one lost packet of a hundred.
.EXAMPLE
    ./samples/Start-LabBench.ps1 -Delay 300ms -Loss 0 -RateLimit 1Mbit

    Compares it with a satellite.
#>
#Requires -Modules TunPS
[CmdletBinding()]
param(
    # How long a packet takes each way: seconds, or a text such as 20ms.
    [object] $Delay = '20ms',

    # How many percent of the packets are lost, each way.
    [object] $Loss = 1,

    # How many bits a second each way has room for: a number, or a text such as 10Mbit.
    [object] $RateLimit = '10Mbit',

    # How many bytes are fetched.
    [ValidateRange(1, 1000000000)]
    [int] $Size = 500000,

    # What the line leaves to chance is the same each time.
    [int] $Seed = 1,

    # The names of the two namespaces; they must be free.
    [string] $Left = 'tunps-left',
    [string] $Right = 'tunps-right'
)

$ErrorActionPreference = 'Stop'

# Starts this very shell in a namespace, with a script to run there.
function Invoke-Shell([string] $Namespace, [string] $Script) {
    $start = [Diagnostics.ProcessStartInfo]::new('ip')
    foreach ($word in 'netns', 'exec', $Namespace, [Environment]::ProcessPath, '-Command', $Script) {
        $start.ArgumentList.Add($word)
    }

    $start.RedirectStandardOutput = $true
    [Diagnostics.Process]::Start($start)
}

# Waits in short pieces, so that Ctrl+C ends it.
function Wait-Task($Task) {
    while (-not $Task.Wait(50)) {
    }

    $Task.Result
}

# Sends what is asked for to everybody who comes.
$server = @"
`$listener = [Net.Sockets.TcpListener]::new([ipaddress]::Parse('192.0.2.2'), 8000)
`$listener.Start()
'listening'
while (`$true) {
    `$client = `$listener.AcceptTcpClient()
    `$client.GetStream().Write([byte[]]::new($Size), 0, $Size)
    `$client.Dispose()
}
"@

$client = @'
$ping = [Net.NetworkInformation.Ping]::new()
foreach ($warmUp in 1..3) { $null = $ping.Send('192.0.2.2', 2000) }
$times = foreach ($number in 1..10) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ($ping.Send('192.0.2.2', 2000).Status -eq 'Success') { $watch.Elapsed.TotalMilliseconds }
}
$watch = [Diagnostics.Stopwatch]::StartNew()
$connection = [Net.Sockets.TcpClient]::new('192.0.2.2', 8000)
$bytes = [IO.MemoryStream]::new()
$connection.GetStream().CopyTo($bytes)
$seconds = $watch.Elapsed.TotalSeconds
$round = if ($times) { [Linq.Enumerable]::Average([double[]] $times) }
[string]::Format([cultureinfo]::InvariantCulture,
    '{0} of 10 pings answered, on average in {1:0.0} ms; {2} bytes in {3:0.00} s, {4:0.0} Mbit/s',
    @($times).Count, $round, $bytes.Length, $seconds, $bytes.Length * 8 / 1e6 / $seconds)
'@

$made = [Collections.Generic.List[string]]::new()
$devices = [Collections.Generic.List[object]]::new()
$processes = [Collections.Generic.List[Diagnostics.Process]]::new()
$line = $null
try {
    foreach ($name in $Left, $Right) {
        ip netns add $name
        if ($LASTEXITCODE) {
            throw "ip could not make the network namespace $name."
        }

        $made.Add($name)
    }

    $devices.Add((New-TunDevice -NetworkNamespace $Left -Address 192.0.2.1 -Peer 192.0.2.2))
    $devices.Add((New-TunDevice -NetworkNamespace $Right -Address 192.0.2.2 -Peer 192.0.2.1))
    $line = Connect-TunDevice $devices[0] $devices[1] -Seed $Seed

    $processes.Add((Invoke-Shell $Right $server))
    $null = Wait-Task $processes[0].StandardOutput.ReadLineAsync()
    foreach ($kind in 'good', 'bad') {
        if ($kind -eq 'bad') {
            Set-TunConnection $line -Delay $Delay -Loss $Loss -RateLimit $RateLimit
        }

        $processes.Add((Invoke-Shell $Left $client))
        "The line: $($line.Forward.Impairment)"
        (Wait-Task $processes[-1].StandardOutput.ReadToEndAsync()).TrimEnd()
    }

    "Lost on the line: $($line.Forward.LostPackets) packets there and $($line.Backward.LostPackets) back."
}
finally {
    foreach ($process in $processes) {
        if (-not $process.HasExited) {
            $process.Kill()
        }

        $process.Dispose()
    }

    if ($line) {
        Remove-Job $line -Force
    }

    $devices | Remove-TunDevice
    foreach ($name in $made) {
        ip netns delete $name
    }
}
