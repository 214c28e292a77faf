BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    $tap = [TunPS.TunLayer]::Tap
    $tun = [TunPS.TunLayer]::Tun
    $bytes = [Convert]::FromHexString('4500001c00010000400166dcc0000202c00002010800e5ca12340001')

    function New-Packet(
        [string] $Device = 'tun0', $Layer = $tun, [long] $Time = 1700000000123456789, [int] $OriginalLength = 28) {
        [TunPS.TunPacket]::new($bytes, $Device, $Layer, $Time, $OriginalLength)
    }

    function Get-Trait($Packet) {
        $Packet | ForEach-Object {
            "$($_.UnixTimeNanoseconds) $($_.Device) $($_.Layer) $($_.OriginalLength) $([Convert]::ToHexString($_.Data))"
        }
    }
}

Describe 'Export-TunCapture' {
    BeforeEach {
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
        $file = "$folder/x.pcapng"
    }

    AfterEach {
        [IO.Directory]::Delete($folder, $true)
    }

    It 'keeps all of a packet that a capture can keep' {
        $packets = (New-Packet), (New-Packet tap0 $tap 1700000000123456790 900), (New-Packet '')
        $packets | Export-TunCapture $file | Should -BeNullOrEmpty
        Get-Trait (Import-TunCapture $file) | Should -Be (Get-Trait $packets)
    }

    It 'keeps what a device received' {
        $device = New-TunDevice spec0 -Address 192.0.2.1/24 @quiet
        Send-Datagram -Count 3
        $received = Receive-TunPacket $device -Count 3 -Timeout 5 | Export-TunCapture $file -PassThru
        Remove-TunDevice $device
        $received.DestinationPort | Should -Be 4001, 4002, 4003
        $kept = Import-TunCapture $file
        $kept.DestinationPort | Should -Be 4001, 4002, 4003
        $kept.Device | Should -Be 'spec0', 'spec0', 'spec0'
        Get-Trait $kept | Should -Be (Get-Trait $received)
    }

    It 'writes <Magic> to <Leaf>, with <With>' -ForEach @(
        @{ Leaf = 'x.pcapng'; With = '@{}'; Magic = '0A0D0D0A' }
        @{ Leaf = 'x.PCAP'; With = '@{}'; Magic = '4D3CB2A1' }
        @{ Leaf = 'x'; With = '@{}'; Magic = '0A0D0D0A' }
        @{ Leaf = 'x.pcapng'; With = "@{ Format = 'Pcap' }"; Magic = '4D3CB2A1' }
        @{ Leaf = 'x.pcap'; With = "@{ Format = 'Pcapng' }"; Magic = '0A0D0D0A' }
    ) {
        $more = & ([scriptblock]::Create($With))
        New-Packet | Export-TunCapture "$folder/$Leaf" @more
        [Convert]::ToHexString([IO.File]::ReadAllBytes("$folder/$Leaf"), 0, 4) | Should -Be $Magic
    }

    It 'makes a whole capture of an empty pipeline' {
        foreach ($name in 'x.pcapng', 'x.pcap') {
            @() | Export-TunCapture "$folder/$name"
            Get-FirstError { Import-TunCapture "$folder/$name" } | Should -BeNullOrEmpty
        }
    }

    It 'takes a list as an argument' {
        Export-TunCapture $file -InputObject (New-Packet), (New-Packet)
        Import-TunCapture $file | Should -HaveCount 2
    }

    It 'does not overwrite a file' {
        [IO.File]::WriteAllText($file, 'precious')
        $failure = Get-FirstError { New-Packet | Export-TunCapture $file }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCaptureExists,TunPS.Commands.ExportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        $failure.TargetObject | Should -Be $file
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Append*-Force*'
        [IO.File]::ReadAllText($file) | Should -Be 'precious'
    }

    It 'overwrites a file with -Force, and a read-only one too, which it stays' {
        [IO.File]::WriteAllText($file, 'x' * 10000)
        [IO.File]::SetAttributes($file, 'ReadOnly')
        New-Packet | Export-TunCapture $file -Force
        Import-TunCapture $file | Should -HaveCount 1
        [IO.File]::GetUnixFileMode($file) -band 'UserWrite, GroupWrite, OtherWrite' | Should -Be 'None'
    }

    It 'overwrites what it is made of, whole' {
        1..3000 | ForEach-Object { New-Packet -Time $_ } | Export-TunCapture $file
        Import-TunCapture $file | Where-Object UnixTimeNanoseconds -GT 1 | Export-TunCapture $file -Force
        Import-TunCapture $file | Should -HaveCount 2999
    }

    It 'overwrites the file that a link leads to, and not the link' {
        New-Packet | Export-TunCapture $file
        $null = [IO.File]::CreateSymbolicLink("$folder/link.pcapng", $file)
        (New-Packet), (New-Packet) | Export-TunCapture "$folder/link.pcapng" -Force
        [IO.File]::ResolveLinkTarget("$folder/link.pcapng", $true).FullName | Should -Be $file
        Import-TunCapture $file | Should -HaveCount 2
    }

    It 'keeps bytes and PacketDotNet packets, too' {
        $tree = (New-Packet).Packet
        $tree.TimeToLive = 9
        & { , $bytes; $bytes; $tree } | Export-TunCapture $file
        $packets = Import-TunCapture $file
        $packets.HopLimit | Should -Be 64, 64, 9
        $packets[2].Info | Should -Be 'Echo (ping) request  id=0x1234, seq=1/256, ttl=9'
    }

    It 'appends with -Append, whether there is a file or not' {
        foreach ($name in 'x.pcapng', 'x.pcap') {
            1..3 | ForEach-Object { New-Packet -Time $_ | Export-TunCapture "$folder/$name" -Append }
            (Import-TunCapture "$folder/$name").UnixTimeNanoseconds | Should -Be 1, 2, 3
        }
    }

    It 'appends to a file what was in it, once' {
        1..3000 | ForEach-Object { New-Packet } | Export-TunCapture $file
        $count = 0
        Import-TunCapture $file | Export-TunCapture $file -Append -PassThru |
            ForEach-Object { if (++$count -gt 9000) { throw 'without end' } }
        Import-TunCapture $file | Should -HaveCount 6000
    }

    It 'appends in the format that the file has' {
        New-Packet | Export-TunCapture $file -Format Pcap
        New-Packet | Export-TunCapture $file -Append
        New-Packet | Export-TunCapture $file -Append -Format Pcap
        Import-TunCapture $file | Should -HaveCount 3
        $failure = Get-FirstError { New-Packet | Export-TunCapture $file -Append -Format Pcapng }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCaptureInvalid,TunPS.Commands.ExportTunCaptureCommand'
        Import-TunCapture $file | Should -HaveCount 3
    }

    It 'takes the rest of a packet away before it appends, and says so' {
        (New-Packet), (New-Packet) | Export-TunCapture $file
        $whole = [IO.File]::ReadAllBytes($file)
        [IO.File]::WriteAllBytes($file, $whole[0..($whole.Length - 10)])
        $told = New-Packet | Export-TunCapture $file -Append 3>&1
        "$told" | Should -BeLike "The capture '$file' was cut off: 51 bytes*"
        Import-TunCapture $file | Should -HaveCount 2
    }

    It 'does not append to what is no capture' {
        [IO.File]::WriteAllText($file, 'precious')
        $failure = Get-FirstError { New-Packet | Export-TunCapture $file -Append }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCaptureInvalid,TunPS.Commands.ExportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        "$failure" | Should -BeLike "*'$file'*but text."
        [IO.File]::ReadAllText($file) | Should -Be 'precious'
    }

    It 'refuses <What>, and goes on' -ForEach @(
        @{ What = 'text'; Value = { 'text' }; Says = '*type String is no packet.' }
        @{ What = 'bytes that make no packet'; Value = { $bytes[0..9] }; Says = '10 bytes are left over that make no packet*' }
        @{ What = 'null'; Value = { $null }; Says = 'A null is no packet.' }
    ) {
        $given = & { & $Value; New-Packet }
        $given | Export-TunCapture $file -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunInvalidPacket,TunPS.Commands.ExportTunCaptureCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidData'
        "$($failure[0])" | Should -BeLike $Says
        Import-TunCapture $file | Should -HaveCount 1
    }

    It 'refuses what pcap cannot keep, packet by packet' {
        $frame = New-Packet tap0 $tap
        $late = New-Packet -Time 5000000000000000000
        (New-Packet), $frame, $late, (New-Packet) |
            Export-TunCapture "$folder/x.pcap" -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be (@('TunInvalidPacket,TunPS.Commands.ExportTunCaptureCommand') * 2)
        $failure[0].TargetObject -eq $frame | Should -BeTrue
        "$($failure[0])" | Should -BeLike '*one layer*'
        "$($failure[1])" | Should -BeLike '*after 2106*'
        Import-TunCapture "$folder/x.pcap" | Should -HaveCount 2
    }

    It 'passes packets on with -PassThru, each when it is in the file' {
        $seen = 1..3 | ForEach-Object { New-Packet } | Export-TunCapture $file -PassThru | ForEach-Object {
            # The first is in the file at once, the others a moment later.
            $n++
            Wait-Until { @(Import-TunCapture $file).Count -eq $n }
            $n
        }
        $seen | Should -Be 1, 2, 3
    }

    It 'leaves a whole capture when a command further down throws' {
        $caught = try {
            1..1000 | ForEach-Object { New-Packet -Time $_ } | Export-TunCapture $file -PassThru | ForEach-Object {
                if ($_.UnixTimeNanoseconds -eq 100) { throw 'enough' }
            }
        }
        catch { "$_" }
        $caught | Should -Be 'enough'
        Import-TunCapture $file | Should -HaveCount 100
    }

    It 'leaves a whole capture when Select-Object has enough' -Tag FullShell {
        1..1000 | ForEach-Object { New-Packet } | Export-TunCapture $file -PassThru |
            Select-Object -First 10 | Should -HaveCount 10
        Import-TunCapture $file | Should -HaveCount 10
    }

    It 'leaves a readable capture when it is stopped' {
        $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
        $shell = (New-Shell).AddScript("
            Import-Module '$module'
            `$packet = [TunPS.TunPacket]::new([byte[]]::new(64))
            & { while (`$true) { `$packet } } | Export-TunCapture '$file'")
        $running = $shell.BeginInvoke()
        Wait-Until { [IO.File]::Exists($file) -and [IO.FileInfo]::new($file).Length -gt 1000000 }
        $shell.Stop()
        $shell.InvocationStateInfo.State, $shell.Streams.Error.Count | Should -Be 'Stopped', 0
        $shell.Dispose()
        Get-FirstError { $script:kept = @(Import-TunCapture $file) } | Should -BeNullOrEmpty
        $script:kept.Count | Should -BeGreaterThan 9000
    }

    It 'does nothing with -WhatIf' {
        New-Packet | Export-TunCapture $file -WhatIf
        [IO.File]::Exists($file) | Should -BeFalse
        New-Packet | Export-TunCapture $file
        (New-Packet), (New-Packet) | Export-TunCapture $file -Force -WhatIf
        Import-TunCapture $file | Should -HaveCount 1
    }

    It 'makes no file when its parameters are wrong' {
        (Get-FirstError { New-Packet | Export-TunCapture $file -Format Snoop }).FullyQualifiedErrorId |
            Should -BeLike 'CannotConvertArgumentNoMessage,*'
        [IO.File]::Exists($file) | Should -BeFalse
    }

    It 'says so when there is no folder' {
        $failure = Get-FirstError { New-Packet | Export-TunCapture "$folder/nosuch/x.pcapng" }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCaptureNotFound,TunPS.Commands.ExportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.TargetObject | Should -Be "$folder/nosuch/x.pcapng"
    }

    It 'says so when the path is <What>' -ForEach @(
        @{ What = 'a folder'; Path = { $folder }; Says = '*is a folder.' }
        @{ What = 'no path of files'; Path = { 'Env:/x' }; Says = '*not in a file system.' }
    ) {
        $failure = Get-FirstError { New-Packet | Export-TunCapture (& $Path) -Force }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCapturePathInvalid,TunPS.Commands.ExportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike $Says
    }

    It 'takes brackets literally with -LiteralPath, with backticks, and as a name when they match nothing' {
        $odd = "$folder/x[1].pcapng"
        New-Packet | Export-TunCapture "$folder/x``[1``].pcapng"
        [IO.File]::Exists($odd) | Should -BeTrue
        New-Packet | Export-TunCapture "$folder/x``[1``].pcapng" -Append
        Import-TunCapture "$folder/x``[1``].pcapng" | Should -HaveCount 2
        [IO.File]::Delete($odd)
        New-Packet | Export-TunCapture -LiteralPath $odd
        [IO.File]::Exists($odd) | Should -BeTrue
        [IO.File]::Delete($odd)
        New-Packet | Export-TunCapture $odd
        [IO.File]::Exists($odd) | Should -BeTrue
    }

    It 'takes a pattern that matches one file, and refuses one that matches several' {
        New-Packet | Export-TunCapture "$folder/one.pcapng"
        New-Packet | Export-TunCapture "$folder/o*.pcapng" -Append
        Import-TunCapture "$folder/one.pcapng" | Should -HaveCount 2
        New-Packet | Export-TunCapture "$folder/other.pcapng"
        $failure = Get-FirstError { New-Packet | Export-TunCapture "$folder/o*.pcapng" -Force }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCapturePathInvalid,TunPS.Commands.ExportTunCaptureCommand'
        "$failure" | Should -BeLike '*matches 2 files.'
    }

    It 'gives a FIFO to whoever reads, without -Force, and takes it back' {
        mkfifo "$folder/fifo"
        $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
        $shell = (New-Shell).AddScript("
            Import-Module '$module'
            1..5000 | ForEach-Object { [TunPS.TunPacket]::new([byte[]]::new(1000)) } | Export-TunCapture '$folder/fifo'")
        $running = $shell.BeginInvoke()
        Import-TunCapture "$folder/fifo" | Should -HaveCount 5000
        $null = $shell.EndInvoke($running)
        $shell.Streams.Error.Count | Should -Be 0
        $shell.Dispose()
    }

    It 'can be stopped while nobody reads a FIFO' {
        mkfifo "$folder/fifo"
        $module = "$((Get-Module TunPS).ModuleBase)/TunPS.psd1"
        foreach ($command in "@() | Export-TunCapture '$folder/fifo'", "Import-TunCapture '$folder/fifo'") {
            $shell = (New-Shell).AddScript("Import-Module '$module'; 'ready'; $command")
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -gt 0 }
            $shell.Stop()
            $shell.InvocationStateInfo.State, $shell.Streams.Error.Count | Should -Be 'Stopped', 0
            $shell.Dispose()
        }
    }

    It 'does not wait without end for one who does not read, when a command further down throws' {
        mkfifo "$folder/fifo"
        $reader = [TunPS.CapturePipeStream]::OpenRead("$folder/fifo", [Threading.CancellationToken]::None)
        $shell = (New-Shell).AddScript("
            Import-Module '$((Get-Module TunPS).ModuleBase)/TunPS.psd1'
            `$packet = [TunPS.TunPacket]::new([byte[]]::new(1000))
            1..70 | ForEach-Object { `$packet } | Export-TunCapture '$folder/fifo' -PassThru |
                ForEach-Object { if (++`$count -eq 69) { throw 'enough' } }")
        $running = $shell.BeginInvoke()
        try {
            Wait-Until { $running.IsCompleted }
        }
        finally {
            $reader.Dispose()
            $shell.Dispose()
        }
    }
}
