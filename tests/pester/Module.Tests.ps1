BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = Get-Module TunPS
    $root = "$PSScriptRoot/../.."
    $manifest = [IO.File]::ReadAllText("$root/module/TunPS.psd1")
}

Describe 'The module TunPS' {
    It 'exports exactly what its manifest lists' {
        $listed = [regex]::Matches($manifest, "'([A-Z][A-Za-z]+-[A-Za-z]+)'") | ForEach-Object { $_.Groups[1].Value }
        $listed.Count | Should -BeGreaterThan 5
        $module.ExportedCommands.Keys | Should -Be $listed
        $manifest | Should -BeLike '*FunctionsToExport    = @()*'
        $manifest | Should -BeLike '*AliasesToExport      = @()*'
        $manifest | Should -BeLike '*VariablesToExport    = @()*'
    }

    It 'is a valid module' {
        (Test-ModuleManifest "$($module.ModuleBase)/TunPS.psd1").PowerShellVersion.ToString() | Should -Be '7.4'
    }

    It 'uses approved verbs' -Tag FullShell {
        $module.ExportedCmdlets.Values.Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
    }

    It 'says what each cmdlet gives' {
        $module.ExportedCmdlets.Values |
            Where-Object { $_.Verb -ne 'Remove' -and -not $_.OutputType } |
            Should -BeNullOrEmpty
    }

    It 'has the files that its manifest lists, and no other' {
        $base = [IO.Path]::GetFullPath($module.ModuleBase)
        # What PSResourceGet writes beside an installed module is its own.
        $files = [IO.Directory]::GetFiles($base, '*', 'AllDirectories') |
            Where-Object { $_ -notlike '*PSGetModuleInfo.xml' } |
            ForEach-Object { [IO.Path]::GetRelativePath($base, $_).Replace('\', '/') }
        $listed = (Test-ModuleManifest "$base/TunPS.psd1").FileList |
            ForEach-Object { [IO.Path]::GetRelativePath($base, $_).Replace('\', '/') }
        [Linq.Enumerable]::Order([string[]] $files, [StringComparer]::Ordinal) |
            Should -Be @([Linq.Enumerable]::Order([string[]] $listed, [StringComparer]::Ordinal))
    }

    It 'has no assembly that it does not need' {
        $files = [IO.Directory]::GetFiles($module.ModuleBase, '*.dll', 'AllDirectories') |
            ForEach-Object { [IO.Path]::GetFileName($_) }
        [Linq.Enumerable]::Order([string[]] $files) | Should -Be 'PacketDotNet.dll', 'TunPS.Core.dll', 'TunPS.dll'
    }

    It 'has a label until version 1.0' {
        $module.Version.Major -ge 1 -or $module.PrivateData.PSData.Prerelease | Should -BeTrue
    }

    It 'leads to nothing in its change log that is not there' {
        [IO.File]::ReadAllText("$($module.ModuleBase)/CHANGELOG.md") | Should -Not -Match '\]\((?!https:)'
    }

    It 'has the version that the change log tells of' {
        $label = $module.PrivateData.PSData.Prerelease
        $version = if ($label) { "$($module.Version)-$label" } else { "$($module.Version)" }
        [regex]::Match([IO.File]::ReadAllText("$root/CHANGELOG.md"), '(?m)^## ([0-9]\S+)').Groups[1].Value | Should -Be $version
    }

    It 'loads PacketDotNet only for those who use it' -Tag FullShell {
        $loaded = pwsh -NoProfile -Command "Import-Module '$($module.ModuleBase)/TunPS.psd1'; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name"
        $loaded | Should -Contain 'TunPS'
        $loaded | Should -Not -Contain 'PacketDotNet'
    }

    It 'has assemblies of the version that it has itself' {
        $label = $module.PrivateData.PSData.Prerelease
        $version = if ($label) { "$($module.Version)-$label" } else { "$($module.Version)" }
        foreach ($assembly in 'TunPS.dll', 'TunPS.Core.dll') {
            $path = "$($module.ModuleBase)/bin/net8.0/$assembly"
            $told = [Diagnostics.FileVersionInfo]::GetVersionInfo($path).ProductVersion
            ($told -split '\+')[0] | Should -Be $version
        }
    }

    It 'lets the types of PacketDotNet be named at once' -Tag FullShell {
        pwsh -NoProfile -Command "Import-Module '$($module.ModuleBase)/TunPS.psd1'; [PacketDotNet.UdpPacket]::new(1, 2).DestinationPort" |
            Should -Be 2
    }
}
