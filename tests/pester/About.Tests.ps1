BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    function Get-CmdletName { (Get-Module TunPS).ExportedCmdlets.Keys }

    function Get-Topic([string] $Name) {
        [IO.Directory]::GetFiles("$((Get-Module TunPS).ModuleBase)/en-US", "$Name.help.txt")
    }
}

Describe 'The topics about the module' {
    $names = @(
        'about_TunPS', 'about_TunPS_Interrupts', 'about_TunPS_Packets', 'about_TunPS_Permissions'
        'about_TunPS_Testing'
    )
    $each = $names | ForEach-Object { @{ Topic = $_ } }

    It 'are these and no others' {
        $text = [IO.File]::ReadAllText("$PSScriptRoot/About.Tests.ps1")
        $topics = Get-Topic about_*
        $topics.Count | Should -Be 5
        foreach ($path in $topics) {
            $path | Should -Match '/about_\w+\.help\.txt$'
            $text.Contains("'$([IO.Path]::GetFileName($path).Replace('.help.txt', ''))'") | Should -BeTrue
        }
    }

    It 'begin and end as all topics do: <Topic>' -ForEach $each {
        $lines = [IO.File]::ReadAllLines((Get-Topic $Topic))
        # Get-Help takes the short description from the fifth line.
        $lines[0..3] -join '|' | Should -Be "TOPIC|    $Topic||SHORT DESCRIPTION"
        $lines[4] | Should -Match '^    \S.{20,}\.$'
        $lines[5..6] -join '|' | Should -Be '|LONG DESCRIPTION'
        $lines | Should -Contain 'SEE ALSO'
        $headings = $lines -match '^\S'
        $headings[-1] | Should -Be 'SEE ALSO'
        $headings | Where-Object { $_ -cnotmatch '^[A-Z+, ]+$' } | Should -BeNullOrEmpty
    }

    It 'fit into 80 columns of plain text: <Topic>' -ForEach $each {
        $bytes = [IO.File]::ReadAllBytes((Get-Topic $Topic))
        # No mark of the byte order, no tabulator and nothing that a console might not have.
        $bytes | Where-Object { $_ -ne 10 -and ($_ -lt 32 -or $_ -gt 126) } | Should -BeNullOrEmpty
        [IO.File]::ReadAllLines((Get-Topic $Topic)) |
            Where-Object { $_.Length -gt 80 -or $_ -match '\s$' } |
            Should -BeNullOrEmpty
    }

    It 'name only cmdlets and topics that there are: <Topic>' -ForEach $each {
        $text = [IO.File]::ReadAllText((Get-Topic $Topic))
        foreach ($match in [regex]::Matches($text, '\b[A-Z][A-Za-z]+-(Tun|Interrupt)[A-Z][A-Za-z]+')) {
            Get-CmdletName | Should -Contain $match.Value
        }

        foreach ($match in [regex]::Matches($text, 'about_TunPS\w*')) {
            Get-Topic $match.Value | Should -Not -BeNullOrEmpty
        }
    }

    It 'name every cmdlet in about_TunPS' {
        $text = [IO.File]::ReadAllText((Get-Topic about_TunPS))
        Get-CmdletName | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'are found by Get-Help: <Topic>' -ForEach $each -Tag FullShell {
        Get-Help $Topic | Should -Be ([IO.File]::ReadAllText((Get-Topic $Topic)))
        $short = [IO.File]::ReadAllLines((Get-Topic $Topic))[4].Trim()
        (Get-Help "$Topic*" | Where-Object Name -EQ $Topic).Synopsis | Should -Be $short
    }
}
