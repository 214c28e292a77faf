<#
.SYNOPSIS
    Measures how long Import-Module takes beyond what any binary module takes.
.DESCRIPTION
    Makes an empty binary module with a manifest and one cmdlet, and imports it and the module in turn, each time in a
    fresh shell. Then the same with copies of the module that lack one part each: what it costs is the difference.

    Ends with exit code 1 when the module takes more than the limit. Measure on a quiet machine.
.EXAMPLE
    ./build.ps1
    ./benchmarks/Measure-Import.ps1
#>
[CmdletBinding()]
param(
    # The module to measure.
    [string] $Module = "$PSScriptRoot/../out/TunPS",

    # How often each is imported; the median counts.
    [ValidateRange(1, 1000)]
    [int] $Rounds = 15,

    # What it may take beyond the empty module, in milliseconds.
    [double] $Limit = 100
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$pwsh = (Get-Command pwsh -CommandType Application)[0].Source
$folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName

# The time of one import in a fresh shell, in milliseconds.
function Measure-Import([string] $Manifest) {
    # As text of no culture: what a program prints, even a number, is written in the language of the user.
    $script = '$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module $args[0]; "$($w.Elapsed.TotalMilliseconds)"'
    [double] (& $pwsh -NoProfile -NonInteractive -CommandWithArgs $script $Manifest)
}

function Get-Median([double[]] $Value) {
    $sorted = $Value | Sort-Object
    $sorted[[Math]::Floor($Value.Count / 2)]
}

# A copy of the module whose manifest lacks one thing.
function Copy-Module([string] $Name, [string] $Pattern) {
    $copy = Join-Path $folder $Name
    $null = New-Item -ItemType Directory $copy
    Copy-Item "$Module/*" $copy -Recurse
    $manifest = Join-Path $copy 'TunPS.psd1'
    (Get-Content $manifest -Raw) -replace $Pattern | Set-Content $manifest
    $manifest
}

try {
    $empty = New-Item -ItemType Directory (Join-Path $folder Empty)
    Add-Type -OutputAssembly "$empty/Empty.dll" -TypeDefinition @'
[System.Management.Automation.Cmdlet("Get", "Nothing")]
public sealed class GetNothingCommand : System.Management.Automation.PSCmdlet { }
'@
    $exported = @{ CmdletsToExport = 'Get-Nothing'; FunctionsToExport = @(); AliasesToExport = @() }
    New-ModuleManifest "$empty/Empty.psd1" -RootModule Empty.dll @exported
    $manifests = [ordered] @{
        'An empty binary module' = "$empty/Empty.psd1"
        'TunPS'                  = (Resolve-Path "$Module/TunPS.psd1").Path
        'TunPS without views'    = Copy-Module Views '(?m)^\s*FormatsToProcess.*$'
        'TunPS without types'    = Copy-Module Types '(?m)^\s*TypesToProcess.*$'
        'TunPS without both'     = Copy-Module Both '(?m)^\s*(FormatsToProcess|TypesToProcess).*$'
    }
    $times = @{}
    foreach ($round in 0..$Rounds) {
        foreach ($name in $manifests.Keys) {
            $time = Measure-Import $manifests[$name]
            # The first of each reads the files from the disk.
            if ($round -gt 0) {
                $times[$name] += , $time
            }
        }
    }
    $base = Get-Median $times['An empty binary module']
    foreach ($name in $manifests.Keys) {
        $median = Get-Median $times[$name]
        '{0,-24} {1,7:N1} ms {2,8:+0.0;-0.0;0.0} ms' -f $name, $median, ($median - $base)
    }
    $more = (Get-Median $times['TunPS']) - $base
    if ($more -gt $Limit) {
        "More than $Limit ms."
        exit 1
    }
}
finally {
    Remove-Item $folder -Recurse -Force
}
