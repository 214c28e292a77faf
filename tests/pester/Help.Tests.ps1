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

    # The parameters that a cmdlet itself has.
    function Get-OwnParameter($Parameters) {
        $common = @([Management.Automation.Cmdlet]::CommonParameters) + [Management.Automation.Cmdlet]::OptionalCommonParameters
        foreach ($parameter in $Parameters) {
            if ($parameter.Name -notin $common) { $parameter }
        }
    }

    # One line for each, in an order of its own.
    function Join-Line([string[]] $Line) {
        if ($Line) { [Linq.Enumerable]::Order($Line, [StringComparer]::Ordinal) -join "`n" } else { 'none' }
    }
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

    It 'has one topic for each cmdlet' {
        Join-Line $maml.DocumentElement.ChildNodes.details.name | Should -Be (Join-Line $module.ExportedCmdlets.Keys)
    }

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

    It 'has the synopsis of <Cmdlet> that its page has' -ForEach $each {
        $synopsis = $topics[$Cmdlet].details.description.para
        $synopsis | Should -Match '^[A-Z].+\.$'
        foreach ($page in $Cmdlet, 'TunPS') {
            [IO.File]::ReadAllLines((Get-Page $page)) | Should -Contain $synopsis
        }
    }

    It 'gives the parameters of <Cmdlet> with the names, types and positions that they have' -ForEach $each {
        $written = Get-OwnParameter $topics[$Cmdlet].parameters.parameter |
            ForEach-Object { "$($_.name) $($_.type.name) $($_.position) $($_.required)" }
        $built = Get-OwnParameter $module.ExportedCmdlets[$Cmdlet].Parameters.Values | ForEach-Object {
            # Of a parameter that differs between parameter sets the help tells the most: the position, and that it is needed.
            $position = [Linq.Enumerable]::Max([int[]] $_.ParameterSets.Values.Position)
            $position = if ($position -lt 0) { 'named' } else { $position }
            "$($_.Name) $($_.ParameterType.FullName) $position $($_.ParameterSets.Values.IsMandatory -contains $true)"
        }
        Join-Line $written | Should -Be (Join-Line $built)
    }

    It 'gives the parameter sets of <Cmdlet>' -ForEach $each {
        $written = $topics[$Cmdlet].syntax.syntaxItem |
            ForEach-Object { Join-Line (Get-OwnParameter $_.parameter).name }
        $built = $module.ExportedCmdlets[$Cmdlet].ParameterSets |
            ForEach-Object { Join-Line (Get-OwnParameter $_.Parameters).Name }
        Join-Line $written | Should -Be (Join-Line $built)
    }

    It 'is what Get-Help shows for <Cmdlet>' -ForEach $each -Tag FullShell {
        $help = Get-Help $Cmdlet
        $help.Synopsis | Should -Be $topics[$Cmdlet].details.description.para
        "$($help.description.Text)" | Should -Match '\w\.'
        @($help.examples.example).Count | Should -BeGreaterThan 2
    }

    It 'has a text for each parameter of <Cmdlet>' -ForEach $each -Tag FullShell {
        foreach ($parameter in Get-OwnParameter $module.ExportedCmdlets[$Cmdlet].Parameters.Values) {
            "$((Get-Help $Cmdlet -Parameter $parameter.Name).description.Text)" | Should -Match '\w\.'
        }
    }
}
