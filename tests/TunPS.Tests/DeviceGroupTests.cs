using System.Diagnostics;
using TunPS.Platform;

namespace TunPS.Tests;

/// <summary>Commands that wait on several devices, of which one fails.</summary>
[Collection(nameof(Session))]
public sealed class DeviceGroupTests : IDisposable
{
    private readonly SocketPair _one = new();
    private readonly SocketPair _other = new();
    private readonly Session _session = new();

    public DeviceGroupTests()
    {
        _session["one"] = _one.Device;
        _session["other"] = _other.Device;
    }

    public void Dispose()
    {
        _session.Dispose();
        _one.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("Receive-TunPacket $one, $other -Timeout 2")]
    [InlineData("Wait-TunDevice $one, $other -Timeout 2")]
    public void When_one_fails_the_others_go_on_with_what_is_left_of_the_time(string command)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using Timer failure = new(_ => _other.Device.Dispose(), null, TimeSpan.FromSeconds(1.5), Timeout.InfiniteTimeSpan);
        _ = _session.Run(command);

        // Begun anew, the two seconds would end after 3.5.
        Assert.InRange(watch.Elapsed.TotalSeconds, 2, 3.4);
        Assert.Equal(_other.Device, Assert.Single(_session.Errors).TargetObject);
    }

    [Theory]
    [InlineData("Receive-TunPacket $one, $one -Continuous -Timeout 0")]
    [InlineData("$one, $one | Receive-TunPacket -Continuous -Timeout 0")]
    public void A_device_that_is_named_twice_gives_each_packet_once(string command)
    {
        for (int i = 0; i < 3; i++)
        {
            _one.Feed(Packets.Numbered(i));
        }

        Assert.Equal(
            Enumerable.Range(0, 3).Select(Packets.Numbered),
            _session.Run(command).Select(packet => ((TunPacket)packet.BaseObject).Data));
    }

    [Fact]
    public void A_packet_that_cannot_be_used_is_an_error_of_its_own_and_the_device_goes_on()
    {
        using SocketPair pair = new(OffloadLevel.Tcp);
        _session["offload"] = pair.Device;
        VirtioHeader lie = new() { GsoType = VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4 };
        pair.Feed(lie, Packets.Numbered(0));
        pair.Feed(default, Packets.Numbered(1));
        pair.Feed(lie, Packets.Numbered(2));
        _one.Feed(Packets.Numbered(3));

        Assert.Equal(
            [Convert.ToHexString(Packets.Numbered(1)), Convert.ToHexString(Packets.Numbered(3))],
            _session.Run("Receive-TunPacket $offload, $one -Continuous -Timeout 0")
                .Select(packet => Convert.ToHexString(((TunPacket)packet.BaseObject).Data)).Order());
        Assert.Equal(2, _session.Errors.Count);
        Assert.All(_session.Errors, error => Assert.Equal(
            ("TunInvalidPacket,TunPS.Commands.ReceiveTunPacketCommand", pair.Device),
            (error.FullyQualifiedErrorId, error.TargetObject)));
    }

    [Fact]
    public void An_event_that_is_disposed_is_what_the_error_is_about()
    {
        InterruptEvent disposed = new();
        disposed.Dispose();
        _session["event"] = disposed;
        _ = _session.Run("Receive-TunPacket $one, $other -InterruptEvent $event");

        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal("TunEventDisposed,TunPS.Commands.ReceiveTunPacketCommand", error.FullyQualifiedErrorId);
        Assert.Equal(disposed, error.TargetObject);
    }
}
