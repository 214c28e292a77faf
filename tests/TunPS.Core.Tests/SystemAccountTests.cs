namespace TunPS.Core.Tests;

public sealed class SystemAccountTests
{
    [Fact]
    public void Users_and_groups_are_found_by_name_and_by_number()
    {
        string user = SystemAccount.GetUserNames()[0];
        string group = SystemAccount.GetGroupNames()[0];

        Assert.Equal(user, SystemAccount.ParseUser(user).Name);
        Assert.Equal(group, SystemAccount.ParseGroup(group).Name);
        Assert.Equal(SystemAccount.ParseUser("0"), SystemAccount.ParseUser(SystemAccount.ParseUser("0").Name!));
    }

    [Fact]
    public void A_number_needs_no_name()
    {
        Assert.Equal("4242001", SystemAccount.ParseUser("4242001").ToString());
        Assert.Equal("4242001", SystemAccount.ParseGroup("4242001").ToString());
        Assert.Null(SystemAccount.ParseUser("4294967294").Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("no such name")]
    [InlineData("ro\0ot")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("4294967295")]
    [InlineData("99999999999")]
    public void What_nobody_is_called_is_refused(string name)
    {
        FormatException user = Assert.Throws<FormatException>(() => SystemAccount.ParseUser(name));
        FormatException group = Assert.Throws<FormatException>(() => SystemAccount.ParseGroup(name));

        Assert.Contains("no user", user.Message, StringComparison.Ordinal);
        Assert.Contains("no group", group.Message, StringComparison.Ordinal);
    }

    [DeviceFact]
    public void An_account_is_the_same_by_its_number_alone() => NetworkNamespace.Run(() =>
    {
        SystemAccount root = SystemAccount.ParseUser("0");
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Owner = root, Group = root });
        SystemAccount number = new(0, null);
        device.Interface!.Change(new TunInterfaceChanges { Owner = number, Group = number }, Assert.Null);

        Assert.Equal(root, number);
        Assert.Equal(root.GetHashCode(), number.GetHashCode());
    });
}
