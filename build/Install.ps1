# Installs the module of a package for the current user: see build.ps1 -Task Install.
[CmdletBinding(SupportsShouldProcess)]
param([string] $Package)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Module Microsoft.PowerShell.PSResourceGet 1.0
if (-not $Package) {
    if (-not (Test-ModulePackage)) {
        if (-not $PSCmdlet.ShouldProcess('the packages of this commit', 'Make')) { return }
        & $PSScriptRoot/Package.ps1
    }
    $Package = Find-ModulePackage
}
$version = (Get-PackageData $Package).version
if ($PSCmdlet.ShouldProcess("TunPS $version for the current user", 'Install')) {
    $installed = Use-FolderRepository (Split-Path $Package) {
        param($repository)
        $what = @{ Name = 'TunPS'; Version = "[$version]"; Prerelease = $true; Repository = $repository }
        Install-PSResource @what -Scope CurrentUser -Reinstall -PassThru
    }
    "TunPS $version is installed in $($installed.InstalledLocation)."
    'Import-Module TunPS imports it, and this removes it:'
    "    Uninstall-PSResource TunPS -Version '[$version]' -Prerelease"
}
