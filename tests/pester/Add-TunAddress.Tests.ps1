BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Add-TunAddress' {
    BeforeEach {
        $device = New-TunDevice spec0 -Mtu 1280
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'adds <Text>, and gives nothing' -ForEach @(
        @{ Text = '192.0.2.1/24' }
        @{ Text = '192.0.2.1/32' }
        @{ Text = '192.0.2.1 peer 192.0.2.2/32' }
        @{ Text = '2001:db8::1/64' }
        @{ Text = '2001:db8::1 peer 2001:db8::2/128' }
    ) {
        Add-TunAddress spec0 $Text | Should -BeNullOrEmpty
        "$($device.Address)".StartsWith($Text) | Should -BeTrue
    }

    It 'puts together what is given apart' {
        Add-TunAddress spec0 192.0.2.1 -PrefixLength 24
        Add-TunAddress spec0 198.51.100.1 -Peer 198.51.100.2
        Add-TunAddress spec0 2001:db8::1 -PrefixLength 64 -Peer 2001:db8:0:1::1
        "$($device.Address)" |
            Should -BeLike '192.0.2.1/24 198.51.100.1 peer 198.51.100.2/32 2001:db8::1 peer 2001:db8:0:1::1/64*'
    }

    It 'adds several to several devices' {
        $null = New-TunDevice spec1 @quiet
        Add-TunAddress spec* 192.0.2.1/24, 198.51.100.1/24
        foreach ($name in 'spec0', 'spec1') {
            "$((Get-TunDevice $name).Address)" | Should -BeLike '192.0.2.1/24 198.51.100.1/24*'
        }
    }

    It 'takes devices, objects of -All, and address objects' {
        Add-TunAddress $device ([TunPS.TunAddress]::Parse('192.0.2.1/24'))
        Get-TunDevice -All spec0 | Add-TunAddress -Address 198.51.100.1/24
        $device | Add-TunAddress -Address 203.0.113.1/24
        "$($device.Address)" | Should -BeLike '192.0.2.1/24 198.51.100.1/24 203.0.113.1/24*'
    }

    It 'takes its parameters from the properties of objects' {
        [pscustomobject]@{ Name = 'spec0'; Address = '192.0.2.1/24' },
        [pscustomobject]@{ Device = 'spec0'; Address = '198.51.100.1'; PrefixLength = 24; Peer = $null } | Add-TunAddress
        "$($device.Address)" | Should -BeLike '192.0.2.1/24 198.51.100.1/24*'
    }

    It 'gives one device the addresses of another' {
        $other = New-TunDevice spec1 -Address 192.0.2.1/24, '198.51.100.1 peer 198.51.100.2/32' @quiet
        Get-TunAddress spec1 | Add-TunAddress -Device spec0
        "$($device.Address)" | Should -BeLike "$($other.Address)*"
    }

    It 'reaches a persistent device that is not open' {
        New-TunDevice spec1 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Add-TunAddress spec1 192.0.2.1/24
        "$((Get-TunDevice -All spec1).Address)" | Should -BeLike '192.0.2.1/24*'
    }

    It 'gives what it added with -PassThru' {
        $added = Add-TunAddress spec0 192.0.2.1/24, 2001:db8::1/64 -PassThru
        $added[0] | Should -BeOfType ([TunPS.TunAddress])
        "$added" | Should -Be '192.0.2.1/24 2001:db8::1/64'
        $added.Device | Should -Be 'spec0', 'spec0'
    }

    It 'warns once of a network that leads into another device' {
        $null = New-TunDevice spec1 -Address 192.0.2.1/24 @quiet
        $with = @{ WarningVariable = 'warning'; WarningAction = 'SilentlyContinue' }
        Add-TunAddress spec0 192.0.2.5/24 @with
        "$warning" | Should -BeLike '192.0.2.0/24 leads into spec1 already*spec0 gets none*'
        Add-TunAddress spec0 192.0.2.6/24, 192.0.2.7/32, 198.51.100.1/24 @with
        $warning | Should -BeNullOrEmpty
        Add-TunAddress spec0 192.0.2.5/24 -Force @with
        $warning | Should -BeNullOrEmpty
    }

    It 'warns once of an address that no host has' {
        $with = @{ WarningVariable = 'warning'; WarningAction = 'SilentlyContinue' }
        Add-TunAddress spec0 192.0.2.255/24, 192.0.2.1/24 @with
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike "192.0.2.255 is the broadcast address of the network 192.0.2.0/24, and no host's.*"
        Add-TunAddress spec0 192.0.2.255/24 -Force @with
        $warning | Should -BeNullOrEmpty
        Add-TunAddress spec0 198.51.100.0/24 -WhatIf @with
        $warning | Should -BeNullOrEmpty
    }

    It 'adds nothing with -WhatIf' {
        Add-TunAddress spec0 192.0.2.1/24 -WhatIf -PassThru | Should -BeNullOrEmpty
        "$($device.Address)" | Should -Not -Match '192\.'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Add-TunAddress spec0 192.0.2.1/24 -Verbose } |
            Should -Contain 'Added the address 192.0.2.1/24 to spec0.'
    }

    It 'says so when the device has <Text> already, but not with -Force' -ForEach @(
        @{ Text = '192.0.2.1/24' }
        @{ Text = '2001:db8::1/64' }
    ) {
        Add-TunAddress spec0 $Text
        $failure = Get-FirstError { Add-TunAddress spec0 $Text }
        $failure.FullyQualifiedErrorId | Should -Be 'TunAlreadyExists,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        "$($failure.TargetObject)" | Should -Be $Text
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'

        "$(Add-TunAddress spec0 $Text -Force -PassThru)" | Should -Be $Text
        Get-VerboseText { Add-TunAddress spec0 $Text -Force -Verbose } |
            Should -Contain "Nothing to do: spec0 has $Text already."
    }

    It 'makes an IPv6 address of a TAP device usable at once, unless it is to look for duplicates' {
        $null = New-TunDevice spec1 -Layer Tap
        (Add-TunAddress spec1 2001:db8::1/64 -PassThru).IsTentative | Should -BeFalse
        (Add-TunAddress spec1 2001:db8::2/64 -DetectDuplicates -PassThru).IsTentative | Should -BeTrue
    }

    It 'refuses <Why>' -ForEach @(
        @{ Why = 'an address without prefix'; With = @{ Address = '192.0.2.1' }; Says = 'no prefix length' }
        @{ Why = 'the prefix 33'; With = @{ Address = '192.0.2.1/33' }; Says = '0..32' }
        @{ Why = 'the prefix length 129'; With = @{ Address = '2001:db8::1'; PrefixLength = 129 }; Says = '0..128' }
        @{ Why = 'two prefixes'; With = @{ Address = '192.0.2.1/24'; PrefixLength = 24 }; Says = 'prefix length' }
        @{ Why = 'an address that is none'; With = @{ Address = 'garbage' }; Says = '192.0.2.1/24' }
        @{ Why = 'a multicast address'; With = @{ Address = '224.0.0.1/24' }; Says = 'not the address of one host' }
        @{ Why = 'a peer of the other family'; With = @{ Address = '192.0.2.1'; Peer = '2001:db8::2' }; Says = 'one family' }
    ) {
        $failure = Get-FirstError { Add-TunAddress spec0 @With }
        "$failure" | Should -BeLike "*$Says*"
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($device.Address)" | Should -Not -Match '(^| )(192\.|2001:)'
    }

    It 'goes on with the next address after one that is none' {
        Add-TunAddress spec0 garbage, 192.0.2.1/24 -ErrorAction SilentlyContinue -ErrorVariable failure
        @($failure).Count | Should -Be 1
        "$($device.Address)" | Should -BeLike '192.0.2.1/24*'
    }

    It 'says so when the device has no IPv6' {
        $null = New-TunDevice spec1 @quiet
        $failure = Get-FirstError { Add-TunAddress spec1 2001:db8::1/64 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotSupported,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'NotImplemented'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*1280*'
    }

    It 'says so when there is no device of a name, but not of a pattern' {
        $failure = Get-FirstError { Add-TunAddress nosuch 192.0.2.1/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        Get-FirstError { Add-TunAddress nosuch* 192.0.2.1/24 } | Should -BeNullOrEmpty
    }

    It 'says so when the device is closed' {
        Remove-TunDevice $device
        $failure = Get-FirstError { Add-TunAddress $device 192.0.2.1/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
    }

    It 'says so when the interface was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        $failure = Get-FirstError { Add-TunAddress $device 192.0.2.1/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceGone,TunPS.Commands.AddTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'completes the names of devices' {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Add-TunAddress sp', 17, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0'
    }

    It 'does not take an address with another prefix or peer for the same, with -Force either' -ForEach @(
        @{ Present = '2001:db8::1/64'; Wanted = '2001:db8::1/48' }
        @{ Present = '192.0.2.1/24'; Wanted = '192.0.2.1 peer 192.0.2.5/24' }
    ) {
        Add-TunAddress spec0 $Present -Force
        $failure = Get-FirstError { Add-TunAddress spec0 $Wanted -Force }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.AddTunAddressCommand'
        "$failure" | Should -BeLike '*another prefix length or peer*'
    }

    It 'refuses two prefix lengths for one address' {
        $failure = Get-FirstError { Add-TunAddress spec0 203.0.113.1/24 -PrefixLength 16 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.AddTunAddressCommand'
        "$failure" | Should -BeLike '*leave out -PrefixLength*'
    }
}
