BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    function Get-Interface {
        @([Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name) -ne 'lo'
    }
}

Describe 'Remove-TunDevice' {
    BeforeEach {
        $first = New-TunDevice spec0
        $null = New-TunDevice spec1
    }

    AfterEach {
        Remove-TunDevice *
    }

    It 'closes a device, and its interface is gone' {
        Remove-TunDevice $first
        $first.State | Should -Be 'Closed'
        Get-Interface | Should -Be 'spec1'
    }

    It 'takes a name, a pattern, or devices from the pipeline' {
        Remove-TunDevice spec0
        Get-Interface | Should -Be 'spec1'
        Remove-TunDevice sp*
        Get-Interface | Should -BeNullOrEmpty
        New-TunDevice spec2 | Remove-TunDevice
        Get-Interface | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf' {
        Remove-TunDevice spec0 -WhatIf
        $first.State | Should -Be 'Up'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Remove-TunDevice spec0 -Verbose } | Should -Contain 'Closed the TUN device spec0.'
    }

    It 'takes a device that is closed already without a word' {
        Remove-TunDevice $first
        Get-FirstError { Remove-TunDevice $first } | Should -BeNullOrEmpty
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Remove-TunDevice nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
