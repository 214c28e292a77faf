BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")

    # A folder that has the real build.ps1, and in place of each script that it runs one that takes the same, and only
    # says that it ran.
    function New-BuildFolder {
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
        $stubs = @(
            'build/Analyze.ps1', 'build/Package.ps1', 'build/Install.ps1', 'build/Publish.ps1'
            'docs/Build-Help.ps1', 'docs/Build-Diagrams.ps1', '.ci/Test-Package.ps1'
        )
        foreach ($name in 'build', 'docs', '.ci', 'bin', 'module', 'out/packages') {
            $null = [IO.Directory]::CreateDirectory("$folder/$name")
        }
        foreach ($name in $stubs) {
            $script = [Management.Automation.Language.Parser]::ParseFile("$root/$name", [ref] $null, [ref] $null)
            $text = "$($script.ParamBlock.Attributes)`n$($script.ParamBlock)`n'ran $name'"
            [IO.File]::WriteAllText("$folder/$name", $text)
        }
        foreach ($name in 'build.ps1', 'build/Tools.ps1', 'module/TunPS.psd1') {
            [IO.File]::Copy("$root/$name", "$folder/$name")
        }
        # Nothing is made with modules here.
        [IO.File]::AppendAllText("$folder/build/Tools.ps1", "`nfunction Assert-Module { }`n")
        $programs = @{ dotnet = 'echo ran dotnet "$@"'; sudo = 'exec "$@"' }
        foreach ($name in $programs.Keys) {
            [IO.File]::WriteAllText("$folder/bin/$name", "#!/bin/sh`n$($programs[$name])`n")
            [IO.File]::SetUnixFileMode("$folder/bin/$name", 'UserRead, UserWrite, UserExecute')
        }
        . "$folder/build/Tools.ps1"
        [IO.File]::WriteAllText("$folder/out/packages/TunPS.$(Get-ModuleVersion).nupkg", '')
        $folder
    }

    # What a line prints that is typed in that folder, and its error: in bash, or at the prompt of pwsh.
    function Invoke-Line([string] $Line, [string] $Shell = 'pwsh') {
        $path = $env:PATH
        $env:PATH = "$folder/bin:$path"
        Push-Location $folder
        try {
            $typed = if ($Shell -eq 'bash') { { bash -c $Line 2>&1 } } else { [scriptblock]::Create($Line) }
            $output = [Collections.Generic.List[object]]::new()
            $failure = Get-FirstError { & $typed | ForEach-Object { $output.Add($_) } }
        }
        finally {
            Pop-Location
            $env:PATH = $path
        }
        @{ Output = $output | ForEach-Object { "$_" }; Failure = $failure }
    }

    # Whatever the user has set for clones.
    $settings = 'user.name=Spec', 'user.email=spec@example.org', 'commit.gpgSign=false', 'tag.gpgSign=false'
    function Invoke-Git { git -C $folder ($settings | ForEach-Object { '-c', $_ }) @args }
}

