namespace TunPS.Tests;

/// <summary>What is left of devices and connections in another process.</summary>
[Collection(nameof(Session))]
public sealed class DeserializedCopyTests
{
    private const string Copy =
        """
        $d = New-TunDevice spec0 -Mtu 1279
        $line = Connect-TunDevice $d (New-TunDevice spec1 -Mtu 1279) -Name cable
        $device, $connection = $d, $line | ForEach-Object {
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_))
        }
        """;

    [DeviceTheory]
    [InlineData("Receive-TunPacket $device -Timeout 0")]
    [InlineData("Send-TunPacket $device ([byte[]]::new(20))")]
    [InlineData("Wait-TunDevice $device -Timeout 0")]
    [InlineData("Connect-TunDevice $device spec1")]
    [InlineData("Set-TunDevice $device -Mtu 1300")]
    [InlineData("$device | Set-TunDevice -Mtu 1300")]
    [InlineData("Add-TunAddress $device 192.0.2.9/24")]
    [InlineData("Get-TunRoute $device")]
    [InlineData("Remove-TunDevice $device")]
    public void A_copy_of_a_device_is_refused_with_what_helps_and_nothing_happens(string command)
        => NetworkNamespace.Run(() =>
        {
            using Session session = new();
            _ = session.Run(Copy);
            _ = session.Run(command);

            ErrorRecord error = Assert.Single(session.Errors);
            Assert.StartsWith("TunDeviceNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(
                "This is only a copy of the device 'spec0': a device lives in its own process, and nowhere else.",
                error.ErrorDetails.Message);
            Assert.Contains("Start-ThreadJob { Receive-", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal("1279 Up 0", session.RunFor<string>("\"$($d.Mtu) $($d.State) $($d.Address.Count)\""));
        });

    [DeviceFact]
    public void So_is_a_copy_of_a_connection() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        _ = session.Run(Copy);
        _ = session.Run("Set-TunConnection $connection -Loss 5");

        ErrorRecord error = Assert.Single(session.Errors);
        Assert.StartsWith("TunConnectionNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(
            "This is only a copy of the connection 'cable': ", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Start-ThreadJob { Set-", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("none", session.RunFor<string>("\"$($line.Forward.Impairment)\""));
    });
}
