<#
.SYNOPSIS
    Builds, tests and cleans TunPS.
.DESCRIPTION
    Needs the .NET SDK 10 (https://dotnet.microsoft.com/download). Without PowerShell use the same commands directly:
    dotnet build, dotnet test.
.PARAMETER Task
    Build   Compiles everything and stages the module in out/TunPS, ready to import.
    Test    Builds and runs all tests, in a private network. The specs in tests/pester run on Pester 5.5 or later
            where it is installed (Install-Module Pester), and otherwise on a stand-in.
    Clean   Removes all that was built.
.PARAMETER Configuration
    Release, or Debug to step through the code.
.EXAMPLE
    ./build.ps1
    Import-Module ./out/TunPS
.EXAMPLE
    ./build.ps1 -Task Clean, Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
    throw 'The .NET SDK 10 is needed, and there is no dotnet on the PATH. Get it from https://dotnet.microsoft.com/download.'
}

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            Invoke-DotNet build --configuration $Configuration
        }
        'Test' {
            if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE 5.5)) {
                Write-Warning 'Pester 5.5 or later is not installed: the specs run on a stand-in, and those for the full shell are skipped.'
            }
            Invoke-DotNet test --configuration $Configuration
        }
        'Clean' {
            Get-ChildItem -Path out, src/*/bin, src/*/obj, tests/*/bin, tests/*/obj, tools/*/bin, tools/*/obj,
                benchmarks/*/bin, benchmarks/*/obj -ErrorAction Ignore |
                Remove-Item -Recurse -Force
        }
    }
}
finally {
    Pop-Location
}
