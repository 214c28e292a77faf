BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Get-TunAddress' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24, '198.51.100.1 peer 198.51.100.2/32' @quiet
        $other = New-TunDevice spec1 -Address 203.0.113.1/24 @quiet
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'gives the addresses of all open devices' {
        $addresses = Get-TunAddress
        $addresses[0] | Should -BeOfType ([TunPS.TunAddress])
        $addresses.Device | Should -Be 'spec0', 'spec0', 'spec1'
        "$addresses" | Should -Be '192.0.2.1/24 198.51.100.1 peer 198.51.100.2/32 203.0.113.1/24'
    }

    It 'tells the parts of an address' {
        $plain, $pointToPoint = Get-TunAddress spec0
        "$($plain.Address)", $plain.PrefixLength, $plain.Peer | Should -Be '192.0.2.1', 24, $null
        "$($pointToPoint.Address)", $pointToPoint.PrefixLength, "$($pointToPoint.Peer)" |
            Should -Be '198.51.100.1', 32, '198.51.100.2'
    }

    It 'takes names with wildcards, several, devices, and all of them from the pipeline' {
        "$(Get-TunAddress *1)" | Should -Be '203.0.113.1/24'
        (Get-TunAddress spec1, spec0).Device | Should -Be 'spec1', 'spec0', 'spec0'
        "$(Get-TunAddress $other)" | Should -Be '203.0.113.1/24'
        "$('spec1' | Get-TunAddress)" | Should -Be '203.0.113.1/24'
        (Get-TunDevice | Get-TunAddress).Count | Should -Be 3
        (Get-TunDevice -All | Get-TunAddress).Count | Should -Be 3
        "$([pscustomobject]@{ Name = 'spec1' } | Get-TunAddress)" | Should -Be '203.0.113.1/24'
    }

    It 'gives an address once, however many queues are open' {
        $null = New-TunDevice spec2 -MultiQueue @quiet
        $null = New-TunDevice spec2 -MultiQueue -Address 192.0.2.77/32
        Get-TunAddress spec2 | Should -HaveCount 1
        Get-TunAddress spec* | Should -HaveCount 4
    }

    It 'shows what others have added, and devices of others by name alone' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip address add 198.51.100.77/24 dev spec1
        "$(Get-TunAddress spec1)" | Should -Be '203.0.113.1/24 198.51.100.77/24'
        ip tuntap add dev spec2 mode tun
        ip address add 198.51.100.78/24 dev spec2
        "$(Get-TunAddress spec2)" | Should -Be '198.51.100.78/24'
        (Get-TunAddress).Device | Should -Not -Contain 'spec2'
    }

    It 'tells of an address that is not usable yet' {
        $null = New-TunDevice spec2 -Layer Tap -Address 2001:db8::1/64
        $null = New-TunDevice spec3 -Layer Tap -Address 2001:db8::1/64 -DetectDuplicates
        Get-TunAddress spec2, spec3 | Where-Object { "$_" -eq '2001:db8::1/64' } | ForEach-Object IsTentative |
            Should -Be $false, $true
    }

    It 'gives nothing for a device without addresses' {
        $null = New-TunDevice spec2 @quiet
        Get-TunAddress spec2 | Should -BeNullOrEmpty
    }

    It 'says so when there is no device of a name, but not of a pattern' {
        $failure = Get-FirstError { Get-TunAddress nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunAddressCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        Get-FirstError { Get-TunAddress nosuch* } | Should -BeNullOrEmpty
    }

    It 'says so when the device is closed' {
        Remove-TunDevice $device
        (Get-FirstError { Get-TunAddress $device }).FullyQualifiedErrorId |
            Should -Be 'TunDeviceClosed,TunPS.Commands.GetTunAddressCommand'
    }

    It 'shows addresses as a table' -Tag FullShell {
        $text = Get-TunAddress spec0 | Out-String -Width 100
        $text | Should -Match 'Device +Address +Peer +Tentative'
        $text | Should -Match 'spec0 +192\.0\.2\.1/24 +False'
        $text | Should -Match 'spec0 +198\.51\.100\.1/32 +198\.51\.100\.2 +False'
    }

    It 'refuses a null' {
        foreach ($call in { Get-TunAddress $null }, { Get-TunAddress spec0, $null }, { $null | Get-TunAddress }) {
            (Get-FirstError $call).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        }
    }
}