Describe 'The script build.ps1' -Tag FullShell {
    BeforeEach {
        $folder = New-BuildFolder
    }

    AfterEach {
        [IO.Directory]::Delete($folder, $true)
    }

    # Each line with it that the pages, the tests' machines and its own help have.
    $base = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $pages = @(
        'README.md', 'CONTRIBUTING.md', 'build.ps1', '.ci/run', '.ci/Test-Reproducible.ps1', '.ci/Test-Package.ps1'
        '.github/PULL_REQUEST_TEMPLATE.md', '.github/workflows/ci.yml'
        [IO.Directory]::GetFiles("$base/docs", '*.md', 'AllDirectories') |
            ForEach-Object { [IO.Path]::GetRelativePath($base, $_) }
    )
    $lines = @{}
    foreach ($page in $pages) {
        $text = [IO.File]::ReadAllText("$base/$page")
        $line = '(?<!Get-Help )(?<line>(?:(?:sudo )?pwsh (?:-NoProfile )?(?:-File )?(?:\./)?|\./)build\.ps1(?: [^\n`#;|]*)?)'
        foreach ($match in [regex]::Matches($text, $line)) {
            $lines[$match.Groups['line'].Value.Trim()] = $page
        }
    }
    $each = $lines.Keys | ForEach-Object {
        @{ Line = $_; Page = $lines[$_]; Shell = if ($_.StartsWith('./')) { 'pwsh' } else { 'bash' } }
    }

    It 'does what <Page> says in <Shell>: <Line>' -ForEach $each {
        $done = Invoke-Line $Line $Shell
        $done.Failure | Should -BeNullOrEmpty
        $done.Output | Should -Match '^ran '
    }

    It 'has such lines on many pages' -ForEach @{ Count = $lines.Count; First = "$($lines.Keys)" } {
        $Count | Should -BeGreaterThan 8
        $First | Should -Match 'sudo pwsh build.ps1'
    }

    It 'takes several tasks in <Shell>: <Line>' -ForEach @(
        @{ Shell = 'bash'; Line = 'pwsh build.ps1 -Task Analyze,Docs' }
        @{ Shell = 'bash'; Line = 'pwsh build.ps1 "Analyze, Docs"' }
        @{ Shell = 'pwsh'; Line = './build.ps1 Analyze, Docs' }
    ) {
        $ran = 'build/Analyze.ps1', 'dotnet format --verify-no-changes', 'docs/Build-Help.ps1', 'docs/Build-Diagrams.ps1'
        (Invoke-Line $Line $Shell).Output | Should -Be ($ran | ForEach-Object { "ran $_" })
    }

    It 'refuses <Line>' -ForEach @(
        @{ Line = 'Biuld'; Why = "There is no task 'Biuld'. The tasks are Build, Test, *" }
        @{ Line = '","'; Why = "There is no task ''. The tasks are Build, Test, *" }
        @{ Line = '-Check'; Why = '-Check is for Docs, and not for Build.' }
        @{ Line = 'Docs,Analyze -Check'; Why = '-Check is for Docs, and not for Analyze.' }
        @{ Line = 'Package -Package x'; Why = '-Package is for Test, Install, Publish, and not for Package.' }
        @{ Line = 'Test -WhatIf'; Why = '-WhatIf is for Install, Publish, Clean, and not for Test.' }
        @{ Line = 'Install -Feed x'; Why = '-Feed is for Publish, and not for Install.' }
        @{ Line = 'Package -Configuration Debug'; Why = '-Configuration is for Build, Test, and not for Package.' }
    ) {
        $done = Invoke-Line "./build.ps1 $Line"
        "$($done.Failure)" | Should -BeLike $Why
        $done.Output | Should -BeNullOrEmpty
    }
}

