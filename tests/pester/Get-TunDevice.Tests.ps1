BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Get-TunDevice' {
    BeforeEach {
        $first = New-TunDevice spec0 -Address 192.0.2.1/24
        $second = New-TunDevice spec1 -Down
    }

    AfterEach {
        Remove-TunDevice *
    }

    It 'gives the devices that are open in this session' {
        (Get-TunDevice).Name | Should -Be 'spec0', 'spec1'
    }

    It 'takes names with wildcards, several, and from the pipeline' {
        (Get-TunDevice *1).Name | Should -Be 'spec1'
        (Get-TunDevice spec1, spec0).Name | Should -Be 'spec1', 'spec0'
        ('spec0' | Get-TunDevice).Name | Should -Be 'spec0'
    }

    It 'gives the very device that New-TunDevice gave' {
        [object]::ReferenceEquals((Get-TunDevice spec0), $first) | Should -BeTrue
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Get-TunDevice nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*spec0, spec1*'
    }

    It 'says nothing when a pattern matches none' {
        Get-FirstError { Get-TunDevice nosuch* } | Should -BeNullOrEmpty
    }

    It 'does not list what is closed' {
        $first.Dispose()
        (Get-TunDevice).Name | Should -Be 'spec1'
    }

    It 'completes the names of open devices' {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Get-TunDevice sp', 16, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0', 'spec1'
    }

    It 'shows name, state, MTU and addresses as a table' -Tag FullShell {
        $text = Get-TunDevice | Out-String -Width 100
        $text | Should -Match 'Name +Layer +State +MTU +Dropped +Address'
        $text | Should -Match 'spec0 +Tun +Up +1500 +[0-9]+ 192\.0\.2\.1/24'
        $text | Should -Match 'spec1 +Tun +Down +1500'
    }
}
