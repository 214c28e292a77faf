<#
.SYNOPSIS
    Tries the built module on a real device of this system, as a user would.
.DESCRIPTION
    What CI runs on a Mac, where the specs have no private network to run in. One line for each check, whether it went
    well or not: the first run on a new system is to tell all that is wrong there, and not only the first of it.

    Uses the networks 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32, which nobody has (RFC 5737,
    RFC 3849), for as long as it runs. Waits for nothing longer than some seconds.
.EXAMPLE
    sudo pwsh -NoProfile -File .ci/Test-Device.ps1

    On a Mac.
.EXAMPLE
    sudo unshare --net pwsh -NoProfile -File .ci/Test-Device.ps1

    On Linux, in a private network.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingWriteHost', '',
    Justification = 'What it shows is for whoever watches, and no output of a check.')]
[CmdletBinding()]
param(
    # The module to try.
    [string] $Module = "$PSScriptRoot/../out/TunPS"
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Assert-True.ps1

# Some kernels put interfaces of their own into each new network, such as sit0 and tunl0. They are down.
$foreign = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() |
    Where-Object { $_.Name -notmatch '^(lo|tun)' -and $_.OperationalStatus -ne 'Down' }
if ($IsLinux -and $foreign) {
    throw 'On Linux there is a private network to be had. ' +
    'Use: sudo unshare --net pwsh -NoProfile -File .ci/Test-Device.ps1'
}

Import-Module $Module

$namePattern = if ($IsMacOS) { '^utun\d+$' } else { '^tun\d+$' }
$chosenName = if ($IsMacOS) { 'utun77' } else { 'tun77' }
$failures = [Collections.Generic.List[string]]::new()

# Runs a check, and goes on whatever comes of it. What the check gives out is shown behind its name.
function Test-Step([string] $Name, [scriptblock] $Check) {
    try {
        $told = & $Check
        Write-Host "ok    $Name$(if ($told) { ": $told" })"
    }
    catch {
        $failures.Add($Name)
        Write-Host "FAIL  ${Name}: $_"
        Write-Host "      $($_.FullyQualifiedErrorId), line $($_.InvocationInfo.ScriptLineNumber)"
    }
}

# The first error of a script, terminating or not; nothing when there is none.
function Get-FirstError([scriptblock] $Script) {
    try { $null = & $Script } catch { $_ }
}

# The id of the first error without the name of the cmdlet: TunNotSupported.
function Get-ErrorId([scriptblock] $Script) {
    $problem = Get-FirstError $Script
    if ($problem) { ($problem.FullyQualifiedErrorId -split ',')[0] } else { 'none' }
}

# Waits until the script gives something true.
function Wait-Until([scriptblock] $Script, [string] $Otherwise, [int] $Seconds = 10) {
    $end = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Script)) {
        Assert-True ([DateTime]::UtcNow -lt $end) $Otherwise
        Start-Sleep -Milliseconds 20
    }
}

# Lets the system ping a host that does not exist, and answers for it.
function Test-Ping($Device, [string] $To, [string] $Protocol) {
    $ping = [Net.NetworkInformation.Ping]::new().SendPingAsync($To, 5000)
    $request = Receive-TunPacket $Device -Protocol $Protocol -Destination $To -Timeout 5
    Assert-True ($null -ne $request) 'no echo request came'
    $request | New-TunPacket | Send-TunPacket $Device
    Assert-True ($ping.Result.Status -eq 'Success') "the system did not take the reply: $($ping.Result.Status)"
    $request.Info
}

# Lets the system send a datagram of three bytes.
function Send-Datagram([string] $To, [int] $Port) {
    $client = [Net.Sockets.UdpClient]::new()
    $null = $client.Send([byte[]](1, 2, 3), 3, $To, $Port)
    $client.Dispose()
}

# The TUN interfaces of the system, whoever made them.
function Get-LinkName { Get-TunDevice -All | ForEach-Object Name }

# What a tool of the system says.
function Get-Answer([string] $Tool, [string[]] $Arguments) {
    (& $Tool $Arguments 2>&1 | ForEach-Object { "$_".Trim() }) -join "`n"
}

$system = [Runtime.InteropServices.RuntimeInformation]
Write-Host "$($system::OSDescription), $($system::ProcessArchitecture)"
Write-Host "PowerShell $($PSVersionTable.PSVersion), $($system::FrameworkDescription)"
$before = @(Get-LinkName)
Write-Host "There are already: $before"

