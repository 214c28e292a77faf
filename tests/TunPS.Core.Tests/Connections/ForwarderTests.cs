using TunPS.Platform;

namespace TunPS.Core.Tests;

/// <summary>The loop of one direction alone, with a source that never runs dry.</summary>
public sealed class ForwarderTests
{
    [Fact]
    public void A_packet_to_be_joined_does_not_wait_for_a_flood_of_unwanted_ones_to_end()
    {
        Flood flood = new(headerSize: 0, count => count == 1 ? Packets.Echo() : Packets.Numbered(count));
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        PacketFilter filter = new() { Protocols = [PacketProtocol.Parse("Icmp")] };
        Run(flood, far, filter, direction => direction.Packets > 0);
        Assert.InRange(flood.Reads, 1, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_another_reader_has_left_does_not_wait_for_a_flood_to_end(int delayInMicroseconds)
    {
        Flood flood = new(VirtioHeader.Size, Packets.Numbered);
        using SocketPair far = new();
        bool hasCome = false;
        Run(
            flood,
            far,
            null,
            direction =>
            {
                direction.Impairment = new Impairment { Delay = TimeSpan.FromMicroseconds(delayInMicroseconds) };
                flood.Pending ??= flood.Reads == 10 ? Packets.Echo() : null;
                hasCome |= far.Take()?.SequenceEqual(Packets.Echo()) == true;
                return hasCome;
            });
        Assert.InRange(flood.Reads, 10, 1000);
    }

    /// <summary>Forwards until it has come to something, or is hopeless.</summary>
    private static void Run(
        Flood flood, SocketPair far, PacketFilter? filter, Func<TunConnectionDirection, bool> isOver)
    {
        using SocketPair near = new();
        using ConnectionEnding ending = new(near.Device, far.Device, []);
        TunConnectionDirection direction = new(Impairment.None);
        Forwarder<FloodPort, DevicePort> forwarder = new(
            new FloodPort(flood),
            new DevicePort(far.Device, far.Device.Queue.Handle.Borrow()),
            TunLayer.Tun,
            ending,
            direction,
            filter,
            mirror: null,
            seed: 1);
        flood.OnRead = () =>
        {
            if (isOver(direction) || flood.Reads == 100_000)
            {
                ending.End();
            }
        };
        forwarder.Run();
        far.Device.Queue.Handle.Return();
    }

    private sealed class Flood(int headerSize, Func<int, byte[]> next)
    {
        internal int HeaderSize => headerSize;

        internal int Reads { get; private set; }

        internal byte[]? Pending { get; set; }

        internal Action OnRead { get; set; } = () => { };

        internal byte[] Read()
        {
            byte[] packet = next(++Reads);
            OnRead();
            return packet;
        }
    }

    /// <summary>Always has one more packet.</summary>
    private readonly struct FloodPort(Flood flood) : IForwardingPort
    {
        private readonly Flood _flood = flood;

        public int HeaderSize => _flood.HeaderSize;

        public bool TakesUdpSegments => false;

        public bool HasPending => _flood.Pending is { Length: > 0 };

        public unsafe int Read(byte* buffer, int size)
        {
            Span<byte> bytes = new(buffer, size);
            byte[] packet = _flood.Read();
            bytes[..HeaderSize].Clear();
            packet.CopyTo(bytes[HeaderSize..]);
            return HeaderSize + packet.Length;
        }

        public unsafe int Write(byte* packet, int length) => throw new NotSupportedException();

        public int TakePending(Span<byte> buffer)
        {
            byte[] packet = _flood.Pending!;
            _flood.Pending = [];
            packet.CopyTo(buffer);
            return packet.Length;
        }

        public CoalescedBatch? CreateBatch() => null;

        public PollTarget Target(short interest) => throw new NotSupportedException();

        public bool CanReadOnAfter(int errno) => false;

        public bool IsDropped(int errno) => false;

        public bool IsDown() => false;

        public TunException ReadFailure(int errno) => throw new NotSupportedException();

        public TunException WriteFailure(int errno) => throw new NotSupportedException();
    }
}
