BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"

    # Whether the job's commands end soon after they were told to.
    function Wait-End($Job) {
        $null = Wait-Job $Job -Timeout 30
        $Job.State
    }
}

Describe 'A command that waits' {
    BeforeEach {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        $stop = New-InterruptEvent
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Remove-TunDevice *
    }

    It 'ends with its thread job, and the next one gets the next packet' -Tag FullShell {
        $jobs = 1..3 | ForEach-Object {
            Start-ThreadJob {
                Import-Module $using:module
                'ready'
                Receive-TunPacket spec0 -Continuous -InterruptEvent $using:stop
                Wait-TunDevice spec0
            }
        }
        Wait-Until { ($jobs | ForEach-Object { $_.Output.Count }) -notcontains 0 }
        $jobs | Stop-Job
        $jobs | ForEach-Object { Wait-End $_ } | Should -Be 'Stopped', 'Stopped', 'Stopped'
        $jobs | ForEach-Object { Receive-Job $_ } | Should -Be 'ready', 'ready', 'ready'
        $jobs.Error.Count | Should -Be 0
        $stop.IsTriggered | Should -BeFalse
        Send-Datagram
        (Receive-TunPacket $device -Timeout 5).DestinationPort | Should -Be 4001
    }

    It 'ends with its job in another process, whose device goes' -Tag FullShell {
        $job = Start-Job {
            Import-Module $using:module
            $null = New-TunDevice spec1
            'ready'
            Receive-TunPacket spec1 -Continuous | ForEach-Object { }
        }
        Wait-Until { $job.ChildJobs[0].Output.Count -gt 0 }
        Stop-Job $job
        Wait-End $job | Should -Be 'Stopped'
        $job.ChildJobs[0].Error.Count | Should -Be 0
        Remove-Job $job -Force
        Wait-Until { [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name -notcontains 'spec1' }
    }

    It 'ends when ForEach-Object -Parallel has no more time' -Tag FullShell {
        $told = 1..3 | ForEach-Object -Parallel {
            Import-Module $using:module
            Receive-TunPacket spec0 -Continuous -InterruptEvent $using:stop
        } -TimeoutSeconds 1 2>&1

        # PowerShell itself may say that the time is over.
        $told | Where-Object { "$($_.FullyQualifiedErrorId)" -match 'Tun|^$' } | Should -BeNullOrEmpty
        $stop.IsTriggered | Should -BeFalse
        Send-Datagram
        (Receive-TunPacket $device -Timeout 5).DestinationPort | Should -Be 4001
    }

    It 'ends when a command further down breaks' {
        Send-Datagram -Count 3
        $ports = foreach ($once in 1) {
            Receive-TunPacket $device -Continuous -InterruptEvent $stop | ForEach-Object {
                $_.DestinationPort
                if ($_.DestinationPort -eq 4002) { break }
            }
        }
        $ports | Should -Be 4001, 4002
        $stop.IsTriggered | Should -BeFalse
        (Receive-TunPacket $device -Timeout 5).DestinationPort | Should -Be 4003
    }

    It 'ends when a command further down throws' {
        Send-Datagram -Count 2
        $caught = try { Receive-TunPacket $device -Continuous | ForEach-Object { throw 'enough' } } catch { "$_" }
        $caught | Should -Be 'enough'
        (Receive-TunPacket $device -Timeout 5).DestinationPort | Should -Be 4002
    }

    It 'ends without a word when the module that made its device is removed' -Tag FullShell {
        $owner = [powershell]::Create().AddScript("Import-Module '$module'; New-TunDevice spec1 -Mtu 1279")
        $null = $owner.Invoke()
        $jobs = 'Receive-TunPacket spec1 -Continuous', 'Wait-TunDevice spec1', 'Receive-TunPacket spec1 -Timeout 3600' | ForEach-Object {
            Start-ThreadJob ([scriptblock]::Create("Import-Module '$module'; 'ready'; $_"))
        }
        Wait-Until { ($jobs | ForEach-Object { $_.Output.Count }) -notcontains 0 }

        # From here on they wait, or are about to.
        [Threading.Thread]::Sleep(200)
        $null = $owner.AddStatement().AddScript('Remove-Module TunPS').Invoke()
        $jobs | ForEach-Object { Wait-End $_ } | Should -Be 'Completed', 'Completed', 'Completed'
        $jobs | ForEach-Object { Receive-Job $_ } | Should -Be 'ready', 'ready', 'ready'
        $jobs.Error.Count | Should -Be 0
        $device.State | Should -Be 'Up'
        $owner.Dispose()
    }

    It 'is told of a device that was closed with the module before it began' {
        $owner = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $closed = $owner.AddScript("Import-Module '$module'; New-TunDevice spec1 -Mtu 1279; Remove-Module TunPS").Invoke()[0]
        $owner.Dispose()
        foreach ($command in 'Receive-TunPacket', 'Wait-TunDevice') {
            (Get-FirstError { & $command $closed }).FullyQualifiedErrorId | Should -BeLike 'TunDeviceClosed,*'
        }
    }

    It 'does not keep the process from its end' -Tag FullShell {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $output = pwsh -NoProfile -Command "
            Import-Module '$module'
            `$device = New-TunDevice spec1 -Mtu 1279
            `$job = Start-ThreadJob { Import-Module '$module'; Receive-TunPacket spec1 -Continuous }
            `$other = [powershell]::Create().AddScript({ Import-Module '$module'; Wait-TunDevice spec1 })
            `$null = `$other.BeginInvoke()
            Start-Sleep -Milliseconds 300
            'exiting'
            exit 3" 2>&1
        $LASTEXITCODE | Should -Be 3
        $output | Should -Be 'exiting'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name | Should -Not -Contain 'spec1'
    }
}
