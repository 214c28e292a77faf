BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'New-TunDevice' {
    AfterEach {
        Remove-EveryDevice
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

    It 'makes a TAP device, with a MAC address of its own or a given one' {
        $device = New-TunDevice -Layer Tap @quiet
        $device.Name | Should -Match '^tap[0-9]+$'
        $device.Layer | Should -Be 'Tap'
        $device.MacAddress.GetAddressBytes() | Should -HaveCount 6
        (New-TunDevice spec0 @quiet).MacAddress | Should -BeNullOrEmpty
        foreach ($form in '02:00:5e:10:00:07', '02-00-5E-10-00-07', '02005e100007') {
            "$((New-TunDevice -Layer Tap -MacAddress $form @quiet).MacAddress)" | Should -Be '02005E100007'
        }
    }

    It 'shows every option in the properties of the device' {
        $with = @{
            Layer         = 'Tap'
            MacAddress    = '02:00:5e:10:00:07'
            Mtu           = 65521
            TxQueueLength = 7
            Alias         = 'für Tests'
            Owner         = 'root'
            Group         = 'root'
            Address       = '192.0.2.1/24'
            Route         = '198.51.100.0/24', '203.0.113.0/24 via 192.0.2.2'
        }
        $device = New-TunDevice spec0 @with -Persist -NoCarrier -MultiQueue
        "$($device.MacAddress)" | Should -Be '02005E100007'
        $device.Mtu, $device.TxQueueLength, $device.Alias | Should -Be 65521, 7, 'für Tests'
        $device.Owner.Name, $device.Owner.Id, $device.Group.Name, $device.Group.Id | Should -Be 'root', 0, 'root', 0
        $device.IsPersistent, $device.HasCarrier, $device.IsMultiQueue | Should -Be $true, $false, $true
        "$($device.QueueState)" | Should -Be 'Attached'
        $device.Route.ForEach('ToString') | Should -Contain '198.51.100.0/24'
        $device.Route.ForEach('ToString') | Should -Contain '203.0.113.0/24 via 192.0.2.2'
    }

    It 'has the usual for all that is not given' {
        $device = New-TunDevice spec0 @quiet
        $device.TxQueueLength, $device.Alias, $device.Owner, $device.Group | Should -Be 500, '', $null, $null
        $device.IsPersistent, $device.HasCarrier, $device.IsMultiQueue | Should -Be $false, $true, $false
        $device.NetworkNamespace | Should -BeNullOrEmpty
    }

    It 'finds owner and group by name and by number' {
        $device = New-TunDevice spec0 -Owner 0 -Group root @quiet
        $device.Owner.Name, $device.Group.Id | Should -Be 'root', 0
    }

    It 'gives each peer to the first address of its family that has none' {
        $with = @{ Address = '2001:db8::1', '192.0.2.1', '198.51.100.1/24'; Peer = '192.0.2.2', '2001:db8::2' }
        "$((New-TunDevice spec0 @with).Address)" |
            Should -Match '^192\.0\.2\.1 peer 192\.0\.2\.2/32 198\.51\.100\.1/24 2001:db8::1 peer 2001:db8::2/128'
    }

    It 'lets packets come by the routes that are given' {
        $device = New-TunDevice spec0 -Address 192.0.2.1/32 -Route 198.51.100.0/24 @quiet
        Send-Datagram 198.51.100.7
        "$((Receive-TunPacket $device -Timeout 5).Destination)" | Should -Be '198.51.100.7'
    }

    It 'opens one more queue with -MultiQueue, and both share the packets' {
        $one = New-TunDevice spec0 -MultiQueue -Address 192.0.2.1/24 @quiet
        $two = New-TunDevice spec0 -MultiQueue
        $one.Name, $two.Name | Should -Be 'spec0', 'spec0'
        (Get-TunDevice -All spec0).QueueCount | Should -Be 2
        Send-Datagram -Count 8
        @(Receive-TunPacket $one, $two -Count 8 -Timeout 5) | Should -HaveCount 8
        $two.Statistics.ReceivedPackets | Should -Be 8
        $one.Dispose()
        (Get-TunDevice -All spec0).QueueCount | Should -Be 1
        $two.State | Should -Be 'Up'
    }

    It 'makes a device with -Offload whose packets are like all others' {
        $device = New-TunDevice spec0 -Offload -Address 192.0.2.1/24 @quiet
        $device.HasOffload, (New-TunDevice spec1 @quiet).HasOffload | Should -Be $true, $false

        # One call that hands over eleven datagrams: the socket option UDP_SEGMENT.
        $socket = [Net.Sockets.Socket]::new('InterNetwork', 'Dgram', 'Udp')
        $socket.SetRawSocketOption(17, 103, [BitConverter]::GetBytes(100))
        $null = $socket.SendTo([byte[]]::new(1050), [Net.IPEndPoint]::new([ipaddress]'192.0.2.2', 7))
        $socket.Dispose()
        $packets = @(Receive-TunPacket $device -Count 11 -Timeout 5)
        $packets.ForEach('Length') | Should -Be (@(128) * 10 + 78)
        Receive-TunPacket $device -Timeout 0 | Should -BeNullOrEmpty

        New-TunPacket -Echo 192.0.2.2 192.0.2.1 | Send-TunPacket $device
        (Receive-TunPacket $device -Timeout 5).Info | Should -BeLike 'Echo (ping) reply*'
    }

    It 'tells with -Verbose what the offload is for' {
        $text = Get-VerboseText { New-TunDevice spec0 -Offload -Verbose }
        $kinds = if ((Get-TunDevice spec0).HasUdpOffload) { 'TCP and UDP' } else { 'TCP' }
        $text | Should -Contain "Switched on offload for $kinds."
    }

    It 'refuses a queue that has another -Offload than the others' {
        $null = New-TunDevice spec0 -MultiQueue -Offload
        $failure = Get-FirstError { New-TunDevice spec0 -MultiQueue }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Offload*'
        (New-TunDevice spec0 -MultiQueue -Offload).HasOffload | Should -BeTrue
    }

    It 'opens a persistent device that is there, and changes only what is asked for' {
        New-TunDevice spec0 -Layer Tap -Persist -Owner root -Alias test -Down @quiet | Remove-TunDevice -CloseOnly
        $device = New-TunDevice spec0 -TxQueueLength 7
        $device.Layer, $device.State, $device.IsPersistent | Should -Be 'Tap', 'Down', $true
        $device.Mtu, $device.TxQueueLength, $device.Alias | Should -Be 1279, 7, 'test'
    }

    It 'asks for -Address when <Text> stands where the name does' -ForEach @(
        @{ Text = '192.0.2.1/24' }
        @{ Text = '2001:db8::1/64' }
    ) {
        $failure = Get-FirstError { New-TunDevice $Text }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
        "$failure" | Should -BeLike "'$Text' is an address*"
        $failure.ErrorDetails.RecommendedAction | Should -Be "Did you mean -Address $($Text)?"
    }

    It 'warns once of each network that leads into another device' {
        $null = New-TunDevice spec0 -Address 192.0.2.1/24, 2001:db8::1/64
        $with = @{ WarningVariable = 'warning'; WarningAction = 'SilentlyContinue' }
        $null = New-TunDevice spec1 -Address 192.0.2.1/24, 192.0.2.5/24, 2001:db8::5/64 @with
        $warning | Should -HaveCount 2
        "$($warning[0])" | Should -BeLike '192.0.2.0/24 leads into spec0 already*spec1 gets none*: Remove-TunDevice spec0.'
        "$($warning[1])" | Should -BeLike '2001:db8::/64 leads into spec0 already*'
        $null = New-TunDevice spec2 -Address 192.0.2.6/32, '192.0.2.7 peer 192.0.2.8/24', 192.0.2.9/25 @quiet @with
        $warning | Should -BeNullOrEmpty
    }

    It 'does not call for the removal of what others have made' {
        New-TunDevice spec0 -Address 192.0.2.1/24 -Persist -Owner root @quiet | Remove-TunDevice -CloseOnly
        $null = New-TunDevice spec1 -Address 192.0.2.2/24 @quiet -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '192.0.2.0/24 leads into spec0 already*spec0 or its address first.'
    }

    It 'warns that <Address> is no address of a host' -ForEach @(
        @{ Address = '192.0.2.0/24'; What = 'the address of the network 192.0.2.0/24'; Hosts = '192.0.2.1 to 192.0.2.254' }
        @{ Address = '192.0.2.255/24'; What = 'the broadcast address of *'; Hosts = '192.0.2.1 to 192.0.2.254' }
        @{ Address = '192.0.2.8/30'; What = 'the address of the network 192.0.2.8/30'; Hosts = '192.0.2.9 to 192.0.2.10' }
        @{ Address = '2001:db8::/64'; What = 'the address of all routers of *'; Hosts = '2001:db8::1 to 2001:db8::ffff:*' }
    ) {
        $device = New-TunDevice spec0 -Address $Address -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike "$($Address.Split('/')[0]) is $What, and no host's. Hosts there have $Hosts`: give spec0 one*"
        "$($device.Address)" | Should -BeLike "$Address*"
    }

    It 'says nothing of <Address>, which a host can have' -ForEach @(
        @{ Address = '192.0.2.0/31' }
        @{ Address = '192.0.2.1/31' }
        @{ Address = '192.0.2.0/32' }
        @{ Address = '192.0.2.255/22' }
        @{ Address = '192.0.2.0 peer 192.0.2.2/24' }
        @{ Address = '2001:db8::/127' }
        @{ Address = '2001:db8::/128' }
        @{ Address = '2001:db8::ffff:ffff:ffff:ffff/64' }
    ) {
        $null = New-TunDevice spec0 -Address $Address -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'warns of no queue of the same device' {
        $null = New-TunDevice spec0 -MultiQueue -Address 192.0.2.1/24 @quiet
        $null = New-TunDevice spec0 -MultiQueue -Address 192.0.2.1/24, 192.0.2.2/24 -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'warns when anybody may open a persistent device, but not when it has an owner or a group' {
        $null = New-TunDevice spec0 -Persist -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike '*Any user may open*spec0*Set-TunDevice spec0 -Owner*'
        $null = New-TunDevice spec1 -Persist -Owner root -WarningVariable warning
        $warning | Should -BeNullOrEmpty
        $null = New-TunDevice spec2 -Persist -Group 0 -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'looks for duplicates of IPv6 addresses only with -DetectDuplicates' {
        foreach ($detect in $false, $true) {
            $device = New-TunDevice -Layer Tap -Address 2001:db8::1/64 -DetectDuplicates:$detect
            ($device.Address | Where-Object { "$_" -eq '2001:db8::1/64' }).IsTentative | Should -Be $detect
            Remove-TunDevice $device
        }
    }

    It 'makes the device in another network namespace' -Skip:(-not (Get-Command unshare -ErrorAction Ignore)) {
        $holder = [Diagnostics.Process]::Start('unshare', '--net sleep 60')
        try {
            # Until the process has left for its own namespace.
            $link = [IO.FileInfo]::new("/proc/$($holder.Id)/ns/net")
            $here = [IO.FileInfo]::new('/proc/thread-self/ns/net').LinkTarget
            $end = [DateTime]::UtcNow.AddSeconds(30)
            while ($link.LinkTarget -eq $here -and [DateTime]::UtcNow -lt $end) {
                [Threading.Thread]::Sleep(5)
                $link.Refresh()
            }

            $device = New-TunDevice spec0 -NetworkNamespace $link.FullName -Address 192.0.2.1/24 @quiet
            $device.NetworkNamespace | Should -Be $link.FullName
            $device.State | Should -Be 'Up'
            "$($device.Address)" | Should -Be '192.0.2.1/24'
            Get-TunDevice -All | Should -BeNullOrEmpty
            Set-TunDevice spec0 -Mtu 1278
            $device.Mtu | Should -Be 1278
            Remove-TunDevice spec0
        }
        finally {
            $holder.Kill()
            $holder.WaitForExit()
        }
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
        New-TunDevice spec0 -Layer Tap -Persist -MultiQueue -Route 198.51.100.0/24 -WhatIf | Should -BeNullOrEmpty
        Get-TunDevice -All | Should -BeNullOrEmpty
    }

    It 'tells each change with -Verbose' {
        $text = Get-VerboseText { New-TunDevice spec0 -Mtu 1400 -Address 192.0.2.1/24 -Verbose }
        $text | Should -Contain 'Created the TUN device spec0.'
        $text | Should -Contain 'Set the MTU of spec0 to 1400.'
        $text | Should -Contain 'Brought spec0 up.'
        $text | Should -Contain 'Added the address 192.0.2.1/24 to spec0.'
    }

    It 'tells of every option with -Verbose' {
        $with = @{
            Layer = 'Tap'; MacAddress = '02:00:5e:10:00:07'; TxQueueLength = 7; Alias = 'test'; Owner = 'root'; Group = 'root'
            Route = '198.51.100.0/24'
        }
        $text = Get-VerboseText { New-TunDevice spec0 @with -Persist -NoCarrier -Verbose }
        $text | Should -Contain 'Created the TAP device spec0.'
        $text | Should -Contain 'Set the MAC address of spec0 to 02:00:5e:10:00:07.'
        $text | Should -Contain 'Set the queue length of spec0 to 7.'
        $text | Should -Contain "Set the alias of spec0 to 'test'."
        $text | Should -Contain 'Set the carrier of spec0 to off.'
        $text | Should -Contain 'Set the owner of spec0 to root.'
        $text | Should -Contain 'Set the group of spec0 to root.'
        $text | Should -Contain 'Set the persistence of spec0 to on.'
        $text | Should -Contain 'Added the route 198.51.100.0/24 to spec0.'
        Remove-TunDevice spec0 -CloseOnly
        Get-VerboseText { New-TunDevice spec0 -Verbose } | Should -Contain 'Opened the existing TAP device spec0.'
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
        @{ Why = 'the MTU 65522 of a TAP device'; With = @{ Mtu = 65522; Layer = 'Tap' }; Says = '68..65521' }
        @{ Why = 'a MAC address of 5 bytes'; With = @{ MacAddress = '02:00:5e:10:00'; Layer = 'Tap' }; Says = '02:00:5e' }
        @{ Why = 'a MAC address of 8 bytes'; With = @{ MacAddress = '02005e1000070809'; Layer = 'Tap' }; Says = 'has 8' }
        @{ Why = 'a MAC address of a group'; With = @{ MacAddress = '01:00:5e:10:00:07'; Layer = 'Tap' }; Says = 'even' }
        @{ Why = 'a MAC address of zeros'; With = @{ MacAddress = '00:00:00:00:00:00'; Layer = 'Tap' }; Says = 'nobody' }
        @{ Why = 'a MAC address without TAP'; With = @{ MacAddress = '02:00:5e:10:00:07' }; Says = 'has no MAC address' }
        @{ Why = 'the queue length 0'; With = @{ TxQueueLength = 0 }; Says = '1..524288' }
        @{ Why = 'the queue length 524289'; With = @{ TxQueueLength = 524289 }; Says = '1..524288' }
        @{ Why = 'an alias of 256 bytes'; With = @{ Alias = 'ä' * 128 }; Says = '256 bytes' }
        @{ Why = 'a user who is unknown'; With = @{ Owner = 'nosuch' }; Says = "no user 'nosuch'" }
        @{ Why = 'the number of no user'; With = @{ Owner = '4294967295' }; Says = 'no user' }
        @{ Why = 'a group that is unknown'; With = @{ Group = 'nosuch' }; Says = "no group 'nosuch'" }
        @{ Why = 'a route that is none'; With = @{ Route = 'garbage' }; Says = '198.51.100.0/24' }
        @{ Why = 'a route while down'; With = @{ Route = 'default'; Down = $true }; Says = 'needs it up' }
        @{ Why = 'a route by a far gateway'; With = @{ Route = '198.51.100.0/24 via 203.0.113.9' }; Says = 'no network' }
        @{ Why = 'more peers than addresses'; With = @{ Address = '192.0.2.1'; Peer = '192.0.2.2', '192.0.2.3' }; Says = '.3' }
        @{ Why = 'a peer of another family'; With = @{ Address = '192.0.2.1/24'; Peer = '2001:db8::2' }; Says = 'of its family' }
        @{ Why = 'a peer without address'; With = @{ Peer = '192.0.2.2' }; Says = 'no address' }
        @{ Why = 'an empty network namespace'; With = @{ NetworkNamespace = '' }; Says = 'no network namespace' }
        @{ Why = 'a network namespace that is a file'; With = @{ NetworkNamespace = '/etc/passwd' }; Says = 'else' }
    ) {
        $failure = Get-FirstError { New-TunDevice @With }
        "$failure" | Should -BeLike "*$Says*"
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-TunDevice | Should -BeNullOrEmpty
        Get-TunDevice -All | Should -BeNullOrEmpty
    }

    It 'says so when there is no network namespace of a name' {
        $failure = Get-FirstError { New-TunDevice spec0 -NetworkNamespace nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNotFound,TunPS.Commands.NewTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$failure" | Should -BeLike "*'nosuch'*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*ip netns add*'
        Get-TunDevice -All | Should -BeNullOrEmpty
    }

    It 'leaves a persistent device as it was when a step fails' {
        New-TunDevice spec0 -Persist -Owner root @quiet | Remove-TunDevice -CloseOnly
        $failure = Get-FirstError { New-TunDevice spec0 -Mtu 1400 -Alias test -Route '198.51.100.0/24 via 203.0.113.9' }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
        $interface = Get-TunDevice -All spec0
        $interface.Mtu, $interface.Alias, $interface.IsPersistent, $interface.IsOpen | Should -Be 1279, '', $true, $false
    }

    It 'does not share a device that has several queues unless it is asked to' {
        $null = New-TunDevice spec0 -MultiQueue
        $failure = Get-FirstError { New-TunDevice spec0 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
        "$failure" | Should -BeLike '*multi-queue TUN device*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-MultiQueue*'
    }

    It 'says so when the device that is there is of the other layer' {
        New-TunDevice spec0 -Layer Tap -Persist -Owner root | Remove-TunDevice -CloseOnly
        $failure = Get-FirstError { New-TunDevice spec0 -Layer Tun }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
        "$failure" | Should -BeLike '*single-queue TAP device*'
    }

    It 'says who has a name that is in use' {
        $null = New-TunDevice spec0
        $failure = Get-FirstError { New-TunDevice spec0 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.TargetObject | Should -Be 'spec0'
        "$failure" | Should -BeLike '*this process*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*is open already: Get-TunDevice spec0. Choose another name*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*another name*'
    }

    It 'completes <What>' -ForEach @(
        @{ What = 'users'; Line = 'New-TunDevice -Owner roo'; Is = 'root' }
        @{ What = 'groups'; Line = 'New-TunDevice -Group roo'; Is = 'root' }
        @{ What = 'layers'; Line = 'New-TunDevice -Layer Ta'; Is = 'Tap' }
    ) {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, @{})
        $completions.CompletionMatches.CompletionText | Should -Contain $Is
    }

    It 'completes the names of persistent devices' {
        New-TunDevice spec0 -Persist -Owner root | Remove-TunDevice -CloseOnly
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('New-TunDevice sp', 16, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0'
    }

    It 'keeps the device open when its variable is gone' {
        $null = New-TunDevice spec0
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        (Get-TunDevice spec0).State | Should -Be 'Up'
    }

    It 'refuses a layer that there is not, also from the properties of objects' {
        $failure = Get-FirstError { [pscustomobject]@{ Name = 'spec0'; Layer = 'Tapp' } | New-TunDevice }
        $failure.FullyQualifiedErrorId | Should -Be 'ParameterArgumentValidationError,TunPS.Commands.NewTunDeviceCommand'
        Get-TunDevice | Should -BeNullOrEmpty
        ([pscustomobject]@{ Name = 'spec0'; Layer = 'tap' } | New-TunDevice).Layer | Should -Be 'Tap'
    }

    It 'checks with -WhatIf what it would do' {
        (Get-FirstError { New-TunDevice spec0 -MacAddress 02:00:5e:00:53:01 -WhatIf }).FullyQualifiedErrorId |
            Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
        (Get-FirstError { New-TunDevice spec0 -Mtu 1000 -Route 2001:db8:1::/48 -WhatIf }).FullyQualifiedErrorId |
            Should -Be 'TunInvalidArgument,TunPS.Commands.NewTunDeviceCommand'
    }

    It 'says with -WhatIf what it says without of a name that is taken' {
        $null = New-TunDevice spec0
        $null = New-TunDevice spec1 -MultiQueue
        foreach ($name in 'lo', 'spec0') {
            $failure = Get-FirstError { New-TunDevice $name -WhatIf }
            $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.NewTunDeviceCommand'
            "$failure" | Should -Be "$(Get-FirstError { New-TunDevice $name })"
        }
        New-TunDevice spec1 -MultiQueue -WhatIf | Should -BeNullOrEmpty
    }
}
