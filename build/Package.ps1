# Makes the packages: see build.ps1 -Task Package.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Command git 'git' 'https://git-scm.com/downloads'
Assert-Command dotnet 'the .NET SDK 10' 'https://dotnet.microsoft.com/download'
$root = Split-Path $PSScriptRoot
$time = git -C $root log -1 --format=%ct 2>$null
if (-not $time) {
    throw "A package is made of a commit in a clone (git clone). Of $root git says: $(git -C $root log -1 2>&1)"
}
# The state of each file stands in the first two columns.
$changes = @(git -C $root status --porcelain --untracked-files=all | ForEach-Object { $_.Substring(3) })
if ($changes) {
    $shown = @($changes | Select-Object -First 20)
    if ($changes.Count -gt 20) { $shown += "and $($changes.Count - 20) more" }
    throw "A package is made of a commit, and these files are not as in the last one: $($shown -join ', '). " +
    'Commit what belongs there. Move the rest out of the clone, or put it away for a while by: git stash -u'
}

# Records of what was tested go with the packages that they are about.
Remove-Item "$root/out/packages" -Recurse -ErrorAction Ignore

# Nothing is taken over from a build of other files or settings, and the files in the packages are as old as the
# commit: what else could differ from machine to machine is off in src/Directory.Build.props. The analyzers look at
# these sources with every other build.
Use-Environment @{ SOURCE_DATE_EPOCH = $time } {
    Invoke-DotNet build "$root/src/TunPS" --configuration Release --no-incremental --property:RunAnalyzers=false
    foreach ($project in 'TunPS.Core', 'TunPS') {
        Invoke-DotNet pack "$root/src/$project" --no-build
    }
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
