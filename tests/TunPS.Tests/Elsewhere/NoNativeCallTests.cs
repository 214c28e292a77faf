namespace TunPS.Tests.Elsewhere;

/// <summary>
/// On a system without devices no function of libc is even looked for: there may be none. In a process of its own, because
/// one that has been found once is not looked for again.
/// </summary>
public sealed class NoNativeCallTests
{
    private const string Prepare = """
        $flags = [Reflection.BindingFlags]'NonPublic, Static'
        $core = [TunPS.TunDevice].Assembly
        $platform = $core.GetType('TunPS.Platform.TunPlatform').GetProperty('Current', $flags)
        $own = $platform.GetValue($null)
        $platform.SetValue($null, [Activator]::CreateInstance($core.GetType('TunPS.Platform.UnsupportedPlatform'), $true))
        $asked = [Collections.Generic.List[string]]::new()
        $resolver = [Runtime.InteropServices.DllImportResolver] {
            param($name, $assembly, $searchPath)
            $asked.Add($name)
            [IntPtr]::Zero
        }
        [Runtime.InteropServices.NativeLibrary]::SetDllImportResolver($core, $resolver)
        """;

    private const string Work = """
        $path = "$([IO.Path]::GetTempPath())/tunps-$([Guid]::NewGuid()).pcapng"
        New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 514 -Payload hello | Export-TunCapture $path
        New-TunPacket -Echo 192.0.2.2 192.0.2.1 | New-TunPacket | Export-TunCapture $path -Append
        $packets = Import-TunCapture $path | ForEach-Object { $_.Info; $_.HexDump; "$($_.Packet)" }
        Import-TunCapture $path -Protocol Icmp | Export-TunCapture $path -Force
        '45 00 00 14' | ConvertTo-TunPacket | ForEach-Object { "$($_.Layers)" } | ForEach-Object { $null = $_ }
        [IO.File]::Delete($path)
        $packets.Count
        foreach ($typed in 'New-TunDevice -Owner r', 'Set-TunDevice t', 'Remove-TunAddress t 1') {
            (TabExpansion2 $typed $typed.Length).CompletionMatches.Count
        }
        """;

    // That a call would have been seen, and that nothing was in the way of it.
    private const string Check = """
        "asked: $asked"
        $platform.SetValue($null, $own)
        (New-InterruptEvent).Dispose()
        "asked then: $($asked.Count -gt 0)"
        Remove-Module TunPS
        """;

    [Fact]
    public void Packets_captures_and_refusals_call_nothing_native()
    {
        string refused = string.Join(
            '\n', RefusedCommands.All.Select(command => $"try {{ $null = {command} 2>$null }} catch {{ }}"));
        using HostProcess host = new(["-Command", string.Join('\n', Prepare, Work, refused, Check)]);
        (int exitCode, string output) = host.WaitForEnd();

        Assert.Equal(string.Empty, host.Error);
        Assert.Equal(["6", "0", "0", "0", "asked: ", "asked then: True"], output.Trim().Split('\n'));
        Assert.Equal(0, exitCode);
    }
}
