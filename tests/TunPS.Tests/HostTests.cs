namespace TunPS.Tests;

/// <summary>What somebody sees who has no pwsh, and runs TunHost.</summary>
public sealed class HostTests
{
    [DeviceFact]
    public void A_script_ends_with_its_own_exit_code() => NetworkNamespace.Run(() =>
    {
        Assert.Equal(5, Run("exit 5").ExitCode);
        Assert.Equal(0, Run("New-TunDevice").ExitCode);
        Assert.Equal(1, Run("throw 'no'").ExitCode);
        Assert.Equal(1, Run($"& '{Repository.Samples}/Reply-Ping.ps1' -Count 0").ExitCode);
    });

    [DeviceFact]
    public void Output_is_formatted_like_in_the_shell() => NetworkNamespace.Run(() =>
    {
        string output = Run("New-TunDevice spec0 -Address 192.0.2.1/24 -Mtu 1279").Output;

        Assert.Matches(@"Name +Layer +State +MTU +Dropped +Address", output);
        Assert.Matches(@"spec0 +Tun +Up +1279 +\d+ 192\.0\.2\.1/24", output);
        Assert.DoesNotContain("\x1b", output, StringComparison.Ordinal);
    });

    [DeviceTheory]
    [InlineData(HostProcess.SIGINT)]
    [InlineData(HostProcess.SIGTERM)]
    public void A_signal_stops_the_script_which_cleans_up(int signal) => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new(
            ["-Command", "try { 'ready'; Receive-TunPacket (New-TunDevice -Mtu 1279) -Continuous } finally { [Console]::WriteLine('cleaned up') }"]);
        Assert.Equal("ready", host.ReadLine());
        host.Signal(signal);

        Assert.Equal((130, "cleaned up\n"), host.WaitForEnd());
        Assert.Empty(host.Error);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_name_that_another_process_has_is_in_use_and_the_error_says_by_which_process() => NetworkNamespace.Run(() =>
    {
        using HostProcess holder = new(
            ["-Command", "$d = New-TunDevice spec0; 'ready'; Receive-TunPacket $d -Continuous | ForEach-Object { }"]);
        Assert.Equal("ready", holder.ReadLine());
        using HostProcess other = new(["-Command", "New-TunDevice spec0"]);
        _ = other.WaitForEnd();
        holder.Signal(HostProcess.SIGINT);
        _ = holder.WaitForEnd();

        Assert.Contains($"process {holder.Id} (TunHost) has it open", other.Error, StringComparison.Ordinal);
    });

    [DeviceFact]
    public void Without_the_right_the_error_says_which_one_and_the_three_ways_to_it() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new(
            ["-Command", "$f = $null; New-TunDevice -ErrorVariable f -ErrorAction SilentlyContinue; $f[0].CategoryInfo.Category; "
                + "$f[0].FullyQualifiedErrorId; $f[0].ErrorDetails.Message; $f[0].ErrorDetails.RecommendedAction"],
            "setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin");
        (int exitCode, string output) = host.WaitForEnd();

