namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>Devices that are there: shown, changed, removed.</summary>
public sealed class DeviceTests : CmdletTests
{
    private const string Plain = "#Plain";

    [Fact]
    public void All_shows_those_of_others_too_and_says_which_are_open_here()
    {
        _ = NewDevice("utun731");

        Assert.Equal(["utun731"], Session.Run("Get-TunDevice").Select(device => device.ToString()));
        Assert.Equal(
            ["utun0 False", "utun731 True"],
            Session.Run("Get-TunDevice -All utun0, utun731 | ForEach-Object { \"$_ $($_.IsOpen)\" }")
                .Select(line => line.ToString()));
        Assert.True(Session.RunFor<bool>("[object]::ReferenceEquals((Get-TunDevice utun731).Interface, $d.Interface)"));
    }

    [Fact]
    public void The_tables_are_those_without_owners_metrics_and_tables()
    {
        _ = NewDevice("utun731 -Address 192.0.2.1/24");

        Assert.All(
            Session.Run("""
                Get-TunDevice -All
                Get-TunRoute $d
                Get-TunDevice -All utun731 | Set-TunDevice -Mtu 1400 -PassThru
                Add-TunRoute $d 198.51.100.0/24 -PassThru
                """),
            shown => Assert.EndsWith(Plain, shown.TypeNames[0], StringComparison.Ordinal));
        Assert.Empty(Session.Errors);
    }

    [Fact]
    public void What_is_set_is_set()
    {
        TunDevice device = NewDevice("utun731 -Address 192.0.2.1/24");

        Assert.Same(device, Session.RunFor<TunDevice>("Set-TunDevice utun731 -Mtu 1280 -State Down -PassThru"));
        Assert.Equal((1280, false), (Kernel.Interface("utun731").Mtu, Kernel.Interface("utun731").IsUp));
        _ = Session.Run("$d | Set-TunDevice -State Up");
        Assert.True(Kernel.Interface("utun731").IsUp);
        Assert.Empty(Session.Errors);
    }

    [Fact]
    public void Addresses_and_routes_come_and_go()
    {
        TunDevice device = NewDevice("utun731");
        _ = Session.Run("""
            Add-TunAddress utun731 192.0.2.1 -PrefixLength 24
            Add-TunAddress utun731 2001:db8::1/64
            Add-TunRoute utun731 198.51.100.0/24
            Add-TunRoute utun731 203.0.114.0/24 -Gateway 192.0.2.2
            """);
        Assert.Empty(Session.Errors);
        Assert.Equal(
            "192.0.2.0/24 198.51.100.0/24 2001:db8::/64 203.0.114.0/24 via 192.0.2.2",
            string.Join(' ', Session.Run("Get-TunRoute utun731 | ForEach-Object { \"$_\" }")
                .Select(route => route.ToString()).Order(StringComparer.Ordinal)));

        AssertFails("Add-TunAddress $d 192.0.2.1/24", "TunAlreadyExists", ErrorCategory.ResourceExists, "-Force");
        AssertFails("Remove-TunAddress $d 192.0.2.9", "TunNotFound", ErrorCategory.ObjectNotFound, "Get-TunAddress");
        AssertFails("Remove-TunRoute $d 203.0.115.0/24", "TunNotFound", ErrorCategory.ObjectNotFound, "Get-TunRoute");
        _ = Session.Run("Get-TunRoute $d | Remove-TunRoute; Get-TunAddress $d | Remove-TunAddress");

        Assert.Empty(Session.Errors);
        Assert.Empty(device.Address);
        Assert.Empty(device.Interface!.Route);
    }

    [Fact]
    public void A_route_that_the_system_has_by_another_interface_is_refused_with_a_way_out()
    {
        _ = NewDevice("-Address 192.0.2.1/24");

        AssertFails(
            "Add-TunRoute $d 0.0.0.0/0", "TunInvalidArgument", ErrorCategory.InvalidArgument, "0.0.0.0/1 and 128.0.0.0/1");
    }

