BeforeAll {
    . $PSScriptRoot/Prepare.ps1
    function Get-Interface {
        @([Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name) -ne 'lo'
    }
}

Describe 'Remove-TunDevice' {
    BeforeEach {
        $first = New-TunDevice spec0
        $null = New-TunDevice spec1
    }

    AfterEach {
        Remove-EveryDevice
    }

    It 'closes a device, and its interface is gone' {
        Remove-TunDevice $first
        $first.State | Should -Be 'Closed'
        Get-Interface | Should -Be 'spec1'
    }

    It 'takes a name, a pattern, or devices from the pipeline' {
        Remove-TunDevice spec0
        Get-Interface | Should -Be 'spec1'
        Remove-TunDevice sp*
        Get-Interface | Should -BeNullOrEmpty
        New-TunDevice spec2 | Remove-TunDevice
        Get-Interface | Should -BeNullOrEmpty
    }

    It 'deletes a persistent device from the system' {
        $device = New-TunDevice spec2 -Persist -Owner root
        Remove-TunDevice $device
        $device.State | Should -Be 'Closed'
        Get-Interface | Should -Be 'spec0', 'spec1'
    }

    It 'leaves a persistent device in the system with -CloseOnly' {
        $device = New-TunDevice spec2 -Persist -Owner root
        Remove-TunDevice $device -CloseOnly
        $device.State | Should -Be 'Closed'
        (Get-TunDevice -All spec2).IsOpen | Should -BeFalse
    }

    It 'deletes a persistent device that is not open, by name or as -All gives it' {
        foreach ($name in 'spec2', 'spec3') {
            New-TunDevice $name -Persist -Owner root | Remove-TunDevice -CloseOnly
        }
        Remove-TunDevice spec2
        Get-Interface | Should -Be 'spec0', 'spec1', 'spec3'
        Get-TunDevice -All spec3 | Remove-TunDevice
        Get-Interface | Should -Be 'spec0', 'spec1'
    }

    It 'reaches no device that is not open here by a pattern' {
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Remove-TunDevice *
        Remove-TunDevice spec*
        Get-Interface | Should -Be 'spec2'
    }

    It 'closes one of two queues, and the interface goes with the last one' {
        $one, $two = 1..2 | ForEach-Object { New-TunDevice spec2 -MultiQueue -Persist -Owner root }
        Remove-TunDevice $one
        $one.State, $two.State | Should -Be 'Closed', 'Up'
        (Get-TunDevice -All spec2).QueueCount | Should -Be 1
        Remove-TunDevice $two
        Get-Interface | Should -Be 'spec0', 'spec1'
    }

    It 'closes all queues of a name' {
        $queues = 1..2 | ForEach-Object { New-TunDevice spec2 -MultiQueue }
        Remove-TunDevice spec2
        $queues.State | Should -Be 'Closed', 'Closed'
        Get-Interface | Should -Be 'spec0', 'spec1'
    }

    It 'removes a device by the name that it has now' {
        Set-TunDevice spec0 -NewName spec5
        Remove-TunDevice spec5
        $first.State | Should -Be 'Closed'
        Get-Interface | Should -Be 'spec1'
    }

    It 'does nothing with -WhatIf' {
        Remove-TunDevice spec0 -WhatIf
        $first.State | Should -Be 'Up'
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Remove-TunDevice spec2 -WhatIf
        Get-Interface | Should -Contain 'spec2'
    }

    It 'tells what it did with -Verbose' {
        Get-VerboseText { Remove-TunDevice spec0 -Verbose } | Should -Contain 'Closed the device spec0.'
    }

    It 'tells of a persistent device that it deleted with -Verbose' {
        $null = New-TunDevice spec2 -Layer Tap -Persist -Owner root
        $text = Get-VerboseText { Remove-TunDevice spec2 -Verbose }
        $text | Should -Contain 'Deleted the persistent device spec2.'
        $text | Should -Contain 'Closed the device spec2.'
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        Get-VerboseText { Remove-TunDevice spec2 -Verbose } | Should -Contain 'Deleted the persistent device spec2.'
    }

    It 'leaves a device that another process has open, and says which' -Tag FullShell {
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
        $job = Start-Job {
            Import-Module $using:module
            $null = New-TunDevice spec2
            'ready'
            Start-Sleep 60
        }
        $end = [DateTime]::UtcNow.AddSeconds(30)
        while (-not $job.ChildJobs[0].Output.Count -and [DateTime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 20 }
        $failure = Get-FirstError { Remove-TunDevice spec2 }
        Stop-Job $job
        Remove-Job $job -Force
        $failure.FullyQualifiedErrorId | Should -Be 'TunNameInUse,TunPS.Commands.RemoveTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        "$failure" | Should -Match 'process [0-9]+ \('
        Get-Interface | Should -Contain 'spec2'
    }

    It 'takes a device that is closed already without a word' {
        Remove-TunDevice $first
        Get-FirstError { Remove-TunDevice $first } | Should -BeNullOrEmpty
    }

    It 'says so when there is no device of a name' {
        $failure = Get-FirstError { Remove-TunDevice nosuch }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunDeviceCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        (Get-FirstError { Remove-TunDevice lo }).FullyQualifiedErrorId |
            Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunDeviceCommand'
    }

    It 'says so when a device that is only to be closed is not open' {
        New-TunDevice spec2 -Persist -Owner root | Remove-TunDevice -CloseOnly
        $failure = Get-FirstError { Remove-TunDevice spec2 -CloseOnly }
        $failure.FullyQualifiedErrorId | Should -Be 'TunDeviceNotFound,TunPS.Commands.RemoveTunDeviceCommand'
        Get-Interface | Should -Contain 'spec2'
    }

    It 'leaves an interface that was opened again alone when it gets the closed device' {
        $old = New-TunDevice spec2 -Persist -Owner root
        $old.Dispose()
        $new = New-TunDevice spec2
        Get-FirstError { Remove-TunDevice $old } | Should -BeNullOrEmpty
        $new.State | Should -Be 'Up'
    }
}