$device = $null
Test-Step 'A device is made' {
    $told, $made = (New-TunDevice -Address 192.0.2.1/24, 2001:db8::1/64 -Mtu 1400 -Verbose 4>&1).Where(
        { $_ -is [Management.Automation.VerboseRecord] }, 'Split')
    $script:device = $made[0]
    Assert-True ($device.Name -match $namePattern) "its name is $($device.Name)"
    Assert-True ($device.State -eq 'Up') "it is $($device.State)"
    Assert-True ($device.Mtu -eq 1400) "its MTU is $($device.Mtu)"
    Assert-True ("$told" -match 'Added the address 192\.0\.2\.1/24') "-Verbose says: $told"
    $device.Name
}
if ($null -eq $device) {
    Write-Host 'Without a device there is nothing to try.'
    exit 1
}

Test-Step 'Get-TunDevice -All has it' {
    Assert-True ((Get-LinkName) -contains $device.Name) "it has $(Get-LinkName)"
}
Test-Step 'The system has it, with its addresses' {
    $own = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() | Where-Object Name -EQ $device.Name
    $addresses = "$($own.GetIPProperties().UnicastAddresses.Address)"
    Assert-True ($addresses -match '192\.0\.2\.1\b' -and $addresses -match '2001:db8::1\b') "it has $addresses"
    $addresses
}
Test-Step 'Get-TunAddress agrees' {
    $addresses = "$(Get-TunAddress $device)"
    Assert-True ($addresses -match '192\.0\.2\.1/24' -and $addresses -match '2001:db8::1/64') "it has $addresses"
    $addresses
}
Test-Step 'Its networks are routed into it' {
    $routes = "$(Get-TunRoute $device)"
    Assert-True ($routes -match '192\.0\.2\.0/24' -and $routes -match '2001:db8::/64') "they are $routes"
    $routes
}
Test-Step "The system's own tool says so, too" {
    $tool, $option = $IsMacOS ? ('route', '-n') : ('ip', 'route')
    $answer = Get-Answer $tool $option, 'get', '192.0.2.2'
    Assert-True ($answer -match "\b$($device.Name)\b") "it says: $answer"
}

Test-Step 'A ping is answered' { Test-Ping $device 192.0.2.2 Icmp }
Test-Step 'A ping over IPv6 is answered' { Test-Ping $device 2001:db8::2 IcmpV6 }
Test-Step 'What the system sends is received' {
    Send-Datagram 192.0.2.2 4001
    $packet = Receive-TunPacket $device -Protocol Udp -Port 4001 -Timeout 5
    Assert-True ($null -ne $packet) 'nothing came'
    Assert-True ("$($packet.Payload)" -eq '1 2 3') "it carries $($packet.Payload)"
    "$($packet.Source) to $($packet.Destination)"
}
Test-Step 'What is sent the system receives' {
    $client = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]'192.0.2.1', 4002))
    try {
        $receiving = $client.ReceiveAsync()
        New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 4002 -Payload 'hello' | Send-TunPacket $device
        Assert-True ($receiving.Wait(5000)) 'nothing came'
        $text = [Text.Encoding]::ASCII.GetString($receiving.Result.Buffer)
        Assert-True ($text -eq 'hello') "it carries $text"
    }
    finally {
        $client.Dispose()
    }
}
Test-Step 'The largest packet goes both ways' {
    $client = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]'192.0.2.1', 4003))
    try {
        $payload = [byte[]]::new(1400 - 28)
        $null = $client.Send($payload, $payload.Length, '192.0.2.2', 4003)
        $packet = Receive-TunPacket $device -Protocol Udp -Port 4003 -Timeout 5
        Assert-True ($null -ne $packet) 'nothing came'
        Assert-True ($packet.Length -eq 1400) "it has $($packet.Length) bytes"
        $receiving = $client.ReceiveAsync()
        $packet | New-TunPacket -Payload $packet.Payload | Send-TunPacket $device
        Assert-True ($receiving.Wait(5000)) 'no reply came'
        $length = $receiving.Result.Buffer.Length
        Assert-True ($length -eq $payload.Length) "the reply has $length bytes"
    }
    finally {
        $client.Dispose()
    }
}
Test-Step 'A burst comes whole and in order' {
    1..100 | ForEach-Object { Send-Datagram 192.0.2.2 (5000 + $_) }
    $ports = Receive-TunPacket $device -Count 100 -Protocol Udp -Timeout 5 | ForEach-Object DestinationPort
    Assert-True ("$ports" -eq "$(5001..5100)") "there came $ports"
}
Test-Step 'The counters count' {
    Assert-True ($device.Statistics.ReceivedPackets -ge 104) "$($device.Statistics)"
    Assert-True ($device.Statistics.SentPackets -ge 4) "$($device.Statistics)"
    "$($device.Statistics)"
}
Test-Step 'A capture keeps packets' {
    $file = [IO.Path]::GetTempFileName()
    try {
        Send-Datagram 192.0.2.2 4004
        Receive-TunPacket $device -Count 1 -Protocol Udp -Port 4004 -Timeout 5 | Export-TunCapture $file -Force
        $packet = Import-TunCapture $file
        Assert-True ($packet.DestinationPort -eq 4004) "it has $packet"
    }
    finally {
        Remove-Item $file
    }
}

