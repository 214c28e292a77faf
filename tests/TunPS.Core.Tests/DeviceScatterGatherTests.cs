namespace TunPS.Core.Tests;

/// <summary>One packet of a real device, several places in memory.</summary>
public sealed class DeviceScatterGatherTests
{
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    [DeviceFact]
    public void On_a_real_device_the_pieces_are_one_packet_both_ways() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        byte[] echo = Packets.Echo(sequence: 5);
        device.Write([echo.AsMemory(0, 20), echo.AsMemory(20)]);
        byte[] header = new byte[20];
        int length = device.Read([header, _buffer], TimeSpan.FromSeconds(30));

        TunPacket reply = new([.. header, .. _buffer[..(length - 20)]]);
        Assert.StartsWith("Echo (ping) reply", reply.Info, StringComparison.Ordinal);
    });
}
