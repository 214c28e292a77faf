BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"

    # How the job ended, which has to be soon.
    function Wait-End($Job) {
        $null = Wait-Job $Job -Timeout 30
        $Job.State
    }

    function Get-Total($Job, [string] $Counter) { $Job.Forward.$Counter + $Job.Backward.$Counter }
}

Describe 'Connect-TunDevice' {
    BeforeEach {
        $left = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        $right = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Remove-TunDevice *
    }

    It 'gives a job that runs and counts' {
        $job = Connect-TunDevice $left $right
        $job.GetType().Name, $job.PSJobTypeName, "$($job.State)" | Should -Be 'TunConnectionJob', 'TunConnection', 'Running'
        $job.Device, $job.OtherDevice, $job.RemoteEndPoint, $job.LocalEndPoint | Should -Be 'spec0', 'spec1', $null, $null
        $job.Location, $job.Command | Should -Be 'spec0 <-> spec1', 'Connect-TunDevice spec0 spec1'
        Send-Datagram -Count 3
        Send-Datagram 198.51.100.2 -Count 2
        Wait-Until { $job.Forward.Packets -eq 3 -and $job.Backward.Packets -eq 2 }
        $job.Forward.Bytes, $job.Backward.Bytes | Should -Be 93, 62
        $job.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        $job.HasMoreData, $job.MissedPackets, $job.StatusMessage | Should -Be $false, 0, ''
        "$($job.Forward.Impairment)" | Should -Be 'none'
    }

    It 'takes names, in any order, and from the pipeline' {
        (Connect-TunDevice spec0 spec1 | Stop-Job -PassThru).Location | Should -Be 'spec0 <-> spec1'
        (Connect-TunDevice -OtherDevice spec0 -Device $right | Stop-Job -PassThru).Location | Should -Be 'spec1 <-> spec0'
        (Get-TunDevice spec0 | Connect-TunDevice -OtherDevice $right).Location | Should -Be 'spec0 <-> spec1'
    }

    It 'is a wire for the systems at both ends' -Skip:(-not (Get-Command unshare -ErrorAction Ignore)) {
        Remove-TunDevice spec1
        $other = Start-OtherNamespace
        try {
            $right = New-TunDevice spec1 -NetworkNamespace "/proc/$($other.Id)/ns/net" -Address 192.0.2.2/24 @quiet
            $job = Connect-TunDevice $left $right
            1..3 | ForEach-Object { Measure-Ping } | Should -HaveCount 3
            Wait-Until { $job.Forward.Packets -eq 3 -and $job.Backward.Packets -eq 3 }
            Stop-Job $job
            Measure-Ping -TimeoutMilliseconds 100 | Should -BeNullOrEmpty
            $job.Forward.Packets | Should -Be 3

            # A line of 30 ms each way.
            $slow = Connect-TunDevice $left $right -Delay 0.03
            Measure-Ping | Should -BeGreaterOrEqual 60
            "$($slow.Forward.Impairment)", "$($slow.Backward.Impairment)" | Should -Be 'delay 30 ms', 'delay 30 ms'
        }
        finally {
            $other.Kill()
            $other.WaitForExit()
        }
    }

    It 'is known to the commands for jobs' {
        $job = Connect-TunDevice $left $right -Name lab
        (Get-Job lab).Id | Should -Be $job.Id
        (Get-Job -Id $job.Id).Name | Should -Be 'lab'
        (Get-Job -State Running).Name | Should -Be 'lab'
        Wait-Job lab -Timeout 0 | Should -BeNullOrEmpty
        Stop-Job lab
        $job.State, $job.StatusMessage | Should -Be 'Stopped', 'The connection was stopped.'
        $job.PSEndTime | Should -Not -BeNullOrEmpty
        $elapsed = $job.Elapsed
        $job.Elapsed | Should -Be $elapsed
        Remove-Job lab
        Get-Job lab -ErrorAction Ignore | Should -BeNullOrEmpty
        $left.State, $right.State | Should -Be 'Up', 'Up'
    }

    It 'has a name of its own when none is given' {
        (Connect-TunDevice $left $right).Name | Should -Match '^Job\d+$'
    }

    It 'ends when its job is removed' {
        $job = Connect-TunDevice $left $right
        (Get-FirstError { Remove-Job $job }).FullyQualifiedErrorId |
            Should -Be 'JobObjectNotFinishedCannotBeRemoved,Microsoft.PowerShell.Commands.RemoveJobCommand'
        Remove-Job $job -Force
        $job.State | Should -Be 'Stopped'
        Send-Datagram
        (Receive-TunPacket $left -Timeout 5).DestinationPort | Should -Be 4001
    }

    It 'is completed when the device <Closed> is closed' -ForEach @(@{ Closed = 'spec0' }, @{ Closed = 'spec1' }) {
        $job = Connect-TunDevice $left $right
        Remove-TunDevice $Closed
        Wait-End $job | Should -Be 'Completed'
        $job.StatusMessage | Should -Be "The device $Closed was closed."
        $job.Error.Count | Should -Be 0
    }

    It 'fails when the interface of a device is removed' -Skip:(-not (Get-Command ip -ErrorAction Ignore)) {
        $job = Connect-TunDevice $left $right
        ip link delete spec1
        Wait-End $job | Should -Be 'Failed'
        $job.HasMoreData | Should -BeTrue
        $failure = Get-FirstError { Receive-Job $job }
        $failure.FullyQualifiedErrorId | Should -BeLike 'TunDeviceGone*'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be $right
        $job.StatusMessage | Should -Be "$failure"
    }

    It 'is completed when an event is triggered, and leaves the event alone' {
        $one, $two = 1..2 | ForEach-Object { New-InterruptEvent }
        $job = Connect-TunDevice $left $right -InterruptEvent $one, $two
        $two.Trigger(5)
        Wait-End $job | Should -Be 'Completed'
        $job.StatusMessage | Should -Be 'An event with the value 5 ended the connection.'
        $one.IsTriggered, $two.Value | Should -Be $false, 5

        # A triggered event ends the next one, too, before it has passed anything.
        Wait-End (Connect-TunDevice $left $right -InterruptEvent $two) | Should -Be 'Completed'
    }

    It 'goes on when Receive-Job -Wait is stopped, and can be stopped then' {
        $job = Connect-TunDevice $left $right -Mirror
        $shell = New-Shell
        $null = $shell.AddCommand('Receive-Job').AddParameter('Job', $job).AddParameter('Wait')
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $nothing = [Management.Automation.PSDataCollection[psobject]]::new()
        $nothing.Complete()
        $null = $shell.BeginInvoke($nothing, $output)
        Send-Datagram
        Wait-Until { $output.Count -eq 1 }
        $shell.Stop()
        $shell.Dispose()
        $job.State | Should -Be 'Running'
        Send-Datagram
        Wait-Until { $job.Forward.Packets -eq 2 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
    }

    It 'ends with the runspace that made it' {
        $shell = New-Shell
        $job = $shell.AddScript("Import-Module '$module'; Connect-TunDevice spec0 spec1").Invoke()[0]
        $job.State | Should -Be 'Running'
        $shell.Runspace.Dispose()
        Wait-End $job | Should -Be 'Stopped'
        $left.State | Should -Be 'Up'
        $shell.Dispose()
    }

    It 'ends with the module in the runspace that made it' {
        $shell = New-Shell
        $job = $shell.AddScript("Import-Module '$module'; Connect-TunDevice spec0 spec1; Remove-Module TunPS").Invoke()[0]
        Wait-End $job | Should -Be 'Stopped'
        $shell.Dispose()
    }

    It 'does not keep the process from its end' -Tag FullShell {
        pwsh -NoProfile -Command "
            Import-Module '$module'
            `$a, `$b = 1..2 | ForEach-Object { New-TunDevice -Mtu 1279 }
            `$job = Connect-TunDevice `$a `$b -Mirror -Delay 10
            'exiting'
            exit 3" 2>&1 | Should -Be 'exiting'
        $LASTEXITCODE | Should -Be 3
    }

    It 'passes only packets <Of>, and counts the others' -ForEach @(
        @{ Of = 'of a protocol'; Filter = @{ Protocol = 'Udp' }; Passed = 4 }
        @{ Of = 'of another protocol'; Filter = @{ Protocol = 'Tcp', 1 }; Passed = 0 }
        @{ Of = 'of ports'; Filter = @{ Port = 4001, 4003 }; Passed = 3 }
        @{ Of = 'from an address'; Filter = @{ Source = '192.0.2.1' }; Passed = 3 }
        @{ Of = 'to a network'; Filter = @{ Destination = '198.51.100.0/24' }; Passed = 1 }
    ) {
        $job = Connect-TunDevice $left $right @filter
        Send-Datagram -Count 3
        Send-Datagram 198.51.100.2
        Wait-Until { (Get-Total $job Packets) + (Get-Total $job RejectedPackets) -eq 4 }
        Get-Total $job Packets | Should -Be $Passed
    }

    It 'gives copies of the packets that pass with -Mirror' {
        $job = Connect-TunDevice $left $right -Mirror -Port 4001, 4003
        Send-Datagram -Count 3
        Wait-Until { $job.Output.Count -eq 2 }
        $job.HasMoreData | Should -BeTrue
        $copies = Receive-Job $job
        $copies.DestinationPort | Should -Be 4001, 4003
        $copies.Device | Should -Be 'spec0', 'spec0'
        $copies[0].GetType().Name, "$($copies[0].Destination)", $copies[0].Length | Should -Be 'TunPacket', '192.0.2.2', 31
        Receive-Job $job | Should -BeNullOrEmpty
        Send-Datagram 198.51.100.2
        Wait-Until { $job.Output.Count -eq 1 }
        (Receive-Job $job).Device | Should -Be 'spec1'
        $job.Forward.MirroredPackets, $job.Backward.MirroredPackets, $job.MissedPackets | Should -Be 2, 1, 0
    }

    It 'keeps the copies for those who ask after the end' {
        $job = Connect-TunDevice $left $right -Mirror
        Send-Datagram -Count 2
        Wait-Until { $job.Output.Count -eq 2 }
        Stop-Job $job
        (Receive-Job $job).DestinationPort | Should -Be 4001, 4002
    }

    It 'gives a copy of each n-th packet with -MirrorInterval' {
        $job = Connect-TunDevice $left $right -MirrorInterval 3
        Send-Datagram -Count 9
        Wait-Until { $job.Forward.Packets -eq 9 -and $job.Output.Count -eq 3 }
        $ports = (Receive-Job $job).DestinationPort
        ($ports[1] - $ports[0]), ($ports[2] - $ports[1]) | Should -Be 3, 3
    }

    It 'gives no copies when nobody wants them' {
        $job = Connect-TunDevice $left $right
        Send-Datagram -Count 3
        Wait-Until { $job.Forward.Packets -eq 3 }
        $job.HasMoreData, $job.Forward.MirroredPackets | Should -Be $false, 0
    }

    It 'forgets copies that nobody receives, and counts them' {
        $job = Connect-TunDevice $left $right -Mirror
        foreach ($part in 1..21) {
            Send-Datagram -Count 500
            Wait-Until { $job.Forward.Packets -eq 500 * $part -and $job.Output.Count + $job.MissedPackets -eq 500 * $part }
        }
        $job.Output.Count | Should -BeLessThan 10001
        $job.MissedPackets | Should -BeGreaterOrEqual 500
        @(Receive-Job $job)[0].DestinationPort | Should -Be 4001
        Send-Datagram
        Wait-Until { $job.Output.Count -eq 1 }
    }

    It 'has a line that is bad from the start' {
        $job = Connect-TunDevice $left $right -Delay 50ms -Jitter 200us -Loss 100 -Duplicate 2% -Reorder 3 `
            -RateLimit 10M -QueueLimit 50
        $wanted = 'delay 50 ms, jitter 200 us, loss 100 %, duplicate 2 %, reorder 3 %, rate limit 10Mbit, queue limit 50'
        "$($job.Forward.Impairment)", "$($job.Backward.Impairment)" | Should -Be $wanted, $wanted
        Send-Datagram -Count 3
        Wait-Until { $job.Forward.LostPackets -eq 3 }
        $job.Forward.Packets | Should -Be 0
    }

    It 'loses the same packets again with the same -Seed' {
        $lost = foreach ($seed in 7, 7, 8) {
            $job = Connect-TunDevice $left $right -Loss 50 -Seed $seed -Mirror
            Send-Datagram -Count 100
            Wait-Until { $job.Forward.Packets + $job.Forward.LostPackets -eq 100 }
            Wait-Until { $job.Output.Count -eq $job.Forward.Packets }
            (Receive-Job $job).DestinationPort -join ' '
            Remove-Job $job -Force
        }
        $lost[0] | Should -Be $lost[1]
        $lost[0] | Should -Not -Be $lost[2]
    }

    It 'warns of each device that has a connection already' {
        $null = Connect-TunDevice $left $right -Name first
        $said = Connect-TunDevice $right $left 3>&1
        "$($said[0])" | Should -Be (
            "The connection 'first' takes packets from the device spec1, too: each goes through one of the two.")
        "$($said[1])" | Should -BeLike '*the device spec0, too*'
        $said[2].State | Should -Be 'Running'
        Get-Job | Stop-Job
        @(Connect-TunDevice $right $left 3>&1).Count | Should -Be 1
    }

    It 'says so when <What>' -ForEach @(
        @{ What = 'there is no such device'; Second = { 'nosuch' }; Id = 'TunDeviceNotFound'; Category = 'ObjectNotFound' }
        @{ What = 'it is the same device'; Second = { 'spec0' }; Id = 'TunInvalidArgument'; Category = 'InvalidArgument' }
        @{
            What = 'it is of another layer'; Second = { New-TunDevice spec2 -Layer Tap @quiet }
            Id = 'TunInvalidArgument'; Category = 'InvalidArgument'
        }
        @{
            What = 'it is closed'; Second = { Remove-TunDevice $right; $right }
            Id = 'TunDeviceClosed'; Category = 'ResourceUnavailable'
        }
    ) {
        $failure = Get-FirstError { Connect-TunDevice $left (& $Second) }
        $failure.FullyQualifiedErrorId | Should -Be "$Id,TunPS.Commands.ConnectTunDeviceCommand"
        $failure.CategoryInfo.Category | Should -Be $Category
        "$failure" | Should -Not -Match 'Parameter'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'says how devices of different layers become alike' {
        $failure = Get-FirstError { Connect-TunDevice $left (New-TunDevice spec2 -Layer Tap @quiet) }
        "$failure" | Should -Be 'spec0 is a Tun device and spec2 a Tap device: IP packets are no Ethernet frames.'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Make both of one layer: *-Layer Tap*'
    }

    It 'says so when an event is disposed' {
        $gone = New-InterruptEvent
        $gone.Dispose()
        (Get-FirstError { Connect-TunDevice $left $right -InterruptEvent $gone }).FullyQualifiedErrorId |
            Should -Be 'TunEventDisposed,TunPS.Commands.ConnectTunDeviceCommand'
    }

    It 'refuses a reorder without a delay' {
        $failure = Get-FirstError { Connect-TunDevice $left $right -Reorder 5 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.ConnectTunDeviceCommand'
        "$failure" | Should -BeLike '*give a delay*'
    }

    It 'refuses a filter that no packet can match: <Says>' -ForEach @(
        @{ Filter = @{ Protocol = 'IcmpV6'; Port = 53 }; Says = '*of protocol IcmpV6 with port 53*' }
        @{ Filter = @{ Protocol = 'Arp' }; Says = '*of protocol Arp on a TUN device*' }
    ) {
        $failure = Get-FirstError { Connect-TunDevice $left $right @Filter }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.ConnectTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike $Says
        Get-Job | Should -BeNullOrEmpty
    }

    It 'refuses -<Parameter> <Value>' -ForEach @(
        @{ Parameter = 'Delay'; Value = -1; Says = '*out of range*' }
        @{ Parameter = 'Delay'; Value = 86401; Says = '*out of range*' }
        @{ Parameter = 'Delay'; Value = '50 m'; Says = '*is no duration*' }
        @{ Parameter = 'Delay'; Value = [ushort] 200; Says = "*Write '200us'*" }
        @{ Parameter = 'Jitter'; Value = 'ms'; Says = '*is no duration*' }
        @{ Parameter = 'Loss'; Value = 100.1; Says = '*0 to 100*' }
        @{ Parameter = 'Loss'; Value = 'half'; Says = '*0 to 100*' }
        @{ Parameter = 'Duplicate'; Value = [double]::NaN; Says = '*0 to 100*' }
        @{ Parameter = 'Reorder'; Value = -1; Says = '*0 to 100*' }
        @{ Parameter = 'RateLimit'; Value = '10MB'; Says = '*counts bytes*' }
        @{ Parameter = 'RateLimit'; Value = -5; Says = '*is no rate*' }
        @{ Parameter = 'QueueLimit'; Value = -1; Says = '*minimum*' }
        @{ Parameter = 'MirrorInterval'; Value = 0; Says = '*minimum*' }
        @{ Parameter = 'Port'; Value = 65536; Says = '*65535*' }
        @{ Parameter = 'Source'; Value = 'localhost'; Says = '*is no address*' }
        @{ Parameter = 'Protocol'; Value = 'Http'; Says = '*is no protocol*' }
        @{ Parameter = 'InterruptEvent'; Value = $null; Says = '*null*' }
        @{ Parameter = 'Name'; Value = ''; Says = '*empty*' }
    ) {
        $setting = @{ $Parameter = $Value }
        $failure = Get-FirstError { Connect-TunDevice $left $right @setting }
        "$failure" | Should -BeLike $Says
        $failure.CategoryInfo.Category | Should -Match 'InvalidData|InvalidArgument'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'reads units that PowerShell takes for a part of the number' {
        $job = Connect-TunDevice $left $right -Delay 200us
        "$($job.Forward.Impairment)" | Should -Be 'delay 200 us'
        Stop-Job $job
        "$(Get-FirstError { Connect-TunDevice $left $right -RateLimit 10MB })" | Should -BeLike '*counts bytes*'
    }

    It 'shows a table, and everything as a list' -Tag FullShell {
        $job = Connect-TunDevice $left $right -Name lab -Delay 1ms
        Send-Datagram -Count 3
        Wait-Until { $job.Forward.Packets -eq 3 }
        $table = $job | Out-String -Width 120
        $table | Should -Match 'Id +Name +State +Device +Connected to +Forward +Backward +Bytes +Lost'
        $table | Should -Match 'lab +Running +spec0 +spec1 +3 +0 +93 +0'
        $job | Format-List | Out-String | Should -Match 'Forward +: 3 packets, 93 bytes'
        $job.Forward | Out-String | Should -Match '(?s)Packets +: 3\s.*RejectedPackets +: 0.*Impairment +: delay 1 ms'
    }
}

Describe 'Connect-TunDevice to an end point' {
    # Datagrams stay on the loopback interface, which is down in a new namespace.
    $cannot = @{ Skip = -not ((Get-Command ip -ErrorAction Ignore) -and (Get-Command unshare -ErrorAction Ignore)) }

    BeforeEach {
        if (Get-Command ip -ErrorAction Ignore) { ip link set lo up }
        $left = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        $right = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Remove-TunDevice *
    }

    It 'sends each packet as one datagram, and each datagram as one packet' @cannot {
        $peer = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        $there = $peer.Client.LocalEndPoint
        $job = Connect-TunDevice $left -RemoteEndPoint $there -LocalEndPoint 127.0.0.1:40100 -Mirror
        "$($job.RemoteEndPoint)", "$($job.LocalEndPoint)", $job.OtherDevice | Should -Be "$there", '127.0.0.1:40100', $null
        $job.Location | Should -Be "spec0 <-> $there"
        Send-Datagram
        $peer.Client.ReceiveTimeout = 5000
        $from = [Net.IPEndPoint]::new(0, 0)
        $datagram = $peer.Receive([ref] $from)
        "$from", $datagram.Length, $datagram[0] | Should -Be '127.0.0.1:40100', 31, 0x45
        $null = $peer.Send($datagram, $datagram.Length, '127.0.0.1', 40100)
        Wait-Until { $job.Backward.Packets -eq 1 -and $job.Output.Count -eq 2 }
        $job.Forward.Bytes, $job.Backward.Bytes | Should -Be 31, 31
        (Receive-Job $job)[1].Data | Should -Be $datagram
        $peer.Dispose()
    }

    It 'drops and counts what others send' @cannot {
        $job = Connect-TunDevice $left -RemoteEndPoint 127.0.0.1:40101 -LocalEndPoint 127.0.0.1:40102
        $stranger = [Net.Sockets.UdpClient]::new()
        $packet = (New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 9).Data
        $null = $stranger.Send($packet, $packet.Length, '127.0.0.1', 40102)
        Wait-Until { $job.Backward.ForeignPackets -eq 1 }
        $job.Backward.Packets | Should -Be 0
        $stranger.Dispose()
    }

    It 'joins two systems by a line each' @cannot {
        Remove-TunDevice spec1
        $other = Start-OtherNamespace
        try {
            $right = New-TunDevice spec1 -NetworkNamespace "/proc/$($other.Id)/ns/net" -Address 192.0.2.2/24 @quiet
            foreach ($address in '127.0.0.1', '[::1]') {
                $here = Connect-TunDevice $left -RemoteEndPoint "${address}:40001" -LocalEndPoint "${address}:40000"
                $there = Connect-TunDevice $right -RemoteEndPoint "${address}:40000" -LocalEndPoint "${address}:40001"
                1..3 | ForEach-Object { Measure-Ping } | Should -HaveCount 3
                Wait-Until { $here.Forward.Packets -eq 3 -and $there.Backward.Packets -eq 3 }
                $here, $there | Remove-Job -Force
            }
        }
        finally {
            $other.Kill()
            $other.WaitForExit()
        }
    }

    It 'awaits datagrams at the port that it sends to' @cannot {
        $job = Connect-TunDevice $left -RemoteEndPoint 127.0.0.2:40103
        "$($job.LocalEndPoint)" | Should -Be '0.0.0.0:40103'
        Stop-Job $job
        $job = Connect-TunDevice $left -RemoteEndPoint '[::ffff:127.0.0.2]:40103'
        "$($job.LocalEndPoint)" | Should -Be '0.0.0.0:40103'
        Stop-Job $job
        "$((Connect-TunDevice $left -RemoteEndPoint '[2001:db8::9]:40103').LocalEndPoint)" | Should -Be '[::]:40103'
    }

    It 'says so when the local end point is taken' @cannot {
        $taken = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 40104))
        $failure = Get-FirstError { Connect-TunDevice $left -RemoteEndPoint 127.0.0.1:9 -LocalEndPoint 127.0.0.1:40104 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Tun*,TunPS.Commands.ConnectTunDeviceCommand'
        "$failure" | Should -BeLike '*EADDRINUSE*'
        $taken.Dispose()
        Get-Job | Should -BeNullOrEmpty
    }

    It 'refuses the end point <Value>' -ForEach @(
        @{ Value = '192.0.2.9' }
        @{ Value = '4000' }
        @{ Value = 4000 }
        @{ Value = 'host:4000' }
        @{ Value = '192.0.2:4000' }
        @{ Value = '010.0.2.9:4000' }
        @{ Value = '2001:db8::1:4000' }
        @{ Value = '[2001:db8::1]' }
        @{ Value = '192.0.2.9:65536' }
    ) {
        $failure = Get-FirstError { Connect-TunDevice $left -RemoteEndPoint $Value }
        "$failure" | Should -BeLike '*is no address with a port*'
    }

    It 'refuses an end point together with a device' {
        $failure = Get-FirstError { Connect-TunDevice $left -OtherDevice $right -RemoteEndPoint 192.0.2.9:4000 }
        $failure.FullyQualifiedErrorId |
            Should -Be 'AmbiguousParameterSet,TunPS.Commands.ConnectTunDeviceCommand'
    }
}
