<#
.SYNOPSIS
    Wires two network namespaces together, and sends pings and a file across.
.DESCRIPTION
    Makes two network namespaces, each with a TUN device, and connects the devices: what comes out of one goes into the
    other. For the programs inside, that is a cable. One of them then pings the other end over IPv4 and IPv6, and
    fetches a file from there over TCP.

    The namespaces are made by ip (package iproute2) and removed again. That takes root; the TUN devices in them take
    CAP_NET_ADMIN and CAP_SYS_ADMIN.
.EXAMPLE
    ./samples/Join-Namespace.ps1

    Pings both ways, and fetches this script.
.EXAMPLE
    ./samples/Join-Namespace.ps1 -Path ./movie.mp4

    Fetches a large file.
#>
#Requires -Modules TunPS
[CmdletBinding()]
param(
    # The file that is fetched.
    [string] $Path = $PSCommandPath,

    # The names of the two namespaces; they must be free.
    [string] $Left = 'tunps-left',
    [string] $Right = 'tunps-right'
)

$ErrorActionPreference = 'Stop'
$file = [IO.FileInfo]::new($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))
$sent = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($file.FullName)))

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

$server = @"
`$listener = [Net.Sockets.TcpListener]::new([ipaddress]::Parse('192.0.2.2'), 8000)
`$listener.Start()
'listening'
`$client = `$listener.AcceptTcpClient()
`$file = [IO.File]::OpenRead('$($file.FullName.Replace("'", "''"))')
`$file.CopyTo(`$client.GetStream())
`$client.Dispose()
"@

$client = @'
foreach ($target in '192.0.2.2', '2001:db8::2') {
    foreach ($number in 1..3) {
        $reply = [Net.NetworkInformation.Ping]::new().Send($target, 2000)
        "ping $number to ${target}: $($reply.Status)"
    }
}

$connection = [Net.Sockets.TcpClient]::new('192.0.2.2', 8000)
$bytes = [IO.MemoryStream]::new()
$connection.GetStream().CopyTo($bytes)
$hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes.ToArray()))
"fetched $($bytes.Length) bytes, SHA-256 $hash"
'@

$made = [Collections.Generic.List[string]]::new()
$devices = [Collections.Generic.List[object]]::new()
$wire = $null
$processes = [Collections.Generic.List[Diagnostics.Process]]::new()
try {
    foreach ($name in $Left, $Right) {
        ip netns add $name
        if ($LASTEXITCODE) {
            throw "ip could not make the network namespace $name."
        }

        $made.Add($name)
    }

    $devices.Add((New-TunDevice -NetworkNamespace $Left -Address 192.0.2.1, 2001:db8::1 -Peer 192.0.2.2, 2001:db8::2))
    $devices.Add((New-TunDevice -NetworkNamespace $Right -Address 192.0.2.2, 2001:db8::2 -Peer 192.0.2.1, 2001:db8::1))

    $wire = Connect-TunDevice $devices[0] $devices[1]
    $processes.Add((Invoke-Shell $Right $server))
    $null = Wait-Task $processes[0].StandardOutput.ReadLineAsync()
    $processes.Add((Invoke-Shell $Left $client))
    $lines = (Wait-Task $processes[1].StandardOutput.ReadToEndAsync()).TrimEnd().Split("`n")
    $lines
    foreach ($direction in 'Forward', 'Backward') {
        "${direction}: $($wire.$direction.Packets) packets, $($wire.$direction.Bytes) bytes"
    }

    if ($lines[-1] -ne "fetched $($file.Length) bytes, SHA-256 $sent" -or
        @($lines -like 'ping * Success').Count -ne 6) {
        throw 'Something was lost on the way.'
    }

    'All arrived.'
}
finally {
    foreach ($process in $processes) {
        if (-not $process.HasExited) {
            $process.Kill()
        }

        $process.Dispose()
    }

    if ($wire) {
        Remove-Job $wire -Force
    }

    $devices | Remove-TunDevice
    foreach ($name in $made) {
        ip netns delete $name
    }
}
