namespace TunPS.Tests;

/// <summary>Devices of one name in two network namespaces.</summary>
[Collection(nameof(Session))]
public sealed class AmbiguousNameTests
{
    [DeviceTheory]
    [InlineData("Set-TunDevice spec0 -Mtu 1300")]
    [InlineData("Remove-TunDevice spec0")]
    [InlineData("Add-TunAddress spec0 192.0.2.9/24")]
    [InlineData("Get-TunRoute spec0")]
    [InlineData("Receive-TunPacket spec0 -Timeout 0")]
    [InlineData("Send-TunPacket spec0 ([byte[]]::new(20))")]
    [InlineData("Wait-TunDevice spec0 -Timeout 0")]
    public void A_name_that_means_two_devices_is_refused_and_nothing_happens_to_either(string command)
        => NetworkNamespace.Run(() =>
        {
            using ForeignNamespace there = new();
            using Session session = new();
            session["path"] = there.Path;
            _ = session.Run("$here = New-TunDevice spec0; $there = New-TunDevice spec0 -NetworkNamespace $path");
            _ = session.Run(command);

            ErrorRecord error = Assert.Single(session.Errors);
            Assert.StartsWith("TunAmbiguousName,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal("1500 1500 Up Up", session.RunFor<string>("\"$($here.Mtu) $($there.Mtu) $($here.State) $($there.State)\""));
        });

    [DeviceFact]
    public void Get_TunDevice_gives_both_and_each_can_be_used() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using Session session = new();
        session["path"] = there.Path;
        _ = session.Run("$null = New-TunDevice spec0; $null = New-TunDevice spec0 -NetworkNamespace $path");
        _ = session.Run("Get-TunDevice spec0 | Where-Object NetworkNamespace -EQ $path | Set-TunDevice -Mtu 1300");

        Assert.Equal("1500 1300", session.RunFor<string>("(Get-TunDevice spec0).Mtu -join ' '"));
    });
}
