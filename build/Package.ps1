# Makes the packages: see build.ps1 -Task Package.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Command git 'git' 'https://git-scm.com/downloads'
$root = Split-Path $PSScriptRoot
$time = git -C $root log -1 --format=%ct 2>$null
if (-not $time) {
    throw 'A package is made of a commit, and this folder is no clone of the repository. Get one by: git clone'
}
if (git -C $root status --porcelain) {
    throw 'A package is made of a commit, and not all is committed here. See: git status'
}

# Records of what was tested go with the packages that they are about.
Remove-Item "$root/out/packages" -Recurse -ErrorAction Ignore

# Nothing is taken over from a build of other files or settings, and the files in the packages are as old as the commit:
# what else could differ from machine to machine is off in src/Directory.Build.props. The analyzers look at these sources
# with every other build.
$env:SOURCE_DATE_EPOCH = $time
try {
    Invoke-DotNet build "$root/src/TunPS" --configuration Release --no-incremental --property:RunAnalyzers=false
    foreach ($project in 'TunPS.Core', 'TunPS') {
        Invoke-DotNet pack "$root/src/$project" --no-build
    }
}
finally {
    $env:SOURCE_DATE_EPOCH = $null
}

$package = Find-ModulePackage
$size = (Get-Item $package).Length
if ($size -ge 1MB) {
    throw "The module's package has $size bytes. Less than 1 MB is promised."
}
foreach ($file in (Get-PackageHash $package).GetEnumerator()) {
    $made = Get-Item (Join-Path (Split-Path $package) $file.Key)
    '{0}, {1:N0} bytes, SHA-256 {2}' -f [IO.Path]::GetRelativePath($root, $made.FullName), $made.Length, $file.Value
}
