# What the tasks of build.ps1 share. Dot-sourced.

# Runs a program, and stops when it fails.
function Invoke-Program([string] $Program) {
    & $Program @args
    if ($LASTEXITCODE -ne 0) {
        throw "$Program $args failed with exit code $LASTEXITCODE."
    }
}

function Invoke-DotNet { Invoke-Program dotnet @args }

# Runs a script with these variables in the environment, which has afterwards what it had before.
function Use-Environment([hashtable] $Variable, [scriptblock] $Script) {
    $former = @{}
    foreach ($name in $Variable.Keys) {
        $former[$name] = [Environment]::GetEnvironmentVariable($name)
    }
    try {
        # Setting a variable to nothing removes it.
        foreach ($name in $Variable.Keys) { Set-Item "Env:$name" $Variable[$name] }
        & $Script
    }
    finally {
        foreach ($name in $former.Keys) { Set-Item "Env:$name" $former[$name] }
    }
}

# Stops where a program is not installed.
function Assert-Command([string] $Name, [string] $What, [string] $Source) {
    if (-not (Get-Command $Name -CommandType Application -ErrorAction Ignore)) {
        throw "This needs $What, and there is no $Name on the PATH. Get it from $Source."
    }
}

# The oldest version of a module that will do, where several scripts ask.
$oldest = @{
    'Microsoft.PowerShell.PlatyPS' = '1.0'
    'PSScriptAnalyzer'             = '1.24'
}

# Stops where a module is not installed, or only an older one.
function Assert-Module([string] $Name, [version] $Version = $oldest[$Name]) {
    if (-not (Get-Module $Name -ListAvailable | Where-Object Version -GE $Version)) {
        throw "This needs the module $Name $Version or later. Get it by: Install-PSResource $Name"
    }
}

# The version that the manifest has, with its label: 0.1.0-preview1.
function Get-ModuleVersion {
    $manifest = Import-PowerShellDataFile "$PSScriptRoot/../module/TunPS.psd1"
    $label = $manifest.PrivateData.PSData.Prerelease
    $label ? "$($manifest.ModuleVersion)-$label" : $manifest.ModuleVersion
}

# The module's package in out/packages.
function Find-ModulePackage {
    $path = "$PSScriptRoot/../out/packages/TunPS.$(Get-ModuleVersion).nupkg"
    if (-not (Test-Path $path)) {
        throw 'There is no package in out/packages. Make it by: ./build.ps1 -Task Package'
    }
    (Resolve-Path $path).Path
}

# Whether that package is there, and was made of the commit that is checked out. Where git knows of no commit, such as
# in a folder that is no clone, any package will do.
function Test-ModulePackage {
    $path = "$PSScriptRoot/../out/packages/TunPS.$(Get-ModuleVersion).nupkg"
    if (-not (Test-Path $path)) { return $false }
    $hasGit = Get-Command git -CommandType Application -ErrorAction Ignore
    $commit = if ($hasGit) { git -C $PSScriptRoot rev-parse HEAD 2>$null }
    -not $commit -or $commit -eq (Get-PackageData $path).repository.commit
}

# The packages of one version that lie beside the module's: name and SHA-256 of each.
function Get-PackageHash([string] $Package) {
    $version = [IO.Path]::GetFileNameWithoutExtension($Package) -replace '^TunPS\.'
    $hashes = [ordered] @{}
    foreach ($name in "TunPS.$version.nupkg", "TunPS.Core.$version.nupkg", "TunPS.Core.$version.snupkg") {
        $path = Join-Path (Split-Path $Package) $name
        if (-not (Test-Path -LiteralPath $path)) {
            throw "Beside $Package there is no $name. Make all of them by: ./build.ps1 -Task Package"
        }
        $hashes[$name] = (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash
    }
    $hashes
}

# What a package says of itself, as XML.
function Get-PackageData([string] $Package) {
    $archive = [IO.Compression.ZipFile]::OpenRead($Package)
    try {
        $entry = $archive.Entries.Where{ $_.FullName -like '*.nuspec' }[0]
        $reader = [IO.StreamReader]::new($entry.Open())
        ([xml] $reader.ReadToEnd()).package.metadata
    }
    finally {
        $archive.Dispose()
    }
}

# A folder as a repository of PSResourceGet, for as long as the script runs. The script gets its name.
function Use-FolderRepository([string] $Folder, [scriptblock] $Script) {
    $name = "TunPS-$PID"
    Register-PSResourceRepository -Name $name -Uri $Folder -Trusted -Force
    try {
        & $Script $name
    }
    finally {
        Unregister-PSResourceRepository -Name $name
    }
}
