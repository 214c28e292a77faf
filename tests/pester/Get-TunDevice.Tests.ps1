BeforeAll {
    . $PSScriptRoot/Prepare.ps1
}

Describe 'Get-TunDevice' {
    BeforeEach {
        $first = New-TunDevice spec0 -Address 192.0.2.1/24
        $second = New-TunDevice spec1 -Down
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'gives the devices that are open in this session' {
        (Get-TunDevice).Name | Should -Be 'spec0', 'spec1'
    }

    It 'takes names with wildcards, several, and from the pipeline' {
        (Get-TunDevice *1).Name | Should -Be 'spec1'
        (Get-TunDevice spec1, spec0).Name | Should -Be 'spec1', 'spec0'
        ('spec0' | Get-TunDevice).Name | Should -Be 'spec0'
    }

    It 'gives the very device that New-TunDevice gave' {
        [object]::ReferenceEquals((Get-TunDevice spec0), $first) | Should -BeTrue
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Get-TunDevice nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'nosuch'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*spec0, spec1*'
    }

    It 'says nothing when a pattern matches none' {
        Get-FirstError { Get-TunDevice nosuch* } | Should -BeNullOrEmpty
    }

    It 'does not list what is closed' {
        $first.Dispose()
        (Get-TunDevice).Name | Should -Be 'spec1'
    }

    It 'gives the interfaces of others, too, with -All' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        ip tuntap add dev spec2 mode tap user root group root multi_queue
        (Get-TunDevice).Name | Should -Be 'spec0', 'spec1'
        $all = Get-TunDevice -All
        $all[0] | Should -BeOfType ([TunPS.TunInterface])
        $all.Name | Should -Be 'spec0', 'spec1', 'spec2'
        $all.IsOpen | Should -Be $true, $true, $false
        $all.Layer | Should -Be 'Tun', 'Tun', 'Tap'
        $all.State | Should -Be 'Up', 'Down', 'Down'
        $all.IsPersistent | Should -Be $false, $false, $true
        $all.IsMultiQueue | Should -Be $false, $false, $true
        $all.QueueCount | Should -Be 1, 1, 0
        "$($all[2].Owner)", "$($all[2].Group)", $all[0].Owner, $all[0].Group | Should -Be 'root', 'root', $null, $null
        $all[2].MacAddress.GetAddressBytes() | Should -HaveCount 6
    }

    It 'takes names with wildcards, several, and from the pipeline with -All' {
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        (Get-TunDevice -All *2).Name | Should -Be 'spec2'
        (Get-TunDevice -All spec2, spec0).Name | Should -Be 'spec2', 'spec0'
        ('spec2' | Get-TunDevice -All).Name | Should -Be 'spec2'
        (Get-TunDevice -All spec2).IsOpen | Should -BeFalse
    }

    It 'leaves out what is no TUN device with -All' {
        $failure = Get-FirstError { Get-TunDevice -All lo }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be 'lo'
        Get-FirstError { Get-TunDevice -All l* } | Should -BeNullOrEmpty
    }

    It 'gives addresses and routes as lists, however many there are' {
        $device = New-TunDevice spec2 @quiet
        $device.Address.GetType().IsArray, $device.Route.GetType().IsArray | Should -Be $true, $true
        $device.Address.Count, $device.Route.Count | Should -Be 0, 0
        Add-TunRoute spec2 198.51.100.0/24
        $device.Route.GetType().IsArray | Should -BeTrue
        "$($device.Route[0])" | Should -Be '198.51.100.0/24'
        Remove-TunDevice $device
        $device.Address.Count, $device.Route.Count | Should -Be 0, 0
    }

    It 'counts the queues, and those that are detached' {
        $one, $two, $three = 1..3 | ForEach-Object { New-TunDevice spec2 -MultiQueue }
        Set-TunDevice $one -QueueState Detached
        $interface = Get-TunDevice -All spec2
        $interface.QueueCount, $interface.DetachedQueueCount | Should -Be 2, 1
        $two, $three | Remove-TunDevice
        $interface.QueueCount, $interface.DetachedQueueCount, $interface.IsOpen | Should -Be 0, 1, $true
    }

    It 'counts what the script received and sent' {
        $device = New-TunDevice spec2 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2 -Count 3
        $packets = Receive-TunPacket $device -Count 2 -Timeout 5
        $packets[0] | Send-TunPacket $device
        foreach ($statistics in $device.Statistics, (Get-TunDevice -All spec2).Statistics) {
            $statistics.ReceivedPackets, $statistics.ReceivedBytes | Should -Be 2, 62
            $statistics.SentPackets, $statistics.SentBytes | Should -Be 1, 31
            $statistics.ReceiveDrops, $statistics.SendErrors | Should -Be 0, 0
            "$statistics" | Should -Be 'received 2 packets, 0 dropped; sent 1 packet, 0 dropped'
        }
    }

    It 'counts the packets that were dropped because nobody received them' {
        $device = New-TunDevice spec2 -Address 198.51.100.1/24 -TxQueueLength 2 @quiet
        Send-Datagram 198.51.100.2 -Count 5
        $device.Statistics.ReceiveDrops | Should -Be 3
        $device.Statistics.Drops | Should -Be 3
        @(Receive-TunPacket $device -Count 5 -Timeout 0) | Should -HaveCount 2
        $device.Statistics.ReceivedPackets | Should -Be 2
    }

    It 'tells the last name of an interface that is gone' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        $interface = Get-TunDevice -All spec1
        ip link delete spec1
        $second.State, $interface.State | Should -Be 'Gone', 'Gone'
        $second.Name, $interface.Name | Should -Be 'spec1', 'spec1'
        $second.Mtu, $interface.Mtu, $interface.Owner, $interface.Statistics | Should -Be $null, $null, $null, $null
        (Get-TunDevice -All).Name | Should -Be 'spec0'
    }

    It 'completes the names of open devices' {
        $completions = [Management.Automation.CommandCompletion]::CompleteInput('Get-TunDevice sp', 16, @{})
        $completions.CompletionMatches.CompletionText | Should -Be 'spec0', 'spec1'
    }

    It 'shows name, state, MTU and addresses as a table' -Tag FullShell {
        $text = Get-TunDevice | Out-String -Width 100
        $text | Should -Match 'Name +Layer +State +MTU +Dropped +Address'
        $text | Should -Match 'spec0 +Tun +Up +1500 +[0-9]+ 192\.0\.2\.1/24'
        $text | Should -Match 'spec1 +Tun +Down +1500'
    }

    It 'shows owner, group, persistence and queues as a table with -All' -Tag FullShell {
        New-TunDevice spec2 -Layer Tap -Persist -Owner root -Down @quiet | Remove-TunDevice -CloseOnly
        $text = Get-TunDevice -All | Out-String -Width 200
        $text | Should -Match 'Name +Layer +State +MTU +Dropped +Owner +Group +Persistent +Queues +OpenHere +Address'
        $text | Should -Match 'spec0 +Tun +Up +1500 +[0-9]+ +False +1 +True +192\.0\.2\.1/24'
        $text | Should -Match 'spec2 +Tap +Down +1279 +0 root +True +0 False'
    }

    It 'shows names only with Format-Wide' -Tag FullShell {
        Get-TunDevice | Format-Wide -Column 2 | Out-String | Should -Match 'spec0 +spec1'
        Get-TunDevice -All | Format-Wide -Column 2 | Out-String | Should -Match 'spec0 +spec1'
    }

    It 'shows what the devices have counted with -View Statistics' -Tag FullShell {
        $null = New-TunDevice spec2 -Address 198.51.100.1/24 -TxQueueLength 2 @quiet
        Send-Datagram 198.51.100.2 -Count 5
        $null = Receive-TunPacket spec2 -Timeout 5
        foreach ($devices in (Get-TunDevice), (Get-TunDevice -All)) {
            $text = $devices | Format-Table -View Statistics | Out-String -Width 120
            $text | Should -Match 'Name +Received +Bytes +Errors +Drops +Sent +Bytes +Errors +Drops'
            $text | Should -Match 'spec2 +1 +31 +0 +3 +0 +0 +0 +0'
        }
    }

    It 'shows everything as a list' -Tag FullShell {
        $null = New-TunDevice spec2 -Layer Tap -MacAddress 02:00:5e:10:00:07 -Alias test -Owner root -Route 198.51.100.0/24 @quiet
        foreach ($device in (Get-TunDevice spec2), (Get-TunDevice -All spec2)) {
            $text = $device | Format-List | Out-String -Width 120
            $text | Should -Match 'MacAddress +: 02:00:5e:10:00:07'
            $text | Should -Match 'TxQueueLength +: 1000'
            $text | Should -Match 'Alias +: test'
            $text | Should -Match 'Owner +: root'
            $text | Should -Match 'Route +: \{198\.51\.100\.0/24\}'
            $text | Should -Match 'Statistics +: received 0 packets, 0 dropped'
        }
    }

    It 'takes what is no valid pattern for a name' {
        foreach ($query in { Get-TunDevice '[bad' }, { Get-TunDevice -All '[bad' }) {
            (Get-FirstError $query).FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.GetTunDeviceCommand'
        }

        $odd = New-TunDevice '[bad' @quiet
        [object]::ReferenceEquals((Get-TunDevice '[bad'), $odd) | Should -BeTrue
    }
}
