# Dot-sourced by every spec, before its first test.

# Test packets must never leave by a real interface: apart from loopback and the specs' own there is none. Some kernels
# put interfaces of their own into each new network, such as sit0 and tunl0. They are down.
$foreign = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() |
    Where-Object { $_.Name -notmatch '^(lo|tun|spec)' -and $_.OperationalStatus -ne 'Down' }
if ($foreign) {
    throw "The specs run in a private network namespace only, and here is $($foreign.Name). " +
    'Use: dotnet test, or ./build.ps1 -Task Test, or: sudo unshare --net pwsh -c Invoke-Pester tests/pester'
}

# The module that was built, or another one, such as an installed one, by the path of its manifest.
if (-not (Get-Module TunPS)) {
    Import-Module ($env:TUNPS_MODULE ? $env:TUNPS_MODULE : "$PSScriptRoot/../../out/TunPS")
}

# Below 1280 bytes an interface has no IPv6, and so the kernel sends nothing there that nobody asked for.
$quiet = @{ Mtu = 1279 }

# Lets the system send datagrams of three bytes, to the ports 4001, 4002 and so on.
function Send-Datagram([string] $To = '192.0.2.2', [int] $Count = 1) {
    $client = [Net.Sockets.UdpClient]::new()
    foreach ($number in 1..$Count) {
        $null = $client.Send([byte[]](1, 2, 3), 3, $To, 4000 + $number)
    }
    $client.Dispose()
}

# Removes all devices: those that are open, and those that only persist.
function Remove-EveryDevice {
    Remove-TunDevice *
    Get-TunDevice -All | Remove-TunDevice
}

# The first error of a script, terminating or not; nothing when there is none.
function Get-FirstError([scriptblock] $Script) {
    $ErrorActionPreference = 'Stop'
    try {
        $null = & $Script
    }
    catch {
        $_
    }
}

# What the script tells verbosely.
function Get-VerboseText([scriptblock] $Script) {
    (& $Script 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message
}

# A session of its own, which can be stopped.
function New-Shell { [powershell]::Create([initialsessionstate]::CreateDefault2()) }

# Waits until the script gives something true.
function Wait-Until([scriptblock] $Script) {
    $end = [DateTime]::UtcNow.AddSeconds(30)
    while (-not (& $Script)) {
        if ([DateTime]::UtcNow -gt $end) { throw "It did not happen: $Script" }
        [Threading.Thread]::Sleep(5)
    }
}

# A process in a network namespace of its own. Its end is the end of the namespace.
function Start-OtherNamespace {
    $holder = [Diagnostics.Process]::Start('unshare', '--net sleep 300')
    $link = [IO.FileInfo]::new("/proc/$($holder.Id)/ns/net")
    $here = [IO.FileInfo]::new('/proc/thread-self/ns/net').LinkTarget
    Wait-Until { $link.Refresh(); $link.LinkTarget -ne $here }
    $holder
}

# The time that a ping takes in milliseconds; nothing when no answer comes.
function Measure-Ping([string] $To = '192.0.2.2', [int] $TimeoutMilliseconds = 5000) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ([Net.NetworkInformation.Ping]::new().Send($To, $TimeoutMilliseconds).Status -eq 'Success') {
        $watch.Elapsed.TotalMilliseconds
    }
}
