BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # All but the link-local address, which the system adds at some time.
    function Get-OwnAddress {
        $device.Address.ForEach('ToString') -notlike 'fe80*'
    }
}

Describe 'Remove-TunAddress' {
    BeforeEach {
        $device = New-TunDevice spec0 -Mtu 1280 -Address 192.0.2.1/24, '198.51.100.1 peer 198.51.100.2/32', 2001:db8::1/64
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'removes <Text>, and leaves the others' -ForEach @(
        @{ Text = '192.0.2.1/24' }
        @{ Text = '198.51.100.1 peer 198.51.100.2/32' }
        @{ Text = '2001:db8::1/64' }
    ) {
        Remove-TunAddress spec0 $Text | Should -BeNullOrEmpty
        Get-OwnAddress | Should -HaveCount 2
        Get-OwnAddress | Should -Not -Contain $Text
    }

    It 'finds an address without its prefix or peer' {
        Remove-TunAddress spec0 192.0.2.1, 198.51.100.1, 2001:db8::1
        Get-OwnAddress | Should -BeNullOrEmpty
    }

    It 'takes what Get-TunAddress gives' {
        Get-TunAddress spec0 | Where-Object IsTentative -EQ $false | Remove-TunAddress
        Get-OwnAddress | Should -BeNullOrEmpty
    }

    It 'removes all with -Force, also those that the system takes along with the first of their network' {
        Add-TunAddress spec0 192.0.2.2/24, 192.0.2.3/24
        Get-FirstError { Get-TunAddress spec0 | Where-Object IsTentative -EQ $false | Remove-TunAddress -Force } |
            Should -BeNullOrEmpty
        Get-OwnAddress | Should -BeNullOrEmpty
    }

    It 'removes from the device that is meant, and from no other' {
        $other = New-TunDevice spec1 -Address 192.0.2.1/24 @quiet
        Get-TunAddress spec1 | Remove-TunAddress
        "$($other.Address)" | Should -BeNullOrEmpty
        "$($device.Address)" | Should -BeLike '192.0.2.1/24*'
    }

    It 'removes from all devices that match' {
        $other = New-TunDevice spec1 -Address 192.0.2.1/24 @quiet
        Remove-TunAddress spec* 192.0.2.1/24
        "$($device.Address) $($other.Address)" | Should -Not -Match '192\.'
    }

    It 'takes the routes along that came with an address' {
        "$($device.Interface.Route)" | Should -Match '192\.0\.2\.0/24'
        Remove-TunAddress spec0 192.0.2.1
        "$($device.Interface.Route)" | Should -Not -Match '192\.0\.2\.0/24'
    }

    It 'removes nothing with -WhatIf' {
        Remove-TunAddress spec0 192.0.2.1/24 -WhatIf
        "$($device.Address)" | Should -BeLike '192.0.2.1/24*'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Remove-TunAddress spec0 198.51.100.1 -Verbose } |
            Should -Contain 'Removed the address 198.51.100.1 peer 198.51.100.2/32 from spec0.'
    }

    It 'says so when the device has no <Text>, but not with -Force' -ForEach @(
        @{ Text = '192.0.2.77/24' }
        @{ Text = '192.0.2.1/25' }
        @{ Text = '198.51.100.1/24' }
        @{ Text = '2001:db8::77/64' }
    ) {
        $failure = Get-FirstError { Remove-TunAddress spec0 $Text }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotFound,TunPS.Commands.RemoveTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($failure.TargetObject)" | Should -Be $Text
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Get-TunAddress*'

        Get-FirstError { Remove-TunAddress spec0 $Text -Force } | Should -BeNullOrEmpty
        Get-VerboseText { Remove-TunAddress spec0 $Text -Force -Verbose } |
            Should -Contain "Nothing to do: spec0 has no $Text."
        Get-OwnAddress | Should -HaveCount 3
    }

    It 'refuses an address that is none' {
        $failure = Get-FirstError { Remove-TunAddress spec0 garbage }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.RemoveTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.TargetObject | Should -Be 'garbage'
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Remove-TunAddress nosuch 192.0.2.1/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'completes the addresses of the device' {
        $null = New-TunDevice spec3 -Address 203.0.113.7/24, '198.51.100.7 peer 198.51.100.8/32' -Mtu 1279
        $text = 'Remove-TunAddress spec3 '
        $completions = [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, @{})
        $completions.CompletionMatches.CompletionText | Should -Be '203.0.113.7/24', "'198.51.100.7 peer 198.51.100.8/32'"
    }

    It 'takes no number for an address' {
        $failure = Get-FirstError { Remove-TunAddress spec0 3221225985 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.RemoveTunAddressCommand'
    }
}
