BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'New-TunDevice' {
    AfterEach {
        Remove-TunDevice *
    }

    It 'makes a device that is up, with a name that the kernel picks' {
        $device = New-TunDevice
        $device | Should -BeOfType ([TunPS.TunDevice])
        $device.Name | Should -Match '^tun[0-9]+$'
        $device.State | Should -Be 'Up'
        $device.Mtu | Should -Be 1500
    }

    It 'gives it the name, the MTU and every address that is asked for' {
        $device = New-TunDevice spec0 -Mtu 1400 -Address 192.0.2.1/24, '198.51.100.1 peer 198.51.100.2/32', 2001:db8::1/64
        $device.Name | Should -Be 'spec0'
        $device.Mtu | Should -Be 1400
        "$($device.Address)" | Should -Match '192\.0\.2\.1/24 198\.51\.100\.1 peer 198\.51\.100\.2/32 2001:db8::1/64'
    }

    It 'leaves it down when asked to' {
        (New-TunDevice -Down).State | Should -Be 'Down'
    }

    It 'replaces %d by a number' {
        (New-TunDevice spec%d).Name | Should -Be 'spec0'
        (New-TunDevice spec%d).Name | Should -Be 'spec1'
    }

    It 'takes its parameters from the properties of objects' {
        $devices = [pscustomobject]@{ Name = 'spec0'; Address = '192.0.2.1/24' },
        [pscustomobject]@{ Name = 'spec1'; Address = '198.51.100.1/24' } | New-TunDevice
        $devices.Name | Should -Be 'spec0', 'spec1'
        "$($devices[1].Address)" | Should -Match '^198\.51\.100\.1/24'
    }

    It 'takes address objects as well as their text' {
        "$((New-TunDevice -Address ([TunPS.TunAddress]::Parse('192.0.2.1/24')) @quiet).Address)" | Should -Be '192.0.2.1/24'
    }

    It 'makes nothing with -WhatIf' {
        New-TunDevice spec0 -WhatIf | Should -BeNullOrEmpty
        Get-TunDevice | Should -BeNullOrEmpty
    }

    It 'tells each change with -Verbose' {
        $text = Get-VerboseText { New-TunDevice spec0 -Mtu 1400 -Address 192.0.2.1/24 -Verbose }
        $text | Should -Contain 'Created the TUN device spec0.'
        $text | Should -Contain 'Set the MTU of spec0 to 1400.'
        $text | Should -Contain 'Brought spec0 up.'
        $text | Should -Contain 'Added the address 192.0.2.1/24 to spec0.'
    }

    It 'refuses <Why>, and nothing is made' -ForEach @(
        @{ Why = 'a name of 16 bytes'; With = @{ Name = 'sixteen-bytes-xy' }; Says = 'at most 15' }
        @{ Why = 'a name with a slash'; With = @{ Name = 'a/b' }; Says = 'slash' }
        @{ Why = 'a name with a space'; With = @{ Name = 'a b' }; Says = 'white space' }
        @{ Why = 'a name with two %d'; With = @{ Name = '%d%d' }; Says = '%d' }
        @{ Why = 'an empty name'; With = @{ Name = '' }; Says = 'not empty' }
        @{ Why = 'an address without prefix'; With = @{ Address = '192.0.2.1' }; Says = 'no prefix length' }
        @{ Why = 'the prefix 33'; With = @{ Address = '192.0.2.1/33' }; Says = '0..32' }
        @{ Why = 'the prefix 129'; With = @{ Address = '2001:db8::1/129' }; Says = '0..128' }
        @{ Why = 'an address that is none'; With = @{ Address = 'garbage' }; Says = '192.0.2.1/24' }
        @{ Why = 'IPv6 with the MTU 1000'; With = @{ Address = '2001:db8::1/64'; Mtu = 1000 }; Says = '1280' }
        @{ Why = 'the MTU 67'; With = @{ Mtu = 67 }; Says = '68..65535' }
        @{ Why = 'the MTU 65536'; With = @{ Mtu = 65536 }; Says = '68..65535' }
    ) {
        $failure = Get-FirstError { New-TunDevice @With }
        "$failure" | Should -BeLike "*$Says*"
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-TunDevice | Should -BeNullOrEmpty
    }

    It 'says who has a name that is in use' {
        $null = New-TunDevice spec0
        $failure = Get-FirstError { New-TunDevice spec0 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.TargetObject | Should -Be 'spec0'
        "$failure" | Should -BeLike '*this process*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*another name*'
    }

    It 'keeps the device open when its variable is gone' {
        $null = New-TunDevice spec0
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        (Get-TunDevice spec0).State | Should -Be 'Up'
    }
}
