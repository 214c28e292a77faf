<#
.SYNOPSIS
    Tries what the built module can do without a device, and so on any system.
.DESCRIPTION
    Where there are no TUN devices, such as on Windows, it also tries that New-TunDevice says so. Needs no right.
.EXAMPLE
    pwsh -NoProfile -File .ci/Test-Module.ps1
#>
[CmdletBinding()]
param(
    # The module to try.
    [string] $Module = "$PSScriptRoot/../out/TunPS"
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Assert-True.ps1

Import-Module $Module
$cmdlets = (Get-Module TunPS).ExportedCmdlets.Keys
foreach ($cmdlet in $cmdlets) {
    $help = Get-Help $cmdlet
    Assert-True ($help.Synopsis -match '^[A-Z].+\.$') "Get-Help $cmdlet says: $($help.Synopsis)"
}
"Help: $($cmdlets.Count) cmdlets."

$made = @(
    New-TunPacket -Echo 192.0.2.2 192.0.2.1
    New-TunPacket -Udp 2001:db8::2 2001:db8::1 -DestinationPort 514 -Payload 'hello'
    New-TunPacket -Tcp 192.0.2.2 192.0.2.1 -DestinationPort 443
)
$made | Format-Table Source, Destination, Protocol, Length, Info -AutoSize
Assert-True ($made[0].Info -like 'Echo (ping) request*') "the echo request says: $($made[0].Info)"
Assert-True ((, $made[0].Data | ConvertTo-TunPacket).Info -eq $made[0].Info) 'its bytes say something else'
Assert-True (($made[0] | New-TunPacket).Info -like 'Echo (ping) reply*') 'there is no reply to it'

$folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
try {
    foreach ($format in 'pcapng', 'pcap') {
        $file = Join-Path $folder "packets.$format"
        $made | Export-TunCapture $file
        $kept = @(Import-TunCapture $file)
        Assert-True ("$($kept.Info)" -eq "$($made.Info)") "${format}: there came back $($kept.Info)"
        Assert-True (@(Import-TunCapture $file -Protocol Tcp).Count -eq 1) "${format}: the filter gives something else"
        "Capture: $((Get-Item $file).Length) bytes of $format."
    }
}
finally {
    Remove-Item $folder -Recurse
}

if (-not ($IsLinux -or $IsMacOS)) {
    foreach ($attempt in { New-TunDevice }, { Get-TunDevice -All }) {
        $problem = $null
        try { $null = & $attempt } catch { $problem = $_ }
        Assert-True ("$($problem.FullyQualifiedErrorId)" -like 'TunNotSupported,*') "$attempt gives $problem"
        $category = "$($problem.CategoryInfo.Category)"
        Assert-True ($category -eq 'NotImplemented') "$attempt is $category"
        "$problem"
    }
}
'All is well.'
