namespace TunPS.Tests;

/// <summary>What an ordinary user may do, and one who has nothing but CAP_NET_ADMIN.</summary>
public sealed class PrivilegeTests
{
    private const string Nobody = "65534";

    // In a mount namespace of its own: a node that everybody may open, as distributions have it, and a way to the
    // repository that everybody may go, wherever it lies.
    private const string Prepare = """
        set -e
        mount -t tmpfs none /dev/net
        mknod -m 0666 /dev/net/tun c 10 200
        mount --bind "$1" /mnt
        mount -t tmpfs -o mode=0755 none "/$(echo "$1" | cut -d/ -f2)"
        mkdir -p "$1"
        mount --bind /mnt "$1"
        cd "$1"
        shift
        export HOME=/tmp
        exec setpriv --reuid 65534 --regid 65534 "$@"
        """;

    private static readonly string[] s_noCapability = ["--inh-caps=-all", "--bounding-set=-all"];
    private static readonly string[] s_alone = [.. s_noCapability, "--clear-groups"];
    private static readonly string[] s_netAdmin =
        ["--clear-groups", "--inh-caps=-all,+net_admin", "--ambient-caps=-all,+net_admin", "--bounding-set=-all,+net_admin"];

    [DeviceFact]
    public void Without_any_capability_a_persistent_device_of_ones_own_is_opened_read_and_written()
        => NetworkNamespace.Run(() =>
        {
            RequireRoot();
            MakePersistent($"user {Nobody}");
            string[] lines = Run(s_alone, """
                $d = New-TunDevice spec0 -Mtu 1400
                "$($d.State) $($d.Mtu) $($d.Address[0]) owner $($d.Interface.Owner.Id)"
                $ping = [Net.Sockets.UdpClient]::new().Send([byte[]](1, 2, 3), 3, '192.0.2.2', 7)
                $p = Receive-TunPacket $d -Count 9 -Timeout 1 | Where-Object DestinationPort -EQ 7
                $ip = $p.Packet
                $ip.SourceAddress, $ip.DestinationAddress = $ip.DestinationAddress, $ip.SourceAddress
                "$(($ip | Send-TunPacket $d -PassThru).Destination)"
                (Get-TunDevice -All).Name
                "$(Wait-TunDevice $d -Up)"
                Set-TunDevice $d -Mtu 1300 -ErrorVariable e -ErrorAction SilentlyContinue
                "$($e[0].FullyQualifiedErrorId) $($e[0].CategoryInfo.Category)"
                Remove-TunDevice $d -CloseOnly
                """);

            Assert.Equal(
                [
                    $"Up 1400 192.0.2.1/24 owner {Nobody}", "192.0.2.1", "spec0", "Ready",
                    "TunAccessDenied,TunPS.Commands.SetTunDeviceCommand PermissionDenied",
                ],
                lines);
            Assert.Equal(["lo", "spec0"], IpCommand.Links());
        });