    [Fact]
    public void What_was_read_from_one_device_is_taken_for_another()
    {
        _ = NewDevice("-Address 192.0.2.1/24 -Route 198.51.100.0/24");
        TunDevice other = Session.RunFor<TunDevice>("($e = New-TunDevice -Address 192.0.3.1/24)");

        _ = Session.Run("$routes = Get-TunRoute $d; Remove-TunDevice $d; $routes | Add-TunRoute $e -Force");

        Assert.Empty(Session.Errors);
        Assert.Equal(3, other.Interface!.Route.Count);
    }

    [Theory]
    [InlineData("Set-TunDevice $d -Mtu 1400")]
    [InlineData("Set-TunDevice $d -State Down")]
    [InlineData("Add-TunAddress $d 192.0.2.7/24")]
    [InlineData("Add-TunRoute $d 198.51.100.0/24")]
    public void Who_is_not_root_is_told_of_sudo(string command)
    {
        _ = NewDevice("-Address 192.0.2.1/24");
        Kernel.IsRoot = false;

        AssertFails(command, "TunAccessDenied", ErrorCategory.PermissionDenied, "is not root", "sudo pwsh");
    }

    [Fact]
    public void Ones_own_device_is_closed_and_gone()
    {
        TunDevice device = NewDevice("utun731");

        Assert.Empty(Session.Run("Remove-TunDevice utun731"));
        Assert.Empty(Session.Errors);
        Assert.True(device.IsClosed);
        Assert.DoesNotContain("utun731", Kernel.InterfaceNames);
    }

    [Fact]
    public void The_devices_of_others_cannot_be_removed_and_the_error_says_why()
    {
        AssertFails("Remove-TunDevice utun0", "TunNameInUse", ErrorCategory.ResourceBusy, "has it open", "goes when");
        AssertFails(
            "Remove-TunDevice utun0 -CloseOnly", "TunDeviceNotFound", ErrorCategory.ObjectNotFound, "open in this session");
        AssertFails("Remove-TunDevice utun77", "TunDeviceNotFound", ErrorCategory.ObjectNotFound, "-All");
        Assert.Contains("utun0", Kernel.InterfaceNames);
    }

    [Fact]
    public void WhatIf_promises_no_removal_of_what_others_have()
    {
        TunDevice device = NewDevice("utun731");
        int others = Kernel.InterfaceNames.Count(name => name.StartsWith("utun", StringComparison.Ordinal)) - 1;

        _ = Session.Run("Get-TunDevice -All | Remove-TunDevice -WhatIf");

        Assert.Equal(others, Session.Errors.Count);
        Assert.All(Session.Errors, record => Assert.Equal(ErrorCategory.ResourceBusy, record.CategoryInfo.Category));
        Assert.False(device.IsClosed);
    }

    [Theory]
    [InlineData("Get-TunDevice utun73", "utun731")]
    [InlineData("Receive-TunPacket utun", "utun731")]
    [InlineData("Set-TunDevice utun", "utun731 utun0 utun1 utun2 utun3")]
    [InlineData("Remove-TunDevice utun", "utun731 utun0 utun1 utun2 utun3")]
    [InlineData("New-TunDevice -NetworkNamespace x", "")]
    [InlineData("New-TunDevice -Owner roo", "")]
    [InlineData("Set-TunDevice utun731 -Group roo", "")]
    [InlineData("Remove-TunAddress utun731 192", "192.0.2.1/24")]
    [InlineData("Remove-TunRoute utun731 198", "198.51.100.0/24")]
    public void Names_are_completed(string typed, string expected)
    {
        _ = NewDevice("utun731 -Address 192.0.2.1/24 -Route 198.51.100.0/24");
        using PowerShell shell = Session.Prepare(string.Empty);
        CommandCompletion completion = CommandCompletion.CompleteInput(typed, typed.Length, null, shell);

        Assert.Equal(expected, string.Join(' ', completion.CompletionMatches.Select(match => match.CompletionText)));
    }
}