Describe 'The tasks' -Tag FullShell {
    BeforeEach {
        $folder = New-BuildFolder

        # A clone with the real scripts; making and installing are only told.
        foreach ($name in 'Install', 'Package', 'Publish') {
            [IO.File]::Copy("$root/build/$name.ps1", "$folder/build/$name.ps1", $true)
        }
        [IO.File]::WriteAllText("$folder/.gitignore", "/out/`n")
        Invoke-Git init -q
        Invoke-Git add .
        Invoke-Git commit -q -m first

        . "$folder/build/Tools.ps1"
        function Set-PackageCommit([string] $Commit) {
            $archive = [IO.Compression.ZipArchive]::new(
                [IO.File]::Create("$folder/out/packages/TunPS.$(Get-ModuleVersion).nupkg"), 'Create')
            $writer = [IO.StreamWriter]::new($archive.CreateEntry('TunPS.nuspec').Open())
            $version = "<version>$(Get-ModuleVersion)</version>"
            $writer.Write("<package><metadata>$version<repository commit='$Commit'/></metadata></package>")
            $writer.Dispose()
            $archive.Dispose()
        }

        # The first thing that Install says it would do.
        function Get-FirstStep { bash -c "cd '$folder' && pwsh -NoProfile build.ps1 -Task Install -WhatIf" }
    }

    AfterEach {
        [IO.Directory]::Delete($folder, $true)
    }

    It 'install the package that was made of the commit' {
        Set-PackageCommit (Invoke-Git rev-parse HEAD)
        Get-FirstStep | Should -BeLike 'What if: *"Install" on target "TunPS * for the current user".'
    }

    It 'make it first when there is only one of another commit' {
        Set-PackageCommit (Invoke-Git rev-parse HEAD)
        Invoke-Git commit -q --allow-empty -m second
        Get-FirstStep | Should -Be 'What if: Performing the operation "Make" on target "the packages of this commit".'
    }

    It 'install one that was brought to a folder that is no clone' {
        Set-PackageCommit 0123456789
        [IO.Directory]::Delete("$folder/.git", $true)
        Get-FirstStep | Should -BeLike 'What if: *"Install" on target *'
    }

    It 'name the files that keep them from making a package of the commit, and say what to do' {
        [IO.File]::WriteAllText("$folder/ping.pcapng", '')
        [IO.File]::WriteAllText("$folder/build.ps1", [IO.File]::ReadAllText("$root/build.ps1") + "`n")
        "$((Invoke-Line './build.ps1 -Task Package').Failure)" |
            Should -BeLike '*these files are not as in the last one: build.ps1, ping.pcapng. Commit *git stash -u'
    }

    It 'leave the time that the user has set for builds' {
        $former = $env:SOURCE_DATE_EPOCH
        $env:SOURCE_DATE_EPOCH = '1000000000'
        try {
            $null = Invoke-Line './build.ps1 -Task Package'
            $env:SOURCE_DATE_EPOCH | Should -Be '1000000000'
        }
        finally {
            $env:SOURCE_DATE_EPOCH = $former
        }
    }

    It 'push only what an earlier run has not pushed, the symbols too' {
        # A feed that tells which packages it has, but not whether it has their symbols, and a gallery.
        [IO.File]::WriteAllText("$folder/bin/dotnet", @'
#!/bin/sh
case "$*" in
    'package search'*) cat out/feed ;;
    'nuget push --help') echo NUGET_SYMBOL_API_KEY ;;
    *.snupkg*) echo "symbols $NUGET_SYMBOL_API_KEY"; exec test ! -e out/full ;;
    *) echo "core $NUGET_API_KEY"; echo '{ "searchResult": [{ "packages": [{ "version": "VERSION" }] }] }' > out/feed ;;
esac
'@.Replace('VERSION', (Get-ModuleVersion)))
        [IO.File]::WriteAllText("$folder/out/feed", '{ "searchResult": [] }')
        [IO.File]::WriteAllText("$folder/out/full", '')
        function Get-PSResourceRepository { @{ Uri = [uri] 'file:///gallery' } }
        function Find-PSResource {
            [CmdletBinding()]
            param($Name, $Version, [switch] $Prerelease, $Repository)

            Write-Debug "$Name $Version is not in $Repository, also not as a prerelease: $Prerelease"
        }
        function Publish-PSResource { 'module' }

        Invoke-Git commit -q --all -m second
        Invoke-Git tag "v$(Get-ModuleVersion)"
        Set-PackageCommit (Invoke-Git rev-parse HEAD)
        $package = "$folder/out/packages/TunPS.$(Get-ModuleVersion).nupkg"
        foreach ($kind in 'nupkg', 'snupkg') {
            [IO.File]::WriteAllText("$folder/out/packages/TunPS.Core.$(Get-ModuleVersion).$kind", '')
        }
        @{ Tests = 'Test-Device.ps1'; System = 'a system'; PowerShell = '7.6'; Files = Get-PackageHash $package } |
            ConvertTo-Json | Set-Content "$folder/out/packages/tested-here.json"

        $env:TUNPS_NUGET_KEY = 'secret'
        try {
            $first = Invoke-Line './build.ps1 Publish -Feed feed'
            [IO.File]::Delete("$folder/out/full")
            $again = Invoke-Line './build.ps1 Publish -Feed feed'
        }
        finally {
            $env:TUNPS_NUGET_KEY = $null
        }
        "$($first.Failure)" | Should -BeLike 'Pushing *.snupkg failed with exit code 1. What comes after it was not pushed. *'
        $first.Output | Select-Object -Skip 1 | Should -Be 'core secret', 'symbols secret'
        $again.Failure | Should -BeNullOrEmpty
        $again.Output[1] | Should -BeLike 'feed has TunPS.Core * already: it is skipped.'
        $again.Output | Select-Object -Skip 2 | Should -Be 'symbols secret', 'module'
    }
}
