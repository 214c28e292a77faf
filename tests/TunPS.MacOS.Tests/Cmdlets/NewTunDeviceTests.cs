using System.Globalization;

namespace TunPS.MacOS.Tests.Cmdlets;

public sealed class NewTunDeviceTests : CmdletTests
{
    [Fact]
    public void Without_a_name_it_is_the_next_utun()
    {
        TunDevice device = NewDevice();

        Assert.Matches("^utun[0-9]+$", device.Name);
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(TunLayer.Tun, device.Layer);
        Assert.Equal(1500, device.Mtu);
    }

    [Theory]
    [InlineData("utun")]
    [InlineData("utun%d")]
    public void A_name_without_a_number_is_as_good_as_none(string name)
        => Assert.Matches("^utun[0-9]+$", NewDevice(name).Name);

    [Fact]
    public void A_name_with_a_number_is_the_very_one()
        => Assert.Equal("utun731", NewDevice("utun731").Name);

    [Fact]
    public void Addresses_the_MTU_and_routes_are_there_when_it_is_given()
    {
        TunDevice device = NewDevice(
            "utun731 -Address 192.0.2.1/24, 2001:db8:0:1::1/64 -Mtu 1400 -Route 198.51.100.0/24, 2001:db8:0:2::/64");

        Assert.Equal(1400, device.Mtu);
        Assert.Equal(
            ["192.0.2.1/24", "2001:db8:0:1::1/64"],
            device.Address.Where(address => !address.Address.IsIPv6LinkLocal).Select(address => address.ToString()));
        Assert.Equal(
            ["192.0.2.0/24", "198.51.100.0/24", "2001:db8:0:1::/64", "2001:db8:0:2::/64"],
            Session.Run("Get-TunRoute $d | ForEach-Object { [string]$_.Destination }")
                .Select(route => route.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_peer_is_the_other_end()
        => Assert.Equal("192.0.2.1 peer 192.0.2.2/32", NewDevice("-Address 192.0.2.1 -Peer 192.0.2.2").Address[0].ToString());

    [Fact]
    public void With_Down_it_is_down()
        => Assert.Equal(TunDeviceState.Down, NewDevice("-Down").State);

    [Fact]
    public void WhatIf_makes_nothing()
    {
        IReadOnlyList<string> before = Kernel.InterfaceNames;

        Assert.Empty(Session.Run("New-TunDevice utun731 -Address 192.0.2.1/24 -WhatIf"));
        Assert.Empty(Session.Errors);
        Assert.Equal(before, Kernel.InterfaceNames);
    }

    [Fact]
    public void Verbose_tells_each_step()
    {
        _ = NewDevice("utun731 -Address 192.0.2.1/24 -Mtu 1400 -Verbose");

        Assert.Equal(
            ["Created the TUN device utun731.", "Set the MTU of utun731 to 1400.", "Added the address 192.0.2.1/24 to utun731."],
            Session.Verbose.Skip(1));
    }

    [Theory]
    [InlineData("tun0")]
    [InlineData("my tun")]
    [InlineData("utun01")]
    [InlineData("utun65535")]
    [InlineData("")]
    public void Another_name_is_refused_with_the_rule(string name)
    {
        string command = string.Create(CultureInfo.InvariantCulture, $"New-TunDevice '{name}'");

        AssertFails(command, "TunInvalidArgument", ErrorCategory.InvalidArgument, "utun and a number of 0..65534");
        AssertFails(command + " -WhatIf", "TunInvalidArgument", ErrorCategory.InvalidArgument, "utun7");
    }

    [Fact]
    public void A_name_that_is_taken_is_busy()
        => AssertFails("New-TunDevice utun0", "TunNameInUse", ErrorCategory.ResourceBusy, "there is a utun0 already", "EBUSY (16)");

    [Fact]
    public void One_that_is_open_here_is_busy_too()
    {
        _ = NewDevice("utun731");

        AssertFails("New-TunDevice utun731", "TunNameInUse", ErrorCategory.ResourceBusy);
    }

    [Fact]
    public void Who_is_not_root_is_told_of_sudo()
    {
        Kernel.IsRoot = false;

        AssertFails("New-TunDevice", "TunAccessDenied", ErrorCategory.PermissionDenied, "is not root", "sudo pwsh");
    }

    [Theory]
    [InlineData("-Mtu 71")]
    [InlineData("-Mtu 65536")]
    public void An_MTU_that_macOS_refuses_is_refused_before(string arguments)
        => AssertFails($"New-TunDevice {arguments}", "TunInvalidArgument", ErrorCategory.InvalidArgument, "72..65535");

    [Fact]
    public void When_a_step_fails_nothing_is_left()
    {
        IReadOnlyList<string> before = Kernel.InterfaceNames;
        const int EIO = 5;
        Kernel.FailNext(call => call.Contains("SIOCSIFMTU", StringComparison.Ordinal), EIO);

        AssertFails("New-TunDevice utun731 -Mtu 1400", "TunSystemError", ErrorCategory.DeviceError, "set the MTU of utun731");
        Assert.Equal(before, Kernel.InterfaceNames);
    }
}
