BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $script = "$PSScriptRoot/../../docs/Build-Diagrams.ps1"
    $diagrams = "$PSScriptRoot/../../docs/guides/diagrams"
}

Describe 'The diagrams' -Tag FullShell {
    It 'are the pictures of their sources' {
        & $script -Check
    }

    It 'have a title and a description, for those who do not see them' {
        foreach ($path in [IO.Directory]::GetFiles($diagrams, '*.svg')) {
            $picture = [xml] [IO.File]::ReadAllText($path)
            $picture.svg.role | Should -Be 'img'
            $picture.svg.title.InnerText | Should -Not -BeNullOrEmpty
            $picture.svg.desc.InnerText | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'Diagrams that are not in order' -Tag FullShell {
    BeforeEach {
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
        Copy-Item "$diagrams/tunnel.*" $folder
    }

    AfterEach {
        [IO.Directory]::Delete($folder, $true)
    }

    It 'are found without a picture' {
        [IO.File]::Delete("$folder/tunnel.svg")
        { & $script -Check -Folder $folder } | Should -Throw '*tunnel.dot has no picture.'
    }

    It 'are found with a label that the picture has not' {
        $path = "$folder/tunnel.svg"
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('>not encrypted<', '>encrypted<'))
        { & $script -Check -Folder $folder } |
            Should -Throw "*tunnel.dot has the label 'not encrypted', and the picture has not."
    }

    It 'are found with a source that was changed afterwards' {
        $path = "$folder/tunnel.dot"
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('rankdir=LR', 'rankdir=TB'))
        { & $script -Check -Folder $folder } | Should -Throw '*tunnel.dot was changed after its picture was made.'
    }

    It 'may have other line ends' {
        $path = "$folder/tunnel.dot"
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace("`n", "`r`n"))
        & $script -Check -Folder $folder
    }

    It 'are found without a description' {
        $path = "$folder/tunnel.dot"
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('// desc:', '//'))
        { & $script -Check -Folder $folder } | Should -Throw "*tunnel.dot lacks a line '// title:' or '// desc:'."
    }
}
