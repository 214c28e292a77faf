<#
.SYNOPSIS
    Installs the module from a folder, as a user would from the Gallery.
.DESCRIPTION
    What .ci/Test-Package.ps1 runs in the shell with the empty home.
#>
[CmdletBinding()]
param(
    # The folder with the package.
    [Parameter(Mandatory)]
    [string] $Folder,

    # The version to install.
    [Parameter(Mandatory)]
    [string] $Version,

    # Where to put the module; when this is empty, where a user's modules are.
    [string] $To
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

Register-PSResourceRepository -Name Here -Uri $Folder -Trusted -Force
$found = Find-PSResource TunPS -Version "[$Version]" -Prerelease -Repository Here
"$($found.Name) $($found.Version)-$($found.Prerelease), tags: $($found.Tags -notmatch '_.+-')"
if (@($found.Includes.Cmdlet).Count -lt 20) {
    throw "It is said to have these cmdlets: $($found.Includes.Cmdlet)"
}
if ($To) {
    Save-PSResource TunPS -Version "[$Version]" -Prerelease -Repository Here -Path $To
}
else {
    Install-PSResource TunPS -Version "[$Version]" -Prerelease -Repository Here
}
