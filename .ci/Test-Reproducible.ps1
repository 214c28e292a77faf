<#
.SYNOPSIS
    Makes the packages again, in a new clone in another folder, and compares them byte for byte.
.EXAMPLE
    ./build.ps1 -Task Package
    pwsh -NoProfile -File .ci/Test-Reproducible.ps1
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/../build/Tools.ps1

$hashes = Get-PackageHash (Find-ModulePackage)
$clone = [IO.Directory]::CreateTempSubdirectory('tunps-clone-').FullName
try {
    Invoke-Program git clone --quiet (Split-Path $PSScriptRoot) $clone
    $address = git -C (Split-Path $PSScriptRoot) remote get-url origin 2>$null
    if ($address) {
        Invoke-Program git -C $clone remote set-url origin $address
    }
    $null = & $clone/build.ps1 -Task Package
    foreach ($name in $hashes.Keys) {
        if ((Get-FileHash $clone/out/packages/$name -Algorithm SHA256).Hash -ne $hashes[$name]) {
            throw "$name comes out differently in another clone."
        }
    }
    "The packages come out the same in another clone: $($hashes.Keys -join ', ')."
}
finally {
    Remove-Item $clone -Recurse -Force
}
