BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = Get-Module TunPS
    $maml = [xml] [IO.File]::ReadAllText("$($module.ModuleBase)/en-US/TunPS.dll-Help.xml")
    $topics = @{}
    foreach ($topic in $maml.DocumentElement.ChildNodes) {
        $topics[$topic.details.name] = $topic
    }

    function Get-Page([string] $Name) {
        [IO.Directory]::GetFiles("$PSScriptRoot/../../docs/en-US", "$Name.md")
    }

    # What Get-Help shows in a console, without colours.
    function Get-ShownHelp([hashtable] $Parameters) { Get-Help @Parameters | Out-String -Width 100 }
}

Describe 'The help' {
    $names = @(
        'Add-TunAddress', 'Add-TunRoute', 'Add-TunShouldOperator', 'Connect-TunDevice', 'ConvertTo-TunPacket'
        'Export-TunCapture', 'Get-TunAddress', 'Get-TunDevice', 'Get-TunRoute', 'Import-TunCapture', 'New-InterruptEvent'
        'New-TunDevice', 'New-TunPacket', 'Receive-TunPacket', 'Remove-TunAddress', 'Remove-TunDevice', 'Remove-TunRoute'
        'Reset-InterruptEvent', 'Send-TunPacket', 'Set-InterruptEvent', 'Set-TunConnection', 'Set-TunDevice'
        'Wait-TunDevice'
    )
    $each = $names | ForEach-Object { @{ Cmdlet = $_ } }

    It 'has every cmdlet in these tests' {
        $text = [IO.File]::ReadAllText("$PSScriptRoot/Help.Tests.ps1")
        $module.ExportedCmdlets.Keys | Where-Object { -not $text.Contains("'$_'") } | Should -BeNullOrEmpty
    }

    It 'has no placeholder' {
        $pages = Get-Page *
        $pages.Count | Should -Be ($module.ExportedCmdlets.Count + 1)
        $pages | Where-Object { [IO.File]::ReadAllText($_).Contains('{{') } | Should -BeNullOrEmpty
        $maml.OuterXml.Contains('{{') | Should -BeFalse
    }

    It 'has the synopsis of <Cmdlet> on the page of the module, as a sentence' -ForEach $each {
        $synopsis = $topics[$Cmdlet].details.description.para
        $synopsis | Should -Match '^[A-Z].+\.$'
        [IO.File]::ReadAllLines((Get-Page TunPS)) | Should -Contain $synopsis
    }

    It 'is what Get-Help shows for <Cmdlet>' -ForEach $each -Tag FullShell {
        $help = Get-Help $Cmdlet
        $help.Synopsis | Should -Be $topics[$Cmdlet].details.description.para
        "$($help.description.Text)" | Should -Match '\w\.'
        @($help.examples.example).Count | Should -BeGreaterThan 2
    }

    It 'shows <Cmdlet> without a mark of markdown' -ForEach $each -Tag FullShell {
        $shown = Get-ShownHelp @{ Name = $Cmdlet; Full = $true }
        $shown | Should -Not -Match '```|\]\([^)]*\.(md|txt)\)|\*\*'
        $sections = 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'
        foreach ($section in $sections) {
            $shown | Should -Match "(?m)^$section"
        }

        # Backticks are left only where code has them.
        $example = (Get-Help $Cmdlet -Examples).examples.example
        "$($example.remarks.Text)" | Should -Not -Match '`[A-Za-z-]+`'
        $shown | Should -Match 'about_TunPS'
    }

    It 'has the code of each example of <Cmdlet> as code' -ForEach $each -Tag FullShell {
        foreach ($example in (Get-Help $Cmdlet -Examples).examples.example) {
            $problems = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
        }
    }

    It 'shows every parameter of <Cmdlet> with its default and what it takes' -ForEach $each -Tag FullShell {
        foreach ($parameter in Get-Help $Cmdlet -Parameter * -ErrorAction Ignore) {
            $parameter.defaultValue | Should -Not -BeNullOrEmpty
            $parameter.pipelineInput | Should -Match '^(false|true \((ByValue(, ByPropertyName)?|ByPropertyName)\))$'
            "$($parameter.description.Text)" | Should -Match '\w\.'
        }
    }

    It 'says politely of <Cmdlet> that there is no online version' -ForEach $each -Tag FullShell {
        $failure = Get-FirstError { Get-Help $Cmdlet -Online }
        "$failure" | Should -BeLike 'The online version of this Help topic cannot be displayed*is not specified*'
    }

    $hasPlatyPS = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable
    It 'is what docs/Build-Help.ps1 makes of the pages' -Tag FullShell -Skip:(-not $hasPlatyPS) {
        Get-FirstError { & "$PSScriptRoot/../../docs/Build-Help.ps1" -Check } | Should -BeNullOrEmpty
    }

    It 'has nothing that Update-Help could update, which says so in a sentence' -Tag FullShell {
        # It looks only at modules that are found by their names. With a HelpInfoUri it would try to reach a server.
        $path = $env:PSModulePath
        # An installed one lies in a folder of its version.
        $folder = $module.ModuleBase
        while ([IO.Path]::GetFileName($folder) -ne 'TunPS') { $folder = [IO.Path]::GetDirectoryName($folder) }
        $env:PSModulePath = [IO.Path]::GetDirectoryName($folder)
        try {
            $failure = Get-FirstError { Update-Help TunPS -UICulture en-US }
        }
        finally {
            $env:PSModulePath = $path
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'HelpInfoUriNotFound,*'
        "$failure" | Should -BeLike "*'TunPS'*the specified module does not support updatable help*"
    }
}
