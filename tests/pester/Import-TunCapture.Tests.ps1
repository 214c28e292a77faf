BeforeAll {
    . $PSScriptRoot/Prepare.ps1

    # Packets whose times say which they are.
    function New-Packet([long[]] $Time = 1) {
        $Time | ForEach-Object { [TunPS.TunPacket]::new([byte[]](0x45, 1, 2, 3), 'tun0', [TunPS.TunLayer]::Tun, $_, 4) }
    }
}

Describe 'Import-TunCapture' {
    BeforeEach {
        $folder = [IO.Directory]::CreateTempSubdirectory('tunps-').FullName
        $file = "$folder/x.pcapng"
    }

    AfterEach {
        [IO.Directory]::Delete($folder, $true)
    }

    It 'gives the packets of a file, with all that the file knows of them' {
        New-Packet | Export-TunCapture $file
        $packet = Import-TunCapture $file
        $packet | Should -BeOfType ([TunPS.TunPacket])
        $packet.UnixTimeNanoseconds, $packet.Device, $packet.Layer, $packet.OriginalLength | Should -Be 1, 'tun0', 'Tun', 4
        $packet.Data | Should -Be 0x45, 1, 2, 3
    }

    It 'reads files that <By> wrote' -ForEach @(
        @{ By = 'tcpdump'; Leaf = 'tcpdump-micro.pcap'; Device = $null }
        @{ By = 'dumpcap'; Leaf = 'dumpcap.pcapng'; Device = 'lo' }
    ) {
        $packets = @(Import-TunCapture "$PSScriptRoot/../data/captures/$Leaf")
        $packets.Count | Should -BeGreaterThan 3
        $packets[0].Device | Should -Be $Device
        $packets.Version | Should -Contain 4
    }

    It 'gives only packets <Of>, and counts the others' -ForEach @(
        @{ Of = 'of a protocol'; Filter = @{ Protocol = 'IcmpV6' } }
        @{ Of = 'of a port'; Filter = @{ Port = 53 } }
        @{ Of = 'from and to some addresses'; Filter = @{ Source = '192.0.2.0/24'; Destination = '198.51.100.2' } }
    ) {
        $capture = "$PSScriptRoot/../data/packets.pcapng"
        $all = @(Import-TunCapture $capture).Count
        $some = @(Import-TunCapture $capture @Filter)
        $some.Count | Should -BeGreaterThan 0
        $verbose = Get-VerboseText { Import-TunCapture $capture @Filter -Verbose }
        $verbose | Should -BeLike "Packets of *packets.pcapng' that did not match, and were passed over: $($all - $some.Count)."
        if ($Filter.Port) {
            ($some | Where-Object { 53 -notin $_.SourcePort, $_.DestinationPort }) | Should -BeNullOrEmpty
        }
    }

    It 'refuses a filter that no packet can match, before it looks for the file' {
        $failure = Get-FirstError { Import-TunCapture "$folder/nosuch" -Protocol Arp -Destination 192.0.2.1 }
        $failure.FullyQualifiedErrorId | Should -Be 'TunInvalidArgument,TunPS.Commands.ImportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike '*of protocol Arp to 192.0.2.1: only a protocol of IPv4*'
    }

    It 'reads several files in order, by names and by a pattern' {
        1..3 | ForEach-Object { New-Packet $_ | Export-TunCapture "$folder/$_.pcapng" }
        (Import-TunCapture "$folder/3.pcapng", "$folder/1.pcapng").UnixTimeNanoseconds | Should -Be 3, 1
        (Import-TunCapture "$folder/*.pcapng").UnixTimeNanoseconds | Should -Be 1, 2, 3
        ("$folder/2.pcapng", "$folder/[13].pcapng" | Import-TunCapture).UnixTimeNanoseconds | Should -Be 2, 1, 3
    }

    It 'takes brackets literally with -LiteralPath' {
        New-Packet 1 | Export-TunCapture -LiteralPath "$folder/x[1].pcapng"
        New-Packet 2 | Export-TunCapture "$folder/x1.pcapng"
        (Import-TunCapture -LiteralPath "$folder/x[1].pcapng").UnixTimeNanoseconds | Should -Be 1
        (Import-TunCapture "$folder/x[1].pcapng").UnixTimeNanoseconds | Should -Be 2
    }

    It 'takes what Get-ChildItem gives' -Tag FullShell {
        New-Packet 1 | Export-TunCapture -LiteralPath "$folder/a[1].pcapng"
        New-Packet 2 | Export-TunCapture "$folder/b.pcapng"
        (Get-ChildItem $folder | Import-TunCapture).UnixTimeNanoseconds | Should -Be 1, 2
    }

    It 'knows drives and folders of the session' -Tag FullShell {
        New-Packet | Export-TunCapture $file
        $null = New-PSDrive Captures FileSystem $folder
        Import-TunCapture Captures:/x.pcapng | Should -HaveCount 1
        New-Packet | Export-TunCapture Captures:/y.pcapng
        [IO.File]::Exists("$folder/y.pcapng") | Should -BeTrue
        Push-Location $folder
        Import-TunCapture x.pcapng | Should -HaveCount 1
        Pop-Location
        Remove-PSDrive Captures
    }

    It 'gives each packet when it is read' {
        New-Packet (1..1000) | Export-TunCapture $file
        $all = [IO.File]::ReadAllBytes($file)
        [IO.File]::WriteAllBytes($file, $all[0..($all.Length - 2)])
        $first = $null
        Import-TunCapture $file -ErrorVariable failure -ErrorAction SilentlyContinue | ForEach-Object {
            if (-not $first) { $first = $_; $failures = $failure.Count }
        }
        $first.UnixTimeNanoseconds, $failures, $failure.Count | Should -Be 1, 0, 1
    }

    It 'gives the good part of a file that is cut off, and then says so' {
        New-Packet 1, 2, 3 | Export-TunCapture $file
        $all = [IO.File]::ReadAllBytes($file)
        [IO.File]::WriteAllBytes($file, $all[0..($all.Length - 5)])
        $packets = Import-TunCapture $file -ErrorVariable failure -ErrorAction SilentlyContinue
        $packets.UnixTimeNanoseconds | Should -Be 1, 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunCaptureTruncated,TunPS.Commands.ImportTunCaptureCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failure[0].TargetObject | Should -Be $file
        "$($failure[0])" | Should -BeLike "The capture is cut off: 32 bytes from offset * on can make no whole packet*'$file'."
    }

    It 'gives what is before damage, and then says where it is' {
        New-Packet 1, 2, 3 | Export-TunCapture $file
        $all = [IO.File]::ReadAllBytes($file)
        $all[$all.Length - 1] = 0x7F
        [IO.File]::WriteAllBytes($file, $all)
        $packets = Import-TunCapture $file -ErrorVariable failure -ErrorAction SilentlyContinue
        $packets.UnixTimeNanoseconds | Should -Be 1, 2
        $failure[0].FullyQualifiedErrorId | Should -Be 'TunCaptureDamaged,TunPS.Commands.ImportTunCaptureCommand'
        "$($failure[0])" | Should -BeLike "The capture is damaged at offset $($all.Length - 36): *"
    }

    It 'reads a capture that is still being written' {
        $seen = New-Packet 1, 2 | Export-TunCapture $file -PassThru | ForEach-Object { @(Import-TunCapture $file).Count }
        $seen[0] | Should -Be 1
    }

    It 'says what a file is that is no capture, and goes on with the next' {
        [IO.File]::WriteAllText("$folder/a.txt", 'This is text.')
        [IO.File]::WriteAllBytes("$folder/b.gz", [byte[]](0x1F, 0x8B, 8, 0))
        [IO.File]::WriteAllBytes("$folder/c", [byte[]]::new(0))
        New-Packet | Export-TunCapture "$folder/d.pcapng"
        $packets = Import-TunCapture "$folder/*" -ErrorVariable failure -ErrorAction SilentlyContinue
        $packets | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be (@('TunCaptureInvalid,TunPS.Commands.ImportTunCaptureCommand') * 3)
        $failure.TargetObject | Should -Be "$folder/a.txt", "$folder/b.gz", "$folder/c"
        "$($failure[0])" | Should -BeLike '*but text.'
        "$($failure[1])" | Should -BeLike '*gunzip*'
        "$($failure[2])" | Should -BeLike '*but empty.'
    }

    It 'says so when there is no such file, path by path' {
        New-Packet | Export-TunCapture $file
        $paths = "$folder/nosuch", "$folder/no*", 'nodrive:/x', $file
        $packets = Import-TunCapture $paths -ErrorVariable failure -ErrorAction SilentlyContinue
        $packets | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be (@('TunCaptureNotFound,TunPS.Commands.ImportTunCaptureCommand') * 3)
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].TargetObject | Should -Be "$folder/nosuch"
        "$($failure[0])" | Should -Be "There is no file '$folder/nosuch'."
        "$($failure[1])" | Should -Be "No file matches '$folder/no*'."
    }

    It 'says so when the path is <What>' -ForEach @(
        @{ What = 'a folder'; Path = { $folder }; Says = '*is a folder.' }
        @{ What = 'no path of files'; Path = { 'Env:/PATH' }; Says = '*not in a file system.' }
    ) {
        $failure = Get-FirstError { Import-TunCapture (& $Path) }
        $failure.FullyQualifiedErrorId | Should -Be 'TunCapturePathInvalid,TunPS.Commands.ImportTunCaptureCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$failure" | Should -BeLike $Says
    }

    It 'warns once of packets that are neither IP nor Ethernet' {
        # A header with the link type 147, and two packets without bytes.
        $empty = '0000000000000000 0000000000000000'
        $hex = ("d4c3b2a1 0200 0400 00000000 00000000 00000400 93000000 $empty $empty").Replace(' ', '')
        [IO.File]::WriteAllBytes("$folder/x.pcap", [Convert]::FromHexString($hex))
        $told = Import-TunCapture "$folder/x.pcap" 3>&1
        $told | Should -HaveCount 1
        "$told" | Should -BeLike "2 packets of '$folder/x.pcap' had to be passed over*: 2 link type 147."
    }

    It 'ends when Select-Object has enough' -Tag FullShell {
        New-Packet (1..1000) | Export-TunCapture $file
        (Import-TunCapture $file | Select-Object -First 3).UnixTimeNanoseconds | Should -Be 1, 2, 3
        New-Packet | Export-TunCapture $file -Force
    }

    It 'shows how far it is when that takes long, and takes it away again' {
        New-Packet (1..3000) | Export-TunCapture $file
        $shell = (New-Shell).AddScript("
            Import-Module '$((Get-Module TunPS).ModuleBase)/TunPS.psd1'
            Import-TunCapture '$file' | ForEach-Object {
                if (`$_.UnixTimeNanoseconds -in 1, 1000, 2000) { [Threading.Thread]::Sleep(1050) }
            }
            Import-TunCapture '$file' | ForEach-Object { }")
        $null = $shell.Invoke()
        $shown = @($shell.Streams.Progress.ReadAll() | Where-Object { $_.Activity -eq 'Reading x.pcapng' })
        $shell.Dispose()
        $shown.Count | Should -BeGreaterThan 3
        $shown.Count | Should -BeLessThan 20
        $shown[-2].PercentComplete | Should -BeGreaterThan 50
        "$($shown[-1].RecordType)" | Should -Be 'Completed'
    }

    It 'ends at once when it is stopped' {
        New-Packet (1..1000) | Export-TunCapture $file
        $shell = (New-Shell).AddScript("
            Import-Module '$((Get-Module TunPS).ModuleBase)/TunPS.psd1'
            & { while (`$true) { '$file' } } | Import-TunCapture")
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
        Wait-Until { $output.Count -ge 10 }
        $shell.Stop()
        $shell.InvocationStateInfo.State, $shell.Streams.Error.Count | Should -Be 'Stopped', 0
        $shell.Dispose()
    }
}
