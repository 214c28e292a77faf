BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Add-TunRoute' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24, 2001:db8::1/64
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'adds <Text>, and gives nothing' -ForEach @(
        @{ Text = '198.51.100.0/24'; Is = '198.51.100.0/24' }
        @{ Text = '198.51.100.7'; Is = '198.51.100.7/32' }
        @{ Text = 'default'; Is = '0.0.0.0/0' }
        @{ Text = '198.51.100.0/24 via 192.0.2.2 metric 10 src 192.0.2.1 table 1000'; Is = $null }
        @{ Text = '2001:db8:1::/48'; Is = '2001:db8:1::/48 metric 1024' }
        @{ Text = '::/0'; Is = '::/0 metric 1024' }
        @{ Text = 'default via 2001:db8::2'; Is = '::/0 via 2001:db8::2 metric 1024' }
        @{ Text = '2001:db8:1::/48 via 2001:db8::2 metric 10 src 2001:db8::1 table 100'; Is = $null }
    ) {
        Add-TunRoute spec0 $Text | Should -BeNullOrEmpty
        $device.Interface.Route.ForEach('ToString') | Should -Contain ($Is ? $Is : $Text)
    }

    It 'puts together what is given apart' {
        $with = @{ Gateway = '192.0.2.2'; Metric = 10; PreferredSource = '192.0.2.1'; Table = 1000 }
        $route = Add-TunRoute spec0 198.51.100.0/24 @with -PassThru
        $route | Should -BeOfType ([TunPS.TunRoute])
        $route.Device | Should -Be 'spec0'
        "$($route.Destination)" | Should -Be '198.51.100.0/24'
        "$($route.Gateway)" | Should -Be '192.0.2.2'
        $route.Metric | Should -Be 10
        "$($route.PreferredSource)" | Should -Be '192.0.2.1'
        $route.Table | Should -Be 1000
    }

    It 'masks bits behind the prefix' {
        "$(Add-TunRoute spec0 198.51.100.77/24 -PassThru)" | Should -Be '198.51.100.0/24'
        "$(Add-TunRoute spec0 2001:db8:1::77/48 -PassThru)" | Should -BeLike '2001:db8:1::/48 *'
    }

    It 'takes the family of default from the gateway' {
        "$(Add-TunRoute spec0 default -Gateway 192.0.2.2 -PassThru)" | Should -Be '0.0.0.0/0 via 192.0.2.2'
        "$(Add-TunRoute spec0 default -Gateway 2001:db8::2 -PassThru)" | Should -BeLike '::/0 via 2001:db8::2*'
    }

    It 'lets packets come that had no way before' {
        $quietDevice = New-TunDevice spec1 -Address 203.0.113.1/24 @quiet
        Add-TunRoute spec1 198.51.100.0/24
        Send-Datagram 198.51.100.7
        "$((Receive-TunPacket $quietDevice -Timeout 5).Destination)" | Should -Be '198.51.100.7'
    }

    It 'lets the lower metric win' {
        $near = New-TunDevice spec1 -Address 203.0.113.1/24 @quiet
        $far = New-TunDevice spec2 -Address 203.0.113.2/32 @quiet
        Add-TunRoute spec2 198.51.100.0/24 -Metric 20
        Add-TunRoute spec1 198.51.100.0/24 -Metric 10
        Send-Datagram 198.51.100.7
        (Receive-TunPacket $near, $far -Timeout 5).Device | Should -Be 'spec1'
        Remove-TunRoute spec1 198.51.100.0/24
        Send-Datagram 198.51.100.7
        (Receive-TunPacket $near, $far -Timeout 5).Device | Should -Be 'spec2'
    }

    It 'adds several to several devices' {
        $null = New-TunDevice spec1 @quiet
        Add-TunRoute spec* 198.51.100.0/24, 203.0.113.0/24
        foreach ($name in 'spec0', 'spec1') {
            $routes = (Get-TunRoute $name).ForEach('ToString')
            $routes | Should -Contain '198.51.100.0/24'
            $routes | Should -Contain '203.0.113.0/24'
        }
    }

    It 'leaves the route of another device to the same <What> alone' -ForEach @(
        @{ What = 'IPv4 network'; Destination = '198.51.100.0/24'; Gateway = $null }
        @{ What = 'IPv4 network by a router'; Destination = '198.51.100.0/24'; Gateway = '192.0.2.2' }
        @{ What = 'IPv6 network'; Destination = '2001:db8:1::/48'; Gateway = $null }
    ) {
        $other = New-TunDevice spec1 -Address 192.0.2.1/24, 2001:db8::1/64
        Add-TunRoute spec0 $Destination -Gateway $Gateway
        Add-TunRoute spec1 $Destination -Gateway $Gateway
        "$($device.Interface.Route)" | Should -BeLike "*$Destination*"
        "$($other.Interface.Route)" | Should -BeLike "*$Destination*"
        Remove-TunRoute spec1 $Destination -Gateway $Gateway
        "$($device.Interface.Route)" | Should -BeLike "*$Destination*"
        "$($other.Interface.Route)" | Should -Not -BeLike "*$Destination*"
    }

    It 'refuses an IPv6 route by a router that would share the traffic of another device, unless the metric differs' {
        $other = New-TunDevice spec1 -Address 2001:db8:2::1/64
        Add-TunRoute spec0 2001:db8:1::/48 -Gateway 2001:db8::2
        foreach ($force in $false, $true) {
            $failure = Get-FirstError { Add-TunRoute spec1 2001:db8:1::/48 -Gateway 2001:db8:2::2 -Force:$force }
            $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.AddTunRouteCommand'
            "$failure" | Should -BeLike '*another interface has a route there*'
        }
        Add-TunRoute spec1 2001:db8:1::/48 -Gateway 2001:db8:2::2 -Metric 2000
        "$($other.Interface.Route)" | Should -BeLike '*2001:db8:1::/48 via 2001:db8:2::2 metric 2000*'
        "$($device.Interface.Route)" | Should -BeLike '*2001:db8:1::/48 via 2001:db8::2*'
    }

    It 'says that there is no IPv6 below an MTU of 1280' {
        $null = New-TunDevice spec1 @quiet
        $failure = Get-FirstError { Add-TunRoute spec1 2001:db8:1::/48 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotSupported,TunPS.Commands.AddTunRouteCommand'
        "$failure" | Should -BeLike '*IPv6 is switched off*'
    }

    It 'takes the name of the main table' {
        Add-TunRoute spec0 198.51.100.0/24 -Table main -PassThru | ForEach-Object Table | Should -Be 254
    }

    It 'gives one device the routes of another' {
        $other = New-TunDevice spec1 -Address 192.0.2.77/32
        Add-TunRoute spec0 198.51.100.0/24 -Metric 7
        Add-TunRoute spec0 2001:db8:1::/48 -Table 100
        Get-TunRoute spec0 | Add-TunRoute -Device spec1 -Force
        $other.Interface.Route.ForEach('ToString') | Should -Contain '198.51.100.0/24 metric 7'
        $other.Interface.Route.ForEach('ToString') | Should -Contain '2001:db8:1::/48 metric 1024 table 100'
        $other.Interface.Route.Count | Should -Be $device.Interface.Route.Count
    }

    It 'takes its parameters from the properties of objects' {
        [pscustomobject]@{ Name = 'spec0'; Destination = '198.51.100.0/24' },
        [pscustomobject]@{ Device = 'spec0'; Destination = '203.0.113.0/24'; Metric = 5; Gateway = '192.0.2.2' } | Add-TunRoute
        $device.Interface.Route.ForEach('ToString') | Should -Contain '198.51.100.0/24'
        $device.Interface.Route.ForEach('ToString') | Should -Contain '203.0.113.0/24 via 192.0.2.2 metric 5'
    }

    It 'adds nothing with -WhatIf' {
        Add-TunRoute spec0 198.51.100.0/24 -WhatIf -PassThru | Should -BeNullOrEmpty
        "$($device.Interface.Route)" | Should -Not -Match '198'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Add-TunRoute spec0 198.51.100.0/24 -Gateway 192.0.2.2 -Verbose } |
            Should -Contain 'Added the route 198.51.100.0/24 via 192.0.2.2 to spec0.'
    }

    It 'says so when the device has the route <Text> already, but not with -Force' -ForEach @(
        @{ Text = '198.51.100.0/24' }
        @{ Text = '198.51.100.0/24 via 192.0.2.2 metric 5' }
        @{ Text = '2001:db8:1::/48 metric 1024' }
        @{ Text = '2001:db8:1::/48 via 2001:db8::2 metric 5' }
    ) {
        Add-TunRoute spec0 $Text
        $failure = Get-FirstError { Add-TunRoute spec0 $Text }
        $failure.FullyQualifiedErrorId | Should -Be 'TunAlreadyExists,TunPS.Commands.AddTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        "$($failure.TargetObject)" | Should -Be $Text
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'

        "$(Add-TunRoute spec0 $Text -Force -PassThru)" | Should -Be $Text
        Get-VerboseText { Add-TunRoute spec0 $Text -Force -Verbose } |
            Should -Contain "Nothing to do: spec0 has $Text already."
    }

    It 'says so while the link is down, to <Destination>' -ForEach @(
        @{ Destination = '198.51.100.0/24' }
        @{ Destination = '2001:db8:1::/48' }
    ) {
        $null = New-TunDevice spec1 -Down
        $failure = Get-FirstError { Add-TunRoute spec1 $Destination }
        $failure.FullyQualifiedErrorId | Should -Be 'TunLinkDown,TunPS.Commands.AddTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Set-TunDevice spec1 -State Up*'
    }

    It 'refuses <Why>' -ForEach @(
        @{ Why = 'a destination that is none'; To = 'garbage'; By = @{}; Says = '198.51.100.0/24' }
        @{ Why = 'the prefix 33'; To = '198.51.100.0/33'; By = @{}; Says = '0..32' }
        @{ Why = 'a word that is unknown'; To = '198.51.100.0/24 by 192.0.2.2'; By = @{}; Says = 'via, src, metric' }
        @{ Why = 'a gateway that is none'; To = '198.51.100.0/24'; By = @{ Gateway = 'x' }; Says = "'x' is no IP address" }
        @{ Why = 'a gateway of IPv6'; To = '198.51.100.0/24'; By = @{ Gateway = '2001:db8::2' }; Says = 'one family' }
        @{ Why = 'a gateway that is far'; To = '198.51.100.0/24'; By = @{ Gateway = '203.0.113.9' }; Says = 'no network' }
        @{ Why = 'an IPv6 gateway that is far'; To = '2001:db8:1::/48'; By = @{ Gateway = '2001:db8:2::9' }; Says = 'no net' }
        @{ Why = 'a source that is not here'; To = '198.51.100.0/24'; By = @{ PreferredSource = '203.0.113.9' }; Says = 'no addr' }
        @{ Why = 'the table 0'; To = '198.51.100.0/24'; By = @{ Table = 0 }; Says = 'from 1 on' }
    ) {
        $failure = Get-FirstError { Add-TunRoute spec0 $To @By }
        "$failure" | Should -BeLike "*$Says*"
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.AddTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($device.Interface.Route)" | Should -Not -Match '198|2001:db8:1:|0\.0\.0\.0'
    }

    It 'refuses the metric -1' {
        (Get-FirstError { Add-TunRoute spec0 198.51.100.0/24 -Metric -1 }).FullyQualifiedErrorId |
            Should -Be 'CannotConvertArgumentNoMessage,TunPS.Commands.AddTunRouteCommand'
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Add-TunRoute nosuch 198.51.100.0/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.AddTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
    }
}