    [DeviceFact]
    public void Without_any_capability_the_owner_can_give_the_device_up_but_not_make_it_again() => NetworkNamespace.Run(() =>
    {
        RequireRoot();
        MakePersistent($"user {Nobody}");

        string[] said = Run(s_alone, """
            Remove-TunDevice (New-TunDevice spec0)
            try { New-TunDevice spec0 -ErrorAction Stop } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            """);

        Assert.Equal(["TunAccessDenied"], said);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Without_any_capability_a_device_of_ones_group_is_opened() => NetworkNamespace.Run(() =>
    {
        RequireRoot();
        MakePersistent("group 12345");

        Assert.Equal(["Up"], Run([.. s_noCapability, "--groups", "12345"], "\"$((New-TunDevice spec0).State)\""));
    });

    [DeviceTheory]
    [InlineData("user 12345")]
    [InlineData("group 12345")]
    public void Without_any_capability_a_device_of_somebody_else_is_refused_and_the_error_says_why(string owner)
        => NetworkNamespace.Run(() =>
        {
            RequireRoot();
            MakePersistent(owner);
            string[] lines = Run(s_alone, """
                New-TunDevice spec0 -ErrorVariable e -ErrorAction SilentlyContinue
                $before = [IO.Directory]::GetFiles('/proc/self/fd').Count
                foreach ($i in 1..20) { New-TunDevice spec0 -ErrorAction Ignore; New-TunDevice -ErrorAction Ignore }
                $e[0].CategoryInfo.Category
                $e[0].FullyQualifiedErrorId
                $e[0].ErrorDetails.Message
                $e[0].ErrorDetails.RecommendedAction
                Remove-TunDevice spec0 -ErrorVariable e -ErrorAction SilentlyContinue
                $e[0].ErrorDetails.RecommendedAction
                [IO.Directory]::GetFiles('/proc/self/fd').Count -lt $before + 10
                """);

            Assert.Equal(["PermissionDenied", "TunAccessDenied,TunPS.Commands.NewTunDeviceCommand"], lines[..2]);
            Assert.Contains("belongs to another user", lines[2], StringComparison.Ordinal);
            Assert.All(lines[3..5], action => Assert.Equal(
                "Run as root (sudo pwsh), or let root give it to you: Set-TunDevice spec0 -Owner NAME", action));
            Assert.Equal("True", lines[^1]);
        });

    [DeviceFact]
    public void CAP_NET_ADMIN_alone_is_enough_for_everything_but_other_namespaces() => NetworkNamespace.Run(() =>
    {
        RequireRoot();
        string[] lines = Run(s_netAdmin, """
            $ErrorActionPreference = 'Stop'
            $d = New-TunDevice spec0 -Layer Tap -MacAddress 02:00:5e:00:53:01 -Mtu 1400 -TxQueueLength 700 -Alias mine `
                -Address 192.0.2.1/24, 2001:db8::1/64 -Route 198.51.100.0/24 -MultiQueue -Persist -Owner 1234 -Group 1235
            $q = New-TunDevice spec0 -MultiQueue
            Set-TunDevice $q -QueueState Detached
            Set-TunDevice $d -Mtu 1300 -NewName spec1 -MacAddress 02:00:5e:00:53:02 -Owner 4321 -NoCarrier
            Add-TunAddress spec1 203.0.113.1/24
            Add-TunRoute spec1 198.51.100.0/25 -Gateway 203.0.113.2
            "$($d.Name) $($d.Mtu) $($d.Interface.MacAddress) $($d.Interface.Owner) $($d.Interface.Group) $($d.Interface.QueueCount)"
            (Get-TunRoute spec1).Destination -join ' '
            Get-TunRoute spec1 | Remove-TunRoute
            Get-TunAddress spec1 | Remove-TunAddress
            Remove-TunDevice spec1
            "$(Get-TunDevice -All)"
            try { New-TunDevice -NetworkNamespace /proc/self/ns/net } catch { "$($_.CategoryInfo.Category): $_" }
            """);

        Assert.Equal("spec1 1300 02005E005302 4321 1235 1", lines[0]);
        Assert.Equal(
            "192.0.2.0/24 198.51.100.0/24 198.51.100.0/25 2001:db8::/64 203.0.113.0/24",
            string.Join(' ', lines[1].Split(' ').Order(StringComparer.Ordinal)));
        Assert.Contains("PermissionDenied", lines[^1], StringComparison.Ordinal);
        Assert.Contains("CAP_SYS_ADMIN", lines[^1], StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    // In a user namespace root is nobody else, and cannot become somebody.
    private static void RequireRoot() => Assert.SkipUnless(
        DeviceAccess.IsRequired || File.ReadAllText("/proc/self/uid_map").Contains("4294967295", StringComparison.Ordinal),
        "Only root of the machine can become an ordinary user.");

    private static void MakePersistent(string owner)
    {
        _ = IpCommand.Run($"tuntap add name spec0 mode tun {owner}");
        _ = IpCommand.Run("link set spec0 up mtu 1400");
        _ = IpCommand.Run("address add 192.0.2.1/24 dev spec0");
    }

    private static string[] Run(string[] rights, string script)
    {
        using HostProcess host = new(
            ["-Command", script], ["unshare", "--mount", "--", "sh", "-c", Prepare, "sh", Repository.Root, .. rights]);
        string output = host.WaitForEnd().Output;
        Assert.Empty(host.Error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
