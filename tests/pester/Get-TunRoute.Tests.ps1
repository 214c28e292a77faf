BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Get-TunRoute' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 -Route '198.51.100.0/24 via 192.0.2.2 metric 5' @quiet
        $null = New-TunDevice spec1 -Route 203.0.113.0/24, '203.0.113.0/25 table 100' @quiet
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'gives the routes of all open devices, in all tables, with those of their addresses' {
        $routes = Get-TunRoute
        $routes[0] | Should -BeOfType ([TunPS.TunRoute])
        $routes | Should -HaveCount 4
        $routes | ForEach-Object { "$($_.Device) $_" } | Should -Contain 'spec0 192.0.2.0/24 src 192.0.2.1'
        $routes | ForEach-Object { "$($_.Device) $_" } | Should -Contain 'spec0 198.51.100.0/24 via 192.0.2.2 metric 5'
        $routes | ForEach-Object { "$($_.Device) $_" } | Should -Contain 'spec1 203.0.113.0/24'
        $routes | ForEach-Object { "$($_.Device) $_" } | Should -Contain 'spec1 203.0.113.0/25 table 100'
    }

    It 'tells the parts of a route' {
        $route = Get-TunRoute spec0 | Where-Object Metric -EQ 5
        "$($route.Destination)", "$($route.Gateway)", $route.PreferredSource, $route.Table |
            Should -Be '198.51.100.0/24', '192.0.2.2', $null, 254
        $route.Destination.PrefixLength | Should -Be 24
    }

    It 'takes names with wildcards, several, devices, and all of them from the pipeline' {
        (Get-TunRoute *1).Device | Should -Be 'spec1', 'spec1'
        (Get-TunRoute spec1, spec0).Device | Should -Be 'spec1', 'spec1', 'spec0', 'spec0'
        (Get-TunRoute $device).Device | Should -Be 'spec0', 'spec0'
        ('spec0' | Get-TunRoute).Device | Should -Be 'spec0', 'spec0'
        (Get-TunDevice | Get-TunRoute).Count | Should -Be 4
        (Get-TunDevice -All | Get-TunRoute).Count | Should -Be 4
    }

    It 'leaves out the link-local routes that every interface has' {
        $null = New-TunDevice spec2 -Address 2001:db8::1/64
        "$(Get-TunRoute spec2)" | Should -Be '2001:db8::/64 metric 256'
    }

    It 'gives nothing for a device that is down' {
        $null = New-TunDevice spec2 -Down -Address 198.51.100.1/24
        Get-TunRoute spec2 | Should -BeNullOrEmpty
    }

    It 'shows what others have added, and devices of others by name alone' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip tuntap add dev spec2 mode tun
        ip link set spec2 up
        ip route add 198.51.100.128/25 dev spec2
        "$(Get-TunRoute spec2)" | Should -Be '198.51.100.128/25'
        (Get-TunRoute).Device | Should -Not -Contain 'spec2'
    }

    It 'says so when there is no device of a name, but not of a pattern' {
        $failure = Get-FirstError { Get-TunRoute nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        Get-FirstError { Get-TunRoute nosuch* } | Should -BeNullOrEmpty
    }

    It 'shows routes as a table' -Tag FullShell {
        $text = Get-TunRoute | Out-String -Width 120
        $text | Should -Match 'Device +Destination +Gateway +Metric +PreferredSource +Table'
        $text | Should -Match 'spec0 +192\.0\.2\.0/24 +0 +192\.0\.2\.1 +254'
        $text | Should -Match 'spec0 +198\.51\.100\.0/24 +192\.0\.2\.2 +5 +254'
        $text | Should -Match 'spec1 +203\.0\.113\.0/25 +0 +100'
    }

    It 'refuses a null' {
        foreach ($call in { Get-TunRoute $null }, { Get-TunRoute spec0, $null }, { $null | Get-TunRoute }) {
            (Get-FirstError $call).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        }
    }
}
