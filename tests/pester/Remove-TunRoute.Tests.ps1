BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Remove-TunRoute' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24, 2001:db8::1/64 -Route 198.51.100.0/24, 2001:db8:1::/48
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'removes the route to <Destination>, and leaves the others' -ForEach @(
        @{ Destination = '198.51.100.0/24' }
        @{ Destination = '198.51.100.77/24' }
        @{ Destination = '2001:db8:1::/48' }
    ) {
        $old = $device.Interface.Route.Count
        Remove-TunRoute spec0 $Destination | Should -BeNullOrEmpty
        $device.Interface.Route.Count | Should -Be ($old - 1)
    }

    It 'removes only the one with the metric that is given' {
        Add-TunRoute spec0 203.0.113.0/24 -Metric 5
        Add-TunRoute spec0 203.0.113.0/24 -Metric 6
        Remove-TunRoute spec0 203.0.113.0/24 -Metric 6
        "$($device.Interface.Route)" | Should -Match '203\.0\.113\.0/24 metric 5'
        "$($device.Interface.Route)" | Should -Not -Match 'metric 6'
    }

    It 'finds a route by its destination alone' {
        Add-TunRoute spec0 203.0.113.0/24 -Gateway 192.0.2.2 -Metric 5 -PreferredSource 192.0.2.1
        Remove-TunRoute spec0 203.0.113.0/24
        "$($device.Interface.Route)" | Should -Not -Match '203'
    }

    It 'removes the default route' {
        Add-TunRoute spec0 default
        Add-TunRoute spec0 default -Gateway 2001:db8::2
        Remove-TunRoute spec0 default
        "$($device.Interface.Route)" | Should -Not -Match '0\.0\.0\.0/0'
        "$($device.Interface.Route)" | Should -BeLike '*::/0 via 2001:db8::2*'
        Remove-TunRoute spec0 ::/0
        "$($device.Interface.Route)" | Should -Not -Match '::/0'
    }

    It 'looks in no other table than the one that is given' {
        Add-TunRoute spec0 203.0.113.0/24 -Table 100
        (Get-FirstError { Remove-TunRoute spec0 203.0.113.0/24 }).FullyQualifiedErrorId |
            Should -Be 'TunNotFound,TunPS.Commands.RemoveTunRouteCommand'
        Remove-TunRoute spec0 203.0.113.0/24 -Table 100
        "$($device.Interface.Route)" | Should -Not -Match '203'
    }

    It 'takes what Get-TunRoute gives' {
        $other = New-TunDevice spec1 -Address 203.0.113.1/24 -Route 198.51.100.0/24
        Get-TunRoute spec0 | Remove-TunRoute
        $device.Interface.Route | Should -BeNullOrEmpty
        "$($other.Interface.Route)" | Should -BeLike '*198.51.100.0/24*'
    }

    It 'removes nothing with -WhatIf' {
        Remove-TunRoute spec0 198.51.100.0/24 -WhatIf
        "$($device.Interface.Route)" | Should -BeLike '*198.51.100.0/24*'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Remove-TunRoute spec0 198.51.100.0/24 -Verbose } |
            Should -Contain 'Removed the route 198.51.100.0/24 from spec0.'
    }

    It 'says so when the device has no route to <Destination>, but not with -Force' -ForEach @(
        @{ Destination = '203.0.113.0/24' }
        @{ Destination = '198.51.100.0/25' }
        @{ Destination = '2001:db8:2::/48' }
    ) {
        $failure = Get-FirstError { Remove-TunRoute spec0 $Destination }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotFound,TunPS.Commands.RemoveTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($failure.TargetObject)" | Should -Be $Destination
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Get-TunRoute*'

        Get-FirstError { Remove-TunRoute spec0 $Destination -Force } | Should -BeNullOrEmpty
        Get-VerboseText { Remove-TunRoute spec0 $Destination -Force -Verbose } |
            Should -Contain "Nothing to do: spec0 has no $Destination."
    }

    It 'does not remove the route of another device' {
        $null = New-TunDevice spec1 @quiet
        (Get-FirstError { Remove-TunRoute spec1 198.51.100.0/24 }).FullyQualifiedErrorId |
            Should -Be 'TunNotFound,TunPS.Commands.RemoveTunRouteCommand'
        "$($device.Interface.Route)" | Should -BeLike '*198.51.100.0/24*'
    }

    It 'refuses a destination that is none' {
        $failure = Get-FirstError { Remove-TunRoute spec0 garbage }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.RemoveTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.TargetObject | Should -Be 'garbage'
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Remove-TunRoute nosuch 198.51.100.0/24 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunRouteCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'completes the routes of the device' {
        $null = New-TunDevice spec3 -Route 203.0.113.0/24 @quiet
        $text = 'Remove-TunRoute -Device spec3 -Destination 2'
        $completions = [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, @{})
        $completions.CompletionMatches.CompletionText | Should -Be '203.0.113.0/24'
    }
}