Test-Step 'A timeout ends a wait, and not before its time' {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $packet = Receive-TunPacket $device -Protocol Udp -Port 4005 -Timeout 0.25
    Assert-True ($null -eq $packet) "there came $packet"
    Assert-True ($watch.ElapsedMilliseconds -ge 250) "it took $($watch.Elapsed)"
    "$([int] $watch.Elapsed.TotalMilliseconds) ms"
}
Test-Step 'An event ends a wait from another thread' {
    $stop = New-InterruptEvent
    $job = Start-ThreadJob { Start-Sleep -Milliseconds 300; ($using:stop).Trigger() }
    $packet = Receive-TunPacket $device -Protocol Udp -Port 4005 -Timeout 20 -InterruptEvent $stop
    Assert-True ($null -eq $packet -and $stop.IsTriggered) 'the wait ended without it'
    $state = Wait-TunDevice $device -InterruptEvent $stop -Timeout 5
    Assert-True ($state -eq 'Interrupted') "the next wait says $state"
    Remove-Job $job -Force
    $stop.Dispose()
}
Test-Step 'A stop ends a receive' {
    $manifest = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
    $job = Start-ThreadJob {
        Import-Module $using:manifest
        Receive-TunPacket $using:device -Continuous -Protocol Udp -Port 4006
    }
    try {
        Wait-Until { Send-Datagram 192.0.2.2 4006; $job.Output.Count -gt 0 } "the job received nothing: $($job.Error)"
        $job.StopJobAsync()
        Assert-True ($null -ne (Wait-Job $job -Timeout 10)) 'it still receives'
        Assert-True ($job.State -eq 'Stopped') "it is $($job.State)"
    }
    finally {
        Remove-Job $job -Force
    }
}