        Assert.Equal(0, exitCode);
        string[] lines = output.Split('\n');
        Assert.Equal("PermissionDenied", lines[0]);
        Assert.Equal("TunAccessDenied,TunPS.Commands.NewTunDeviceCommand", lines[1]);
        Assert.Contains("CAP_NET_ADMIN", lines[2], StringComparison.Ordinal);
        Assert.Contains("EPERM (1)", lines[2], StringComparison.Ordinal);
        Assert.All(
            ["sudo", "setcap", "persistent", "unshare --user", "about_TunPS_Permissions"],
            way => Assert.Contains(way, lines[3], StringComparison.Ordinal));
        Assert.StartsWith("Run as root (sudo pwsh)", lines[3], StringComparison.Ordinal);
    });

    [DeviceFact]
    public void Without_the_driver_the_error_says_how_to_get_it() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new(
            ["-Command", "$f = $null; New-TunDevice -ErrorVariable f -ErrorAction SilentlyContinue; $f[0].CategoryInfo.Category; "
                + "$f[0].FullyQualifiedErrorId; $f[0].ErrorDetails.Message; $f[0].ErrorDetails.RecommendedAction"],
            "unshare", "--mount", "--", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$0\" \"$@\"");
        string[] lines = host.WaitForEnd().Output.Split('\n');

        Assert.Equal("ResourceUnavailable", lines[0]);
        Assert.Equal("TunDriverMissing,TunPS.Commands.NewTunDeviceCommand", lines[1]);
        Assert.Contains("ENOENT (2)", lines[2], StringComparison.Ordinal);
        Assert.Contains("modprobe tun", lines[3], StringComparison.Ordinal);
        Assert.Contains("--device /dev/net/tun", lines[3], StringComparison.Ordinal);
    });

    [DeviceFact]
    public void Names_of_network_namespaces_are_completed() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new(
            ["-Command", "$text = 'New-TunDevice -NetworkNamespace b'; "
                + "[Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, @{}).CompletionMatches.CompletionText"],
            "unshare", "--mount", "--", "sh", "-c",
            "mount -t tmpfs none /run && mkdir /run/netns && touch /run/netns/red /run/netns/blue /run/netns/black && exec \"$0\" \"$@\"");

        Assert.Equal("black\nblue\n", host.WaitForEnd().Output);
    });

    [Fact]
    public void A_script_that_is_not_there_is_told_with_the_usage()
    {
        using HostProcess host = new(["nosuch.ps1"]);

        Assert.Equal(2, host.WaitForEnd().ExitCode);
        Assert.Contains("There is no script 'nosuch.ps1'.", host.Error, StringComparison.Ordinal);
        Assert.Contains("Usage:", host.Error, StringComparison.Ordinal);
    }

    [DeviceFact]
    public void A_script_ends_while_another_runspace_waits() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run(
            "$device = New-TunDevice -Mtu 1279; "
            + "$other = [powershell]::Create([initialsessionstate]::CreateDefault2()); "
            + $"$other.AddScript(\"Import-Module '{Repository.Module}'; Receive-TunPacket $($device.Name)\").BeginInvoke() | ForEach-Object {{ }}; "
            + "[Threading.Thread]::Sleep(200); exit 3");

        Assert.Equal((3, string.Empty), (exitCode, output));
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Without_a_free_descriptor_the_error_says_so_and_nothing_leaks() => NetworkNamespace.Run(() =>
    {
        // How many handles can be opened after a failure shows whether it kept any.
        const string Script = """
            function Open-All { $all = [Collections.Generic.List[object]]::new(); try { while ($true) { $all.Add([IO.File]::OpenHandle('/dev/null')) } } catch { $null = $_ }; $all }
            function Test-Command([string] $Name, [int] $Free, [scriptblock] $Script) {
                $open = Open-All
                for ($i = 0; $i -lt $Free; $i++) { $open[$i].Dispose() }
                $failure = $null
                try { $null = & $Script } catch { $failure = $_ }
                $again = Open-All
                foreach ($handle in @($open) + @($again)) { $handle.Dispose() }
                "$Name with ${Free}: $($failure.FullyQualifiedErrorId) $($failure.CategoryInfo.Category), $($again.Count) free"
            }
            $ErrorActionPreference = 'Stop'
            foreach ($free in 0, 1) {
                Test-Command event $free { New-InterruptEvent }
                Test-Command device $free { New-TunDevice }
                $device = New-TunDevice -Mtu 1279
                Test-Command receive $free { Receive-TunPacket $device }
                Remove-TunDevice $device
            }
            """;
        using HostProcess host = new(["-Command", Script], "sh", "-c", "ulimit -n 300; exec \"$0\" \"$@\"");

        Assert.Equal(
            """
            event with 0: TunLimitReached,TunPS.Commands.NewInterruptEventCommand LimitsExceeded, 0 free
            device with 0: TunLimitReached,TunPS.Commands.NewTunDeviceCommand LimitsExceeded, 0 free
            receive with 0: TunLimitReached,TunPS.Commands.ReceiveTunPacketCommand LimitsExceeded, 0 free
            event with 1: TunLimitReached,TunPS.Commands.NewInterruptEventCommand LimitsExceeded, 1 free
            device with 1: TunLimitReached,TunPS.Commands.NewTunDeviceCommand LimitsExceeded, 1 free
            receive with 1: TunLimitReached,TunPS.Commands.ReceiveTunPacketCommand LimitsExceeded, 1 free

            """,
            host.WaitForEnd().Output);
    });

    private static (int ExitCode, string Output) Run(string command)
    {
        using HostProcess host = new(["-Command", command]);
        return host.WaitForEnd();
    }
}
