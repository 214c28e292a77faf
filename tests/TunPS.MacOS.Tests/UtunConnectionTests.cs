using TunPS.MacOS.Tests.Utun;
using TunPS.Native;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests;

/// <summary>Connections of utun devices, as far as they are not those of every system.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunConnectionTests
{
    // poll knows nothing of buffers: by that it would be tried again at once, and for ever.
    [Theory]
    [InlineData(ENOBUFS)]
    [InlineData(Errno.ENOSPC)]
    public void No_packet_is_lost_while_the_kernel_is_short_of_buffers(int errno)
    {
        using OwnKernel mac = new();
        using TunDevice near = OwnKernel.Open();
        using TunDevice far = OwnKernel.Open("utun8");
        mac.Xnu.FailNext("writev", errno, times: 3);
        using TunConnection connection = TunConnection.Start(near, far);
        byte[] packet = Packets.Udp(32);
        Assert.True(mac.SideOf(near).InjectPacket(packet));

        byte[]? passed = null;
        Assert.True(
            SpinWait.SpinUntil(() => (passed = mac.SideOf(far).TakeWritten()) is not null, Background.Patience),
            $"{connection.Forward.DroppedPackets} dropped.");
        Assert.Equal(packet, passed![sizeof(uint)..]);
        connection.Dispose();
        Assert.Equal(1, connection.Forward.Packets);
        Assert.Equal(0, connection.Forward.DroppedPackets);
    }

    [Fact]
    public void A_kernel_that_stays_short_of_buffers_does_not_keep_a_connection_from_its_end()
    {
        using OwnKernel mac = new();
        using TunDevice near = OwnKernel.Open();
        using TunDevice far = OwnKernel.Open("utun8");
        mac.Xnu.RecordsTransfers = true;
        mac.Xnu.FailNext("writev", ENOBUFS, times: int.MaxValue);
        TunConnection connection = TunConnection.Start(near, far);
        Assert.True(mac.SideOf(near).InjectPacket(Packets.Udp(32)));
        Assert.True(SpinWait.SpinUntil(
            () => mac.Xnu.Calls.Count(call => call == "writev(utun8)") > 2, Background.Patience));

        Background.Result(Background.Run(() =>
        {
            connection.Dispose();
            return true;
        }));
        Assert.Equal(0, connection.Forward.Packets);
    }
}
