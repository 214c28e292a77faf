<#
.SYNOPSIS
    Tries the packages as their users would: installed into an empty home, imported in a fresh shell, used from C#.
.DESCRIPTION
    When all is well it leaves a record beside the package, tested-<system>-<version of PowerShell>.json, with the
    SHA-256 of each package: build.ps1 -Task Publish pushes only what such a record is about.

    All is tried in the pwsh of the PATH. Devices are tried on Linux, in a private network, and on macOS, where
    sudo must not ask for a password.
.EXAMPLE
    ./build.ps1 -Task Package
    pwsh -NoProfile -File .ci/Test-Package.ps1
.EXAMPLE
    sudo pwsh -NoProfile -File .ci/Test-Package.ps1 -Pester (Get-Module Pester -ListAvailable)[0].Path

    On Linux: runs all specs as well, on the installed module.
#>
[CmdletBinding()]
param(
    # The module's package. The others of its version lie beside it.
    [string] $Package,

    # On Linux the specs are run as well, as root and by this Pester: the path of its manifest.
    [string] $Pester
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/../build/Tools.ps1

$Package = $Package ? (Resolve-Path -LiteralPath $Package).Path : (Find-ModulePackage)
$version = (Get-PackageData $Package).version
$hashes = Get-PackageHash $Package
$folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
$modules = Join-Path $folder 'modules'
$tests = [Collections.Generic.List[string]]::new()

# Runs a command line with the empty home, and stops when it fails.
function Invoke-AtHome([string[]] $Line) {
    $names = 'HOME', 'PSModulePath', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'
    $kept = @{}
    foreach ($name in $names) {
        $kept[$name] = [Environment]::GetEnvironmentVariable($name)
        Remove-Item "Env:$name" -ErrorAction Ignore
    }
    $env:HOME = Join-Path $folder 'home'
    if ($IsWindows) {
        # There the folder of a user's modules is not one of the environment's.
        $env:PSModulePath = $modules
    }
    try {
        Invoke-Program @Line
    }
    finally {
        foreach ($name in $names) {
            # Setting a variable to nothing removes it.
            Set-Item "Env:$name" $kept[$name]
        }
    }
}

# Runs a script of this folder in a fresh shell.
function Invoke-Fresh([string] $Script, [string[]] $Option = @(), [string[]] $Before = @()) {
    ''
    "--- $Script"
    Invoke-AtHome ($Before + @('pwsh', '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/$Script") + $Option)
    $tests.Add($Script)
}

try {
    $null = New-Item -ItemType Directory (Join-Path $folder 'home'), $modules
    "Installing $Package ($((Get-Item $Package).Length) bytes)"
    if ((Get-Item $Package).Length -ge 1MB) {
        throw 'The package has more than 1 MB.'
    }
    Invoke-AtHome @('pwsh', '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Install-Package.ps1",
        (Split-Path $Package), $version, ($IsWindows ? $modules : ''))
    Invoke-Fresh Test-Installed.ps1
    Invoke-Fresh Test-Module.ps1 -Option '-Module', 'TunPS'
    if ($IsLinux) {
        $isolated = @('unshare', '--net')
        if (-not [Environment]::IsPrivilegedProcess) {
            $isolated += '--user', '--map-root-user'
        }
        Invoke-Fresh Test-Device.ps1 -Before $isolated -Option '-Module', 'TunPS'
        if ($Pester) {
            Invoke-Fresh Test-Spec.ps1 -Before $isolated -Option '-Pester', (Resolve-Path -LiteralPath $Pester).Path
        }
    }
    elseif ($IsMacOS) {
        # Only root can make a device there.
        $root = 'sudo', '-n', 'env', "PATH=$env:PATH", "HOME=$(Join-Path $folder 'home')"
        if ($env:DOTNET_ROOT) {
            # By it a pwsh that is a tool of .NET finds what it runs on.
            $root += "DOTNET_ROOT=$env:DOTNET_ROOT"
        }
        Invoke-Fresh Test-Device.ps1 -Before $root -Option '-Module', 'TunPS'
    }

    ''
    '--- TunPS.Core, from C#'
    & $PSScriptRoot/Test-Core.ps1 -Packages (Split-Path $Package) -Version $version -Folder $folder
    $tests.Add('Test-Core.ps1')

    # Who runs this script may be another shell than the one of the PATH.
    $shell = Invoke-AtHome @('pwsh', '-NoProfile', '-NonInteractive', '-Command', '"$($PSVersionTable.PSVersion)"')
    $system = [Runtime.InteropServices.RuntimeInformation]
    $record = [ordered] @{
        Tests      = $tests
        System     = "$($system::OSDescription), $($system::ProcessArchitecture)"
        PowerShell = $shell
        Files      = $hashes
    }
    $name = "tested-$($system::RuntimeIdentifier)-$shell.json"
    $record | ConvertTo-Json | Set-Content (Join-Path (Split-Path $Package) $name)
    ''
    "All is well: $name says so."
}
finally {
    # What cannot be removed says nothing about the packages.
    Remove-Item $folder -Recurse -Force -ErrorAction Continue 2>&1 | ForEach-Object { Write-Warning $_ }
}
