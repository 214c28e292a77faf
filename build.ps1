<#
.SYNOPSIS
    Builds, tests, packs, installs and publishes TunPS.
.DESCRIPTION
    All but Docs and Clean need the .NET SDK 10 (https://dotnet.microsoft.com/download), and Install only when it has
    to make the package. Without PowerShell use the same commands directly: dotnet build, dotnet test.

    A task that lacks something stops, and says what it needs. -WhatIf is for Install, Publish and Clean. An option
    that one of the tasks does not take is an error.
.PARAMETER Task
    One or several, in turn, with commas between them. In other shells than PowerShell leave no room after the comma:
    pwsh build.ps1 -Task Clean,Install

    Build    Compiles everything and stages the module in out/TunPS, ready to import.
    Test     Builds and runs all tests, in a private network. With -Package it tries that package instead, as a user
             would: installs it into an empty home, imports it, reads its help, runs it. That leaves a record beside
             the package, tested-*.json, which Publish asks for.
    Analyze  Looks at the style of all code. Needs PSScriptAnalyzer 1.24 or later
             (Install-PSResource PSScriptAnalyzer).
    Docs     Makes the help in module/en-US of the pages in docs/en-US, and the pictures of docs whose sources were
             changed. Needs PlatyPS 1.0 (Install-PSResource Microsoft.PowerShell.PlatyPS), and for a picture Graphviz
             (https://graphviz.org). With -Check it changes nothing, and fails when something is not as it would be
             made.
    Package  Makes what is published, in out/packages: TunPS.<version>.nupkg for the PowerShell Gallery, and
             TunPS.Core.<version>.nupkg and .snupkg for NuGet. Needs git and a clone where all is committed: the same
             commit gives the same bytes in every clone that has the same origin, with the same SDK.
    Install  Installs the module for the current user, of the package that -Package names, or else of the one in
             out/packages. Where that one is missing, or was made of another commit, it makes it first, as Package
             does. Needs Microsoft.PowerShell.PSResourceGet, which comes with PowerShell.
    Publish  Pushes the packages beside the one that -Package names, when they are those that were tested, also on a
             device, the work tree is clean and its commit has the tag v<version>. What an earlier run pushed before
             it failed is skipped. Needs PSResourceGet 1.1 (Install-PSResource Microsoft.PowerShell.PSResourceGet),
             and the keys of the two services in the environment: TUNPS_GALLERY_KEY and TUNPS_NUGET_KEY. -WhatIf
             looks at everything and pushes nothing.
    Clean    Removes all that was built.
.PARAMETER Configuration
    Release, or Debug to step through the code. Packages are always of Release.
.PARAMETER Package
    The TunPS.<version>.nupkg for Test, Install and Publish.
.PARAMETER Check
    Docs changes nothing, and only says whether all is as it would be made.
.PARAMETER Repository
    The repository that Publish pushes the module to, by the name that Get-PSResourceRepository shows.
.PARAMETER Feed
    The NuGet feed that Publish pushes TunPS.Core to: the name of a source, an address, or a folder.
.EXAMPLE
    ./build.ps1
    Import-Module ./out/TunPS
.EXAMPLE
    ./build.ps1 -Task Install
.EXAMPLE
    ./build.ps1 -Task Package
    ./build.ps1 -Task Test -Package out/packages/TunPS.0.1.0-preview1.nupkg
    ./build.ps1 -Task Publish -Package out/packages/TunPS.0.1.0-preview1.nupkg -WhatIf
#>
[CmdletBinding(SupportsShouldProcess, PositionalBinding = $false)]
param(
    [Parameter(Position = 0)]
    [ArgumentCompletions('Build', 'Test', 'Analyze', 'Docs', 'Package', 'Install', 'Publish', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [string] $Package,

    [switch] $Check,

    [string] $Repository = 'PSGallery',

    [string] $Feed = 'nuget.org'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/build/Tools.ps1

# Which tasks there are, and what each of them takes.
$takes = [ordered] @{
    Build   = @('Configuration')
    Test    = 'Configuration', 'Package'
    Analyze = @()
    Docs    = @('Check')
    Package = @()
    Install = 'Package', 'WhatIf'
    Publish = 'Package', 'Repository', 'Feed', 'WhatIf'
    Clean   = @('WhatIf')
}
# Other shells hand over several tasks as one word.
$Task = -split ($Task -replace ',', ' ')
$unknown = $Task | Where-Object { $_ -notin $takes.Keys }
if ($unknown -or -not $Task) {
    throw "There is no task '$($unknown -join ', ')'. The tasks are $($takes.Keys -join ', ')."
}
$options = @($PSBoundParameters.Keys) -ne 'WhatIf' + @($WhatIfPreference ? 'WhatIf' : @())
foreach ($option in $options | Where-Object { $_ -in $takes.Values.ForEach{ $_ } }) {
    $others = $Task | Where-Object { $option -notin $takes[$_] }
    if ($others) {
        $takers = $takes.Keys | Where-Object { $option -in $takes[$_] }
        throw "-$option is for $($takers -join ', '), and not for $($others -join ', ')."
    }
}

if ($Task | Where-Object { $_ -notin 'Docs', 'Install', 'Clean' }) {
    Assert-Command dotnet 'the .NET SDK 10' 'https://dotnet.microsoft.com/download'
}
if ($Package) {
    # The path is meant from where the user is, and the tasks run at the root.
    $Package = (Resolve-Path -LiteralPath $Package).Path
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            Invoke-DotNet build --configuration $Configuration
        }
        'Test' {
            if ($Package) {
                & .ci/Test-Package.ps1 -Package $Package
            }
            else {
                Invoke-DotNet test --configuration $Configuration
            }
        }
        'Analyze' {
            & build/Analyze.ps1
            Invoke-DotNet format --verify-no-changes
        }
        'Docs' {
            & docs/Build-Help.ps1 -Check:$Check
            & docs/Build-Diagrams.ps1 -Check:$Check
        }
        'Package' {
            & build/Package.ps1
        }
        'Install' {
            & build/Install.ps1 -Package $Package
        }
        'Publish' {
            $from = $Package ? $Package : (Find-ModulePackage)
            & build/Publish.ps1 -Package $from -Repository $Repository -Feed $Feed
        }
        'Clean' {
            $made = @(
                'out', 'TestResults', '.ci/docs/node_modules'
                'src/*/bin', 'src/*/obj', 'tests/*/bin', 'tests/*/obj'
                'tools/*/bin', 'tools/*/obj', 'benchmarks/*/bin', 'benchmarks/*/obj'
            )
            Get-Item $made -ErrorAction Ignore | Remove-Item -Recurse -Force
        }
    }
}
finally {
    Pop-Location
}
