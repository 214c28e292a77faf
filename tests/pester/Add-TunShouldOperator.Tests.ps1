BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # What Should says, as a test that fails shows it; nothing when the assertion holds.
    function Get-Failure([scriptblock] $Script) { Get-FirstError $Script | ForEach-Object { $_.Exception.Message } }

    # A session of its own that knows the operator and $device, and is to run the script.
    function New-OperatorShell([string] $Script) {
        $shell = New-Shell
        $null = $shell.AddScript(
            "param(`$pester, `$module, `$device) Import-Module `$pester, `$module; Add-TunShouldOperator`n$Script")
        $null = $shell.AddArgument("$((Get-Module Pester).ModuleBase)/Pester.psd1")
        $shell.AddArgument((Get-Module TunPS).Path).AddArgument($device)
    }
}

Describe 'Add-TunShouldOperator' {
    It 'refuses to work without Pester, and says what to do' {
        $shell = New-Shell
        $null = $shell.AddCommand('Import-Module').AddArgument((Get-Module TunPS).Path).AddStatement()
        $null = $shell.AddCommand('Add-TunShouldOperator').Invoke()
        $failure = $shell.Streams.Error[0]
        $shell.Dispose()
        $failure.FullyQualifiedErrorId | Should -Be 'TunPesterMissing,TunPS.Commands.AddTunShouldOperatorCommand'
        $failure.CategoryInfo.Category | Should -Be 'NotInstalled'
        "$failure" | Should -Be 'Pester is not loaded in this session, and so there is no Should.'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Import-Module Pester -MinimumVersion 5.5*'
    }

    It 'refuses a Pester that is too old' {
        $shell = New-Shell
        $old = "$([IO.Path]::GetTempPath())/tunps-$([Guid]::NewGuid())/Pester"
        $null = [IO.Directory]::CreateDirectory($old)
        [IO.File]::WriteAllText("$old/Pester.psd1", "@{ ModuleVersion = '5.4.1' }")
        try {
            $null = $shell.AddCommand('Import-Module').AddArgument((Get-Module TunPS).Path).AddStatement()
            $null = $shell.AddCommand('Import-Module').AddArgument("$old/Pester.psd1").AddStatement()
            $null = $shell.AddCommand('Add-TunShouldOperator').Invoke()
            $failure = $shell.Streams.Error[0]
        }
        finally {
            $shell.Dispose()
            [IO.Directory]::Delete([IO.Path]::GetDirectoryName($old), $true)
        }
        "$failure" | Should -Be 'Pester 5.4.1 is loaded, which is too old: the operator needs 5.5 or later.'
    }

    It 'may be called again' -Tag FullShell {
        Add-TunShouldOperator
        Add-TunShouldOperator
        (Get-ShouldOperator).Name | Should -Contain 'ReceiveTunPacket'
    }
}

