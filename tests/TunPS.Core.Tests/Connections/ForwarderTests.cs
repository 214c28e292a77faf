using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

/// <summary>The loop of one direction alone, with a source that never runs dry.</summary>
public sealed class ForwarderTests
{
    [Fact]
    public void A_packet_to_be_joined_does_not_wait_for_a_flood_of_unwanted_ones_to_end()
    {
        using SocketPair near = new();
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        using ConnectionEnding ending = new(near.Device, far.Device, []);
        TunConnectionDirection direction = new(Impairment.None);
        Flood flood = new();
        Forwarder<FloodPort, DevicePort> forwarder = new(
            new FloodPort(flood),
            new DevicePort(far.Device, far.Device.Queue.Handle.Borrow()),
            TunLayer.Tun,
            ending,
            direction,
            new PacketFilter { Protocols = [PacketProtocol.Parse("Icmp")] },
            mirror: null,
            seed: 1);
        flood.OnRead = count =>
        {
            if (direction.Packets > 0 || count == 100_000)
            {
                ending.End();
            }
        };
        forwarder.Run();
        far.Device.Queue.Handle.Return();
        Assert.Equal(1, direction.Packets);
        Assert.InRange(flood.Count, 1, 1000);
    }

    private sealed class Flood
    {
        internal int Count { get; set; }

        internal Action<int> OnRead { get; set; } = _ => { };
    }

    /// <summary>Gives one packet that is wanted, and then others for ever.</summary>
    private readonly struct FloodPort(Flood flood) : IForwardingPort
    {
        private readonly Flood _flood = flood;

        public int HeaderSize => 0;

        public bool TakesUdpSegments => false;

        public bool HasPending => false;

        public unsafe int Read(byte* buffer, int size)
        {
            byte[] packet = _flood.Count++ == 0 ? Packets.Echo() : Packets.Numbered(_flood.Count);
            packet.CopyTo(new Span<byte>(buffer, size));
            _flood.OnRead(_flood.Count);
            return packet.Length;
        }

        public unsafe int Write(byte* packet, int length) => throw new NotSupportedException();

        public int TakePending(Span<byte> buffer) => -Errno.EAGAIN;

        public CoalescedBatch? CreateBatch() => null;

        public PollTarget Target(short interest) => throw new NotSupportedException();

        public bool CanReadOnAfter(int errno) => false;

        public bool IsDropped(int errno) => false;

        public bool IsDown() => false;

        public TunException ReadFailure(int errno) => throw new NotSupportedException();

        public TunException WriteFailure(int errno) => throw new NotSupportedException();
    }
}
