# Pushes the packages that were tested: see build.ps1 -Task Publish.
[CmdletBinding(SupportsShouldProcess)]
param([string] $Package, [string] $Repository, [string] $Feed)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Command git 'git' 'https://git-scm.com/downloads'
Assert-Module Microsoft.PowerShell.PSResourceGet 1.1
$root = Split-Path $PSScriptRoot
$data = Get-PackageData $Package
$version = $data.version
$core = Join-Path (Split-Path $Package) "TunPS.Core.$version.nupkg"
$symbols = [IO.Path]::ChangeExtension($core, 'snupkg')

# What is pushed is what was tested.
$hashes = Get-PackageHash $Package
$records = @(Get-ChildItem (Split-Path $Package) -Filter tested-*.json | Get-Content -Raw | ConvertFrom-Json)
if (-not $records) {
    throw "Nothing says that this package was tested. Do it by: ./build.ps1 -Task Test -Package $Package"
}
foreach ($record in $records) {
    foreach ($name in $hashes.Keys) {
        if ($record.Files.$name -ne $hashes[$name]) {
            throw "$name is not the file that was tested on $($record.System) with PowerShell $($record.PowerShell)."
        }
    }
    "Tested on $($record.System) with PowerShell $($record.PowerShell): $($record.Tests -join ', ')."
}
if ($records.Tests -notcontains 'Test-Device.ps1') {
    throw 'Nobody tried this package on a device. Do it on Linux, or as root on macOS, by: ' +
    "./build.ps1 -Task Test -Package $Package"
}

# What was tested is what the tag names.
if (git -C $root status --porcelain) {
    throw 'The work tree is not clean. Commit or stash what was changed.'
}
$commit = git -C $root rev-parse HEAD
if ($data.repository.commit -ne $commit) {
    throw "The package was made of commit $($data.repository.commit), and here is $commit."
}
if ((git -C $root tag --points-at HEAD) -notcontains "v$version") {
    throw "The commit has no tag v$version. Give it one by: git tag v$version"
}

# A folder wants no key.
$galleryKey, $feedKey = $env:TUNPS_GALLERY_KEY, $env:TUNPS_NUGET_KEY
if (-not ($galleryKey -or (Get-PSResourceRepository $Repository).Uri.IsFile)) {
    throw "The key for $Repository is missing: set TUNPS_GALLERY_KEY in the environment."
}
if (-not ($feedKey -or (Test-Path -LiteralPath $Feed))) {
    throw "The key for $Feed is missing: set TUNPS_NUGET_KEY in the environment."
}

# The key goes through the environment: a command line can be read by everybody on the machine.
if ($feedKey -and "$(dotnet nuget push --help)" -notmatch 'NUGET_SYMBOL_API_KEY') {
    throw "dotnet $(dotnet --version) takes a key only on its command line. Get a newer .NET SDK 10 from " +
    'https://dotnet.microsoft.com/download'
}
# A feed may have what it does not list yet: that is skipped as well.
function Push-ToFeed([string] $File) {
    $options = $args
    Use-Environment @{ NUGET_API_KEY = $feedKey; NUGET_SYMBOL_API_KEY = $feedKey } {
        & dotnet nuget push $File --source $Feed --skip-duplicate @options
    }
    if ($LASTEXITCODE -ne 0) {
        throw "Pushing $(Split-Path $File -Leaf) failed with exit code $LASTEXITCODE. What comes after it was not " +
        'pushed. Run this again: it skips what is there.'
    }
}

# Nothing that exists is replaced. When only one of the two is there, an earlier run stopped halfway.
$problems = $null
$module = Find-PSResource TunPS -Version "[$version]" -Prerelease -Repository $Repository `
    -ErrorAction SilentlyContinue -ErrorVariable problems
$problems = @($problems | Where-Object FullyQualifiedErrorId -NotLike 'PackageNotFound,*')
if ($problems) {
    throw "$Repository does not say which versions it has: $($problems[0])"
}
$found = dotnet package search TunPS.Core --exact-match --prerelease --source $Feed --format json
if ($LASTEXITCODE -ne 0 -or "$found" -match '"problemType": *"Error"') {
    throw "$Feed does not say which versions it has: $found"
}
# Blocks, since ForEach-Object with the name of a property does nothing under -WhatIf.
$existing = ($found | ConvertFrom-Json).searchResult | ForEach-Object { $_.packages } | ForEach-Object { $_.version }
$hasCore = $existing -contains $version
if ($module -and $hasCore) {
    throw "$Repository and $Feed have version $version already. It is published once: raise it in module/TunPS.psd1."
}

if ($hasCore) {
    "$Feed has TunPS.Core $version already: it is skipped."
}
elseif ($PSCmdlet.ShouldProcess("$(Split-Path $core -Leaf) to $Feed", 'Push')) {
    Push-ToFeed $core --no-symbols
}
# No feed tells whether it has the symbols; but one that has them says so when they come again. A folder takes none.
if ($PSCmdlet.ShouldProcess("$(Split-Path $symbols -Leaf) to $Feed", 'Push')) {
    Push-ToFeed $symbols
}
if ($module) {
    "$Repository has TunPS $version already: it is skipped."
}
elseif ($PSCmdlet.ShouldProcess("$(Split-Path $Package -Leaf) to $Repository", 'Push')) {
    # Where there is none of these folders, PSResourceGet would leave its settings in the clone.
    $null = [Environment]::GetFolderPath('ApplicationData', 'Create')
    $key = if ($galleryKey) { @{ ApiKey = $galleryKey } } else { @{} }
    Publish-PSResource -NupkgPath $Package -Repository $Repository @key
}