Describe 'Should -ReceiveTunPacket' {
    BeforeAll {
        if (Get-Module Pester) { Add-TunShouldOperator }
    }

    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'holds when a packet comes that matches' -Tag FullShell {
        Send-Datagram
        $wanted = @{ Protocol = 'Udp'; Source = '192.0.2.1'; Destination = '192.0.2.0/30'; Port = 4001; Timeout = 5 }
        $device | Should -ReceiveTunPacket @wanted
    }

    It 'waits for it' -Tag FullShell {
        $later = Start-ThreadJob {
            [Threading.Thread]::Sleep(300)
            [Net.NetworkInformation.Ping]::new().Send('192.0.2.2', 10)
        }
        $device | Should -ReceiveTunPacket -Protocol Icmp -Timeout 00:00:30
        Remove-Job $later -Force
    }

    It 'leaves what comes behind it' -Tag FullShell {
        Send-Datagram -Count 3
        $device | Should -ReceiveTunPacket -Port 4002
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4003
    }

    It 'gives the packet with -PassThru' -Tag FullShell {
        Send-Datagram -Count 3
        $packet = $device | Should -ReceiveTunPacket -Port 4002 -PassThru
        $packet | Should -BeOfType ([TunPS.TunPacket])
        $packet.DestinationPort | Should -Be 4002
    }

    It 'counts with -Count' -Tag FullShell {
        Send-Datagram -Count 4
        ($device | Should -ReceiveTunPacket -Count 3 -PassThru).DestinationPort | Should -Be 4001, 4002, 4003
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4004
    }

    It 'takes several devices, and names' -Tag FullShell {
        $other = New-TunDevice spec1 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        $device, $other | Should -ReceiveTunPacket -Destination 198.51.100.2
        Send-Datagram 198.51.100.2
        'spec0', 'spec1' | Should -ReceiveTunPacket -Destination 198.51.100.2
        Send-Datagram 198.51.100.2
        Should -ReceiveTunPacket -ActualValue $device, $other -Destination 198.51.100.2
    }

    It 'looks at what is there with a timeout of 0' -Tag FullShell {
        Send-Datagram -Count 20
        $device | Should -ReceiveTunPacket -Port 4020 -Timeout 0
        Get-Failure { $device | Should -ReceiveTunPacket -Timeout 0 } |
            Should -Be 'Expected a packet on spec0 to be there already, but no packet came.'
    }

    It 'tells what was expected when nothing came' -Tag FullShell {
        $wanted = @{ Protocol = 'Tcp', 'Udp'; Source = '192.0.2.0/24'; Port = 53; Timeout = 0.1 }
        Get-Failure { $device | Should -ReceiveTunPacket @wanted } |
            Should -Be ('Expected a packet of protocol Tcp or Udp from 192.0.2.0/24 with port 53 on spec0 within 0.1 s, ' +
                'but no packet came.')
    }

    It 'tells what came instead' -Tag FullShell {
        Send-Datagram -Count 2
        $wanted = @{ Destination = '192.0.2.53'; Timeout = 0.1; Because = 'the resolver asks it' }
        Get-Failure { $device | Should -ReceiveTunPacket @wanted } |
            Should -Match ('^Expected a packet to 192\.0\.2\.53 on spec0 within 0\.1 s, because the resolver asks it, ' +
                'but none of the 2 that came matched:\n' +
                '    192\.0\.2\.1:\d+ → 192\.0\.2\.2:4001 Udp \d+ → 4001 Len=3\n' +
                '    192\.0\.2\.1:\d+ → 192\.0\.2\.2:4002 Udp \d+ → 4002 Len=3$')
    }

    It 'tells of ten packets one by one' -Tag FullShell {
        Send-Datagram -Count 25
        $lines = (Get-Failure { $device | Should -ReceiveTunPacket -Port 53 -Timeout 0.1 }) -split "`n"
        $lines.Count | Should -Be 12
        $lines[0] | Should -BeLike '*none of the 25 that came matched:'
        $lines[11] | Should -Be '    and 15 more'
    }

    It 'tells of frames by their MAC addresses, and of several devices by their names' -Tag FullShell {
        $tap = New-TunDevice spec1 -Layer Tap -MacAddress 02:00:5e:10:00:01 -Address 198.51.100.1/24 @quiet
        Send-Datagram 198.51.100.2
        Get-Failure { $device, $tap | Should -ReceiveTunPacket -Protocol Udp -Timeout 0.1 } |
            Should -Be ('Expected a packet of protocol Udp on spec0 or spec1 within 0.1 s, ' +
                "but the only one that came did not match:`n" +
                '    spec1: 02:00:5e:10:00:01 → ff:ff:ff:ff:ff:ff Arp Who has 198.51.100.2? Tell 198.51.100.1')
    }

    It 'tells of both kinds when too few match' -Tag FullShell {
        Send-Datagram -Count 2
        Get-Failure { $device | Should -ReceiveTunPacket -Port 4002 -Count 2 -Timeout 0.1 } |
            Should -Match ('^Expected 2 packets with port 4002 on spec0 within 0\.1 s, but only 1 came:\n' +
                '    .* Udp \d+ → 4002 Len=3\n' +
                'That did not match \(1\):\n    .* Udp \d+ → 4001 Len=3$')
    }

    It 'holds with -Not when nothing comes that matches' -Tag FullShell {
        Send-Datagram -Count 2
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $device | Should -Not -ReceiveTunPacket -Port 53 -Timeout 0.3
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.29
        $device | Should -Not -ReceiveTunPacket -Timeout 0
    }

    It 'fails with -Not at once, and tells which packet came' -Tag FullShell {
        Send-Datagram -Count 3
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-Failure { $device | Should -Not -ReceiveTunPacket -Port 4002 -Timeout 60 -Because 'that port is closed' } |
            Should -Match ('^Expected no packet with port 4002 on spec0 within 60 s, because that port is closed, ' +
                'but one came:\n' +
                '    192\.0\.2\.1:\d+ → 192\.0\.2\.2:4002 Udp \d+ → 4002 Len=3$')
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4003
    }

    It 'takes -Count with -Not for fewer than so many' -Tag FullShell {
        Send-Datagram -Count 4
        $device | Should -Not -ReceiveTunPacket -Port 4001, 4002 -Count 3 -Timeout 0.1
        Send-Datagram -Count 4
        Get-Failure { $device | Should -Not -ReceiveTunPacket -Count 3 -Timeout 5 } |
            Should -BeLike 'Expected fewer than 3 packets on spec0 within 5 s, but 3 came:*'
    }

    It 'says of <Name> that the test is wrong, not that a packet was expected' -Tag FullShell -ForEach @(
        @{
            Name = 'no device'; Id = 'TunNoDevice'; Says = '*was given $null, which is no device*in BeforeAll*'
            Test = { $null | Should -ReceiveTunPacket }
        }
        @{
            Name = 'a parameter that it has not got'; Id = 'TunNoDevice'
            Says = 'A parameter is not one of Should -ReceiveTunPacket*The parameters are -Protocol, -Source*'
            Test = { $device | Should -ReceiveTunPacket -SourcePort 80 -ErrorAction SilentlyContinue }
        }
        @{
            Name = 'a packet'; Id = 'TunNoDevice'; Says = '*which is no device*tested by its properties*'
            Test = { New-TunPacket -Echo 192.0.2.1 192.0.2.2 | Should -ReceiveTunPacket }
        }
        @{
            Name = 'an empty list'; Id = 'TunNoDevice'; Says = '*nothing was piped to it*'
            Test = { @() | Should -Not -ReceiveTunPacket }
        }
        @{
            Name = 'what is no device'; Id = 'TunNoDevice'; Says = '*which is no device*'
            Test = { @{} | Should -ReceiveTunPacket }
        }
        @{
            Name = 'an unknown name'; Id = 'TunDeviceNotFound'; Says = "*named 'spec7'*"
            Test = { 'spec7' | Should -ReceiveTunPacket }
        }
        @{
            Name = 'a closed device'; Id = 'TunDeviceClosed'; Says = '*was closed*Make a new device*'
            Test = { Remove-TunDevice $device; $device | Should -Not -ReceiveTunPacket }
        }
        @{
            Name = 'an interface that is down'; Id = 'TunLinkDown'; Says = '*is down*-State Up*'
            Test = { Set-TunDevice $device -State Down; $device | Should -Not -ReceiveTunPacket }
        }
        @{
            Name = 'an interface that goes down'; Id = 'TunLinkDown'; Says = '*is down*-State Up*'
            Test = {
                $down = [Diagnostics.Process]::Start('sh', '-c "sleep 0.3; ip link set spec0 down"')
                try { $device | Should -Not -ReceiveTunPacket -Timeout 4 } finally { $down.WaitForExit() }
            }
        }
        @{
            Name = 'an interface that is removed'; Id = 'TunDeviceGone'; Says = '*was removed*'
            Test = { ip link delete spec0; $device | Should -Not -ReceiveTunPacket }
        }
        @{
            Name = 'a filter that no packet can match'; Id = 'TunInvalidArgument'
            Says = '*of protocol Icmp with port 80: only those of Tcp and Udp have ports. Leave out*'
            Test = { $device | Should -Not -ReceiveTunPacket -Protocol Icmp -Port 80 -Timeout 0 }
        }
        @{
            Name = 'a filter that no packet of the device can match'; Id = 'TunInvalidArgument'
            Says = '*of protocol Arp on a TUN device*'
            Test = { $device | Should -Not -ReceiveTunPacket -Protocol Arp -Timeout 0 }
        }
        @{
            Name = 'a wait without end'; Id = 'TunInvalidArgument'; Says = '*needs one that ends*'
            Test = { $device | Should -Not -ReceiveTunPacket -Timeout -1 }
        }
    ) {
        $failure = Get-FirstError $Test
        $failure.FullyQualifiedErrorId | Should -Be "$Id,TunPS.Commands.ShouldReceiveTunPacketCommand"
        $failure.Exception.Message | Should -BeLike $Says
        $failure.Exception.Message | Should -Not -BeLike 'Expected*'
    }

    It 'gives one error for a wrong test at the prompt, too, and ends the line' -Tag FullShell {
        $shell = New-OperatorShell {
            $device | Should -ReceiveTunPacket -Protocol Icmp -Port 80
            'not reached'
        }
        $failure = Get-FirstError { $shell.Invoke() }
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Dispose()
        $failure.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId |
            Should -Be 'TunInvalidArgument,TunPS.Commands.ShouldReceiveTunPacketCommand'
    }

    It 'refuses <Parameter> <Value>' -Tag FullShell -ForEach @(
        @{ Parameter = 'Protocol'; Value = 'Http' }
        @{ Parameter = 'Source'; Value = '192.0.2.0/33' }
        @{ Parameter = 'Destination'; Value = 'localhost' }
        @{ Parameter = 'Port'; Value = 65536 }
        @{ Parameter = 'Port'; Value = 'http' }
        @{ Parameter = 'Count'; Value = 0 }
        @{ Parameter = 'Timeout'; Value = -5 }
    ) {
        $wrong = @{ $Parameter = $Value }
        (Get-FirstError { $device | Should -ReceiveTunPacket @wrong }).Exception |
            Should -BeOfType ([Management.Automation.ParameterBindingException])
    }

    It 'completes the names of protocols' -Tag FullShell {
        $line = '$device | Should -Not -ReceiveTunPacket -Port 1 -Protocol Tcp, Ic'
        (TabExpansion2 $line).CompletionMatches.CompletionText | Should -Be 'Icmp', 'IcmpV6'
        (TabExpansion2 'Should -Be -Protocol Ic').CompletionMatches.CompletionText | Should -Not -Contain 'Icmp'
    }

    It 'ends at once when it is stopped, and loses no packet that matches' -Tag FullShell {
        $shell = New-OperatorShell { $device | Should -ReceiveTunPacket -Count 2 -Timeout 300 }
        $running = $shell.BeginInvoke()
        Send-Datagram
        Wait-Until { (Wait-TunDevice $device -Timeout 0) -eq 'TimedOut' }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $running.IsCompleted | Should -BeTrue
        $shell.Dispose()
        (Receive-TunPacket $device -Timeout 0).DestinationPort | Should -Be 4001
    }
}
