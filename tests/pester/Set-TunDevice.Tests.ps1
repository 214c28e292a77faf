BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
}

Describe 'Set-TunDevice' {
    BeforeEach {
        $device = New-TunDevice spec0 -Layer Tap @quiet
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'sets <Property>, and gives nothing' -ForEach @(
        @{ Property = 'Mtu'; With = @{ Mtu = 1400 }; Is = '1400' }
        @{ Property = 'State'; With = @{ State = 'Down' }; Is = 'Down' }
        @{ Property = 'TxQueueLength'; With = @{ TxQueueLength = 7 }; Is = '7' }
        @{ Property = 'Alias'; With = @{ Alias = 'für Tests' }; Is = 'für Tests' }
        @{ Property = 'MacAddress'; With = @{ MacAddress = '02:00:5e:10:00:07' }; Is = '02005E100007' }
        @{ Property = 'MacAddress'; With = @{ MacAddress = '02-00-5E-10-00-08' }; Is = '02005E100008' }
        @{ Property = 'HasCarrier'; With = @{ NoCarrier = $true }; Is = 'False' }
        @{ Property = 'Owner'; With = @{ Owner = 'root' }; Is = 'root' }
        @{ Property = 'Group'; With = @{ Group = '0' }; Is = 'root' }
        @{ Property = 'IsPersistent'; With = @{ Persist = $true; Owner = 'root' }; Is = 'True' }
        @{ Property = 'Name'; With = @{ NewName = 'spec5' }; Is = 'spec5' }
    ) {
        Set-TunDevice spec0 @With | Should -BeNullOrEmpty
        "$($device.$Property)" | Should -Be $Is
        "$($device.Interface.$Property)" | Should -Be $Is
    }

    It 'sets several properties in one call' {
        Set-TunDevice spec0 -Mtu 1400 -TxQueueLength 7 -Alias test -MacAddress 02:00:5e:10:00:07 -State Down -NewName spec5
        $device.Mtu, $device.TxQueueLength, $device.Alias, "$($device.State)", $device.Name |
            Should -Be 1400, 7, 'test', 'Down', 'spec5'
        "$($device.MacAddress)" | Should -Be '02005E100007'
    }

    It 'takes names with wildcards, several, devices, and all of them from the pipeline' {
        $other = New-TunDevice spec1
        Set-TunDevice spec* -Mtu 1300
        $device.Mtu, $other.Mtu | Should -Be 1300, 1300
        Set-TunDevice spec0, spec1 -Mtu 1301
        $device.Mtu, $other.Mtu | Should -Be 1301, 1301
        $device, $other | Set-TunDevice -Mtu 1302
        $device.Mtu, $other.Mtu | Should -Be 1302, 1302
        'spec1' | Set-TunDevice -Mtu 1303
        $device.Mtu, $other.Mtu | Should -Be 1302, 1303
        Get-TunDevice -All | Set-TunDevice -Mtu 1304
        $device.Mtu, $other.Mtu | Should -Be 1304, 1304
    }

    It 'changes a persistent device that is not open, by its name' {
        New-TunDevice spec1 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Set-TunDevice spec1 -Mtu 1400 -Alias test -Group root
        $interface = Get-TunDevice -All spec1
        $interface.Mtu, $interface.Alias, "$($interface.Group)", $interface.IsOpen | Should -Be 1400, 'test', 'root', $false
        Set-TunDevice spec1 -NewName spec2 -State Down
        $interface.Name, "$($interface.State)" | Should -Be 'spec2', 'Down'
    }

    It 'reaches no device of others by a pattern' {
        New-TunDevice spec1 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Set-TunDevice * -Mtu 1400
        (Get-TunDevice -All).Mtu | Should -Be 1400, 1500
    }

    It 'gives the very device with -PassThru' {
        $given = Set-TunDevice spec0 -Mtu 1400 -PassThru
        $given | Should -HaveCount 1
        [object]::ReferenceEquals($given, $device) | Should -BeTrue
    }

    It 'gives an interface with -PassThru when the device is not open' {
        New-TunDevice spec1 -Persist -Owner root | Remove-TunDevice -CloseOnly
        $given = Set-TunDevice spec1 -Mtu 1400 -PassThru
        $given | Should -BeOfType ([TunPS.TunInterface])
        $given.Mtu | Should -Be 1400
    }

    It 'changes nothing with -WhatIf' {
        Set-TunDevice spec0 -Mtu 1400 -NewName spec5 -PassThru -WhatIf | Should -BeNullOrEmpty
        $device.Mtu, $device.Name | Should -Be 1279, 'spec0'
    }

    It 'tells each change with -Verbose, and nothing of what is so already' {
        $text = Get-VerboseText {
            Set-TunDevice spec0 -Mtu 1400 -TxQueueLength 7 -Alias test -State Up -NewName spec5 -Verbose
            Set-TunDevice spec5 -MacAddress 02:00:5e:10:00:07 -Verbose
        }
        $text | Should -Contain 'Set the MTU of spec0 to 1400.'
        $text | Should -Contain 'Set the queue length of spec0 to 7.'
        $text | Should -Contain "Set the alias of spec0 to 'test'."
        $text | Should -Contain 'Set the MAC address of spec5 to 02:00:5e:10:00:07.'
        $text | Should -Contain 'Renamed spec0 to spec5.'
        $text -like 'Brought*' | Should -BeNullOrEmpty
        Get-VerboseText { Set-TunDevice spec5 -State Down -Verbose } | Should -Contain 'Took spec5 down.'
    }

    It 'makes a device persistent, and temporary again' {
        Set-TunDevice spec0 -Persist -Owner root
        $device.Dispose()
        Get-TunDevice -All spec0 | Should -HaveCount 1
        $device = New-TunDevice spec0
        Set-TunDevice spec0 -Persist:$false
        $device.IsPersistent | Should -BeFalse
        $device.Dispose()
        Get-TunDevice -All | Should -BeNullOrEmpty
    }

    It 'takes a persistent device that is not open from the system with -Persist:$false' {
        Set-TunDevice spec0 -Persist -Owner root
        $device.Dispose()
        Set-TunDevice spec0 -Persist:$false
        Get-TunDevice -All | Should -BeNullOrEmpty
    }

    It 'takes no other -State than Up and Down, and says so' {
        (Get-FirstError { Set-TunDevice spec0 -State Donw }).Exception.Message | Should -BeLike '*"Up,Down"*'
        foreach ($state in 'Gone', 'Closed', '') {
            (Get-FirstError { Set-TunDevice spec0 -State $state }).FullyQualifiedErrorId |
                Should -Be 'ParameterArgumentValidationError,TunPS.Commands.SetTunDeviceCommand'
        }

        Set-TunDevice spec0 -State down
        "$($device.State)" | Should -Be 'Down'
        Set-TunDevice spec0 -State ([TunPS.TunDeviceState]::Up)
        "$($device.State)" | Should -Be 'Up'
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Set-TunDevice spec0 -State ', 27, @{})
        "$($completions.CompletionMatches.CompletionText)" | Should -Be 'Down Up'
    }

    It 'warns when anybody may open a persistent device, and only then' {
        Set-TunDevice spec0 -Persist -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*Any user may open*spec0*Set-TunDevice spec0 -Owner*'
        Set-TunDevice spec0 -Persist -Owner root -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'takes the carrier away, and gives it back' {
        Set-TunDevice spec0 -NoCarrier
        $device.HasCarrier, "$($device.State)" | Should -Be $false, 'Up'
        Set-TunDevice spec0 -NoCarrier:$false
        $device.HasCarrier | Should -BeTrue
    }

    It 'removes an alias' {
        Set-TunDevice spec0 -Alias test
        Set-TunDevice spec0 -Alias ''
        $device.Alias | Should -BeNullOrEmpty
    }

    It 'follows a new name' {
        Set-TunDevice spec0 -NewName spec5
        $device.Name | Should -Be 'spec5'
        (Get-TunDevice spec5).Name | Should -Be 'spec5'
        (Get-FirstError { Get-TunDevice spec0 }).FullyQualifiedErrorId | Should -BeLike 'TunDeviceNotFound,*'
        Set-TunDevice spec5 -NewName spec%d
        $device.Name | Should -Be 'spec0'
    }

    It 'lets packets flow again when the device is up again' {
        Set-TunDevice spec0 -State Down
        $tun = New-TunDevice spec1 -Address 192.0.2.1/24 -Down @quiet
        Set-TunDevice spec1 -State Up
        Send-Datagram
        (Receive-TunPacket $tun -Timeout 5).DestinationPort | Should -Be 4001
    }

    It 'detaches one queue of several, and attaches it again' {
        $one, $two = 1..2 | ForEach-Object { New-TunDevice spec1 -MultiQueue @quiet }
        Set-TunDevice $one -QueueState Detached
        "$($one.QueueState)", "$($two.QueueState)" | Should -Be 'Detached', 'Attached'
        $interface = Get-TunDevice -All spec1
        $interface.QueueCount, $interface.DetachedQueueCount | Should -Be 1, 1
        Get-FirstError { Set-TunDevice $one -QueueState Detached } | Should -BeNullOrEmpty
        Set-TunDevice spec1 -QueueState Attached
        "$($one.QueueState)", "$($two.QueueState)" | Should -Be 'Attached', 'Attached'
        $interface.QueueCount, $interface.DetachedQueueCount | Should -Be 2, 0
    }

    It 'gives only the queue that was meant with -PassThru' {
        $one, $two = 1..2 | ForEach-Object { New-TunDevice spec1 -MultiQueue @quiet }
        $given = Set-TunDevice $two -QueueState Detached -PassThru
        $given | Should -HaveCount 1
        [object]::ReferenceEquals($given, $two) | Should -BeTrue
        Set-TunDevice spec1 -QueueState Attached -PassThru | Should -HaveCount 2
        "$($one.QueueState)" | Should -Be 'Attached'
    }

    It 'says so when a device that is not open has no queue to be set' {
        New-TunDevice spec1 -MultiQueue -Persist -Owner root | Remove-TunDevice -CloseOnly
        $failure = Get-FirstError { Set-TunDevice spec1 -QueueState Attached }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Set-TunDevice nosuch -QueueState Attached -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 1
    }

    It 'leaves the queues as they are with -WhatIf, and tells of them with -Verbose' {
        $queue = New-TunDevice spec1 -MultiQueue @quiet
        Set-TunDevice spec1 -QueueState Detached -WhatIf
        $queue.QueueState | Should -Be 'Attached'
        Get-VerboseText { Set-TunDevice spec1 -QueueState Detached -Verbose } | Should -Contain 'Detached the queue of spec1.'
    }

    It 'refuses <Why>, and changes nothing' -ForEach @(
        @{ Why = 'the MTU 65522 on a TAP device'; With = @{ Mtu = 65522 }; Says = '68..65521' }
        @{ Why = 'the queue length 0'; With = @{ TxQueueLength = 0 }; Says = '1..524288' }
        @{ Why = 'an alias of 256 bytes'; With = @{ Alias = 'ä' * 128 }; Says = '256 bytes' }
        @{ Why = 'a MAC address of 5 bytes'; With = @{ MacAddress = '02:00:5e:10:00' }; Says = '02:00:5e:00:53:01' }
        @{ Why = 'a MAC address of a group'; With = @{ MacAddress = '01:00:5e:10:00:07' }; Says = 'even' }
        @{ Why = 'a user who is unknown'; With = @{ Owner = 'nosuch' }; Says = "no user 'nosuch'" }
        @{ Why = 'a group that is unknown'; With = @{ Group = 'nosuch' }; Says = "no group 'nosuch'" }
        @{ Why = 'a name of 16 bytes'; With = @{ NewName = 'sixteen-bytes-xy' }; Says = 'at most 15' }
        @{ Why = 'an empty name'; With = @{ NewName = '' }; Says = 'not empty' }
    ) {
        $failure = Get-FirstError { Set-TunDevice spec0 -State Down @With }
        "$failure" | Should -BeLike "*$Says*"
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($device.State)", $device.Mtu, $device.Name | Should -Be 'Up', 1279, 'spec0'
    }

    It 'refuses a MAC address on a TUN device' {
        $null = New-TunDevice spec1
        $failure = Get-FirstError { Set-TunDevice spec1 -MacAddress 02:00:5e:10:00:07 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.SetTunDeviceCommand'
        "$failure" | Should -BeLike '*TUN device has no MAC address*'
    }

    It 'refuses the state Gone' {
        (Get-FirstError { Set-TunDevice spec0 -State Gone }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,TunPS.Commands.SetTunDeviceCommand'
    }

    It 'takes back what it did when a later step fails' {
        $old = "$($device.MacAddress)"
        $failure = Get-FirstError {
            Set-TunDevice spec0 -Mtu 1400 -TxQueueLength 7 -Alias test -MacAddress 02:00:5e:10:00:07 -State Down -NewName lo
        }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.SetTunDeviceCommand'
        $device.Mtu, $device.TxQueueLength, $device.Alias, "$($device.State)", $device.Name |
            Should -Be 1279, 1000, '', 'Up', 'spec0'
        "$($device.MacAddress)" | Should -Be $old
    }

    It 'says so when the new name is in use' {
        $null = New-TunDevice spec1
        $failure = Get-FirstError { Set-TunDevice spec0 -NewName spec1 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        "$failure" | Should -BeLike '*spec1*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*another name*'
    }

    It 'says so when the device has a single queue that cannot be detached' {
        $failure = Get-FirstError { Set-TunDevice spec0 -QueueState Detached }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotSupported,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'NotImplemented'
        [object]::ReferenceEquals($failure.TargetObject, $device) | Should -BeTrue
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-MultiQueue*'
    }

    It 'goes on with the other devices after one that fails' {
        $other = New-TunDevice spec1
        Set-TunDevice nosuch, spec0, spec1 -Mtu 65530 -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be @(
            'TunDeviceNotFound,TunPS.Commands.SetTunDeviceCommand'
            'TunInvalidArgument,TunPS.Commands.SetTunDeviceCommand')
        $device.Mtu, $other.Mtu | Should -Be 1279, 65530
    }

    It 'says so when there is no device of a name, but not of a pattern' {
        $failure = Get-FirstError { Set-TunDevice nosuch -Mtu 1400 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        Get-FirstError { Set-TunDevice nosuch* -Mtu 1400 } | Should -BeNullOrEmpty
        (Get-FirstError { Set-TunDevice lo -Mtu 1400 }).FullyQualifiedErrorId |
            Should -Be 'TunDeviceNotFound,TunPS.Commands.SetTunDeviceCommand'
    }

    It 'says so when the device is closed' {
        Remove-TunDevice $device
        $failure = Get-FirstError { Set-TunDevice $device -Mtu 1400 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceClosed,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
    }

    It 'says so when the interface was removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip link delete spec0
        $failure = Get-FirstError { Set-TunDevice $device -Mtu 1400 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceGone,TunPS.Commands.SetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'changes what is in the session of somebody else' {
        $other = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $other.AddScript("Import-Module '$module'; Set-TunDevice `$args[0] -Mtu 1400").AddArgument($device).Invoke()
        $other.HadErrors | Should -BeFalse
        $other.Dispose()
        $device.Mtu | Should -Be 1400
    }

    It 'completes <What>' -ForEach @(
        @{ What = 'users'; Line = 'Set-TunDevice spec0 -Owner roo'; Is = 'root' }
        @{ What = 'groups'; Line = 'Set-TunDevice spec0 -Group roo'; Is = 'root' }
        @{ What = 'states'; Line = 'Set-TunDevice spec0 -State D'; Is = 'Down' }
        @{ What = 'states of queues'; Line = 'Set-TunDevice spec0 -QueueState D'; Is = 'Detached' }
    ) {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, @{})
        $completions.CompletionMatches.CompletionText | Should -Contain $Is
    }

    It 'completes the names of open devices, and then of others' {
        New-TunDevice spec1 -Persist -Owner root | Remove-TunDevice -CloseOnly
        $null = New-TunDevice spec2
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Set-TunDevice sp', 16, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0', 'spec2', 'spec1'
    }

    It 'asks for nothing when there is nothing to set' {
        Get-VerboseText { Set-TunDevice spec0 -Verbose } | Should -BeNullOrEmpty
    }

    It 'tells with -Verbose what it took back' {
        $text = Get-VerboseText { Set-TunDevice spec0 -Mtu 1300 -NewName lo -Verbose -ErrorAction SilentlyContinue }
        $text | Should -Contain 'Set the MTU of spec0 to 1300.'
        $text | Should -Contain 'Undone: set the MTU of spec0 to 1300.'
    }

    It 'warns when the MTU takes the IPv6 addresses' {
        $null = New-TunDevice spec1 -Address 2001:db8::1/64
        Set-TunDevice spec1 -Mtu 1000 -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*lost its IPv6 addresses*'
        Set-TunDevice spec1 -Mtu 1001 -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeNullOrEmpty
    }

    It 'says nothing of the MTU when something else takes the IPv6 addresses' {
        $null = New-TunDevice spec1 -Address 2001:db8::1/64
        Set-TunDevice spec1 -Mtu 1400 -State Down -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeNullOrEmpty
    }

    It 'takes a name with brackets for that name where there is one' {
        $odd = New-TunDevice 'spec[1]' @quiet
        $plain = New-TunDevice spec1 @quiet
        Set-TunDevice 'spec[1]' -Alias odd
        $odd.Alias | Should -Be 'odd'
        $plain.Alias | Should -BeNullOrEmpty
    }

    It 'names the device in the error when its interface was kept and the device closed' {
        $interface = $device.Interface
        Remove-TunDevice $device
        "$(Get-FirstError { Set-TunDevice $interface -Mtu 1300 })" | Should -Be 'The device spec0 was closed in this session.'
    }
}