Test-Step 'Addresses and routes come and go' {
    Add-TunAddress $device 198.51.100.1/24
    Add-TunRoute $device 203.0.113.0/24
    $routes = "$(Get-TunRoute $device)"
    Assert-True ($routes -match '198\.51\.100\.0/24' -and $routes -match '203\.0\.113\.0/24') "there is $routes"
    Send-Datagram 203.0.113.7 4007
    $packet = Receive-TunPacket $device -Protocol Udp -Port 4007 -Timeout 5
    Assert-True ($null -ne $packet) 'what is routed there does not come'
    Remove-TunRoute $device 203.0.113.0/24
    Remove-TunAddress $device 198.51.100.1/24
    $routes = "$(Get-TunRoute $device)"
    Assert-True ($routes -notmatch '198\.51\.100|203\.0\.113') "there is still $routes"
}
Test-Step 'A host route and a gateway' {
    Add-TunRoute $device 203.0.113.9/32
    Add-TunRoute $device 198.51.100.0/24 -Gateway 192.0.2.254
    Add-TunRoute $device 2001:db8:1::/48
    $routes = "$(Get-TunRoute $device)"
    Assert-True ($routes -match '203\.0\.113\.9(/32)?') "there is $routes"
    Assert-True ($routes -match '198\.51\.100\.0/24 via 192\.0\.2\.254') "there is $routes"
    Assert-True ($routes -match '2001:db8:1::/48') "there is $routes"
    Send-Datagram 198.51.100.7 4008
    $packet = Receive-TunPacket $device -Protocol Udp -Port 4008 -Timeout 5
    Assert-True ($null -ne $packet) 'what the gateway gets does not come'
    Get-TunRoute $device | Where-Object Destination -In '203.0.113.9/32', '198.51.100.0/24', '2001:db8:1::/48' |
        Remove-TunRoute
    $routes = "$(Get-TunRoute $device)"
    Assert-True ($routes -notmatch '198\.51\.100|203\.0\.113|2001:db8:1') "there is still $routes"
}
Test-Step 'A point-to-point link' {
    $link = New-TunDevice -Address 198.51.100.1 -Peer 198.51.100.2
    try {
        $address = "$(Get-TunAddress $link | Where-Object Address -EQ 198.51.100.1)"
        Assert-True ($address -match '198\.51\.100\.1.*peer 198\.51\.100\.2') "it has $address"
        Test-Ping $link 198.51.100.2 Icmp
    }
    finally {
        Remove-TunDevice $link
    }
}
Test-Step 'Two devices are connected' {
    $other = New-TunDevice
    $line = Connect-TunDevice $device $other -Protocol Udp -Port 4009
    try {
        Send-Datagram 192.0.2.2 4009
        Wait-Until { $line.Forward.Packets -eq 1 } 'it was not forwarded'
        Stop-Job $line
        Assert-True ($line.State -eq 'Stopped') "it is $($line.State)"
        "$($line.Forward)"
    }
    finally {
        Remove-Job $line -Force
        Remove-TunDevice $other
    }
}
Test-Step 'The MTU is changed' {
    Set-TunDevice $device -Mtu 1300
    Assert-True ($device.Mtu -eq 1300) "it is $($device.Mtu)"
}
Test-Step 'A device goes down and up' {
    Set-TunDevice $device -State Down
    Assert-True ($device.State -eq 'Down') "it is $($device.State)"
    Assert-True ((Wait-TunDevice $device -Down -Timeout 5) -eq 'Ready') 'Wait-TunDevice does not see it'
    $writing = Get-ErrorId { New-TunPacket -Echo 192.0.2.2 192.0.2.1 | Send-TunPacket $device -Timeout 1 }
    Set-TunDevice $device -State Up
    Assert-True ((Wait-TunDevice $device -Up -Timeout 5) -eq 'Ready') 'Wait-TunDevice does not see that it is up again'
    "to write meanwhile gives $writing; then it has $($device.Address) and $(Get-TunRoute $device)"
}
Test-Step 'A name is given, and its interface goes when it is closed' {
    $named = New-TunDevice $chosenName
    try {
        Assert-True ($named.Name -eq $chosenName) "it is $($named.Name)"
        $id = Get-ErrorId { New-TunDevice $chosenName }
        Assert-True ($id -eq 'TunNameInUse') "a second one gives $id"
    }
    finally {
        Remove-TunDevice $named
    }
    Wait-Until { (Get-LinkName) -notcontains $chosenName } 'it is still there'
    Wait-Until {
        $script:again = New-TunDevice $chosenName -ErrorAction Ignore
        $null -ne $script:again
    } 'the name is not to be had again'
    Remove-TunDevice $script:again
}
if ($IsMacOS) {
    $missing = [ordered] @{
        '-Layer Tap' = { New-TunDevice -Layer Tap }
        '-MultiQueue' = { New-TunDevice -MultiQueue }
        '-Persist' = { New-TunDevice -Persist -Owner root }
        '-Offload' = { New-TunDevice -Offload }
        '-NetworkNamespace' = { New-TunDevice -NetworkNamespace blue }
        '-NewName' = { Set-TunDevice $device -NewName utun78 }
        '-Alias' = { Set-TunDevice $device -Alias 'my lab' }
        '-TxQueueLength' = { Set-TunDevice $device -TxQueueLength 1000 }
        '-NoCarrier' = { Set-TunDevice $device -NoCarrier }
        '-DetectDuplicates' = { Add-TunAddress $device 2001:db8:2::1/64 -DetectDuplicates }
        '-Metric' = { Add-TunRoute $device 203.0.113.0/24 -Metric 10 }
        '-Table' = { Add-TunRoute $device 203.0.113.0/24 -Table 100 }
        '-PreferredSource' = { Add-TunRoute $device 203.0.113.0/24 -PreferredSource 192.0.2.1 }
    }
    foreach ($parameter in $missing.Keys) {
        Test-Step "$parameter says that macOS has no such thing" {
            $problem = Get-FirstError $missing[$parameter]
            Assert-True ("$($problem.FullyQualifiedErrorId)" -like 'TunNotSupported,*') "it gives $problem"
            Assert-True ($problem.CategoryInfo.Category -eq 'NotImplemented') "it is $($problem.CategoryInfo.Category)"
            "$problem"
        }
    }
}
Test-Step 'Nothing stays behind' {
    Remove-TunDevice *
    Wait-Until {
        -not (Get-LinkName | Where-Object { $_ -notin $before })
    } "there is still $(Get-LinkName)"
}

Write-Host ($failures.Count -eq 0 ? 'All is well.' : "$($failures.Count) checks failed.")
exit [Math]::Min($failures.Count, 1)
