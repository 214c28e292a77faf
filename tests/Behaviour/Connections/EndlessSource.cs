namespace TunPS.Behaviour.Tests;

/// <summary>The end of a connection that always has one more packet.</summary>
internal sealed class EndlessSource
{
    private readonly int _headerSize;
    private readonly Func<int, byte[]> _next;
    private Action _onRead = () => { };

    /// <param name="headerSize">How many zeros lie before each packet.</param>
    /// <param name="next">Makes the packet with a number; the first has 1.</param>
    internal EndlessSource(int headerSize, Func<int, byte[]> next)
    {
        _headerSize = headerSize;
        _next = next;
    }

    /// <summary>How many packets it gave.</summary>
    internal int Reads { get; private set; }

    /// <summary>What another reader has left; empty when it was taken.</summary>
    internal byte[]? Pending { get; set; }

    /// <summary>Forwards until it has come to something, or is hopeless.</summary>
    internal void Forward(SocketPair far, PacketFilter? filter, Func<TunConnectionDirection, bool> isOver)
    {
        using SocketPair near = new();
        using ConnectionEnding ending = new(near.Device, far.Device, []);
        TunConnectionDirection direction = new(Impairment.None);
        Forwarder<Port, DevicePort> forwarder = new(
            new Port(this),
            new DevicePort(far.Device, far.Device.Queue.Handle.Borrow()),
            TunLayer.Tun,
            ending,
            direction,
            filter,
            mirror: null,
            seed: 1);
        _onRead = () =>
        {
            if (isOver(direction) || Reads == 100_000)
            {
                ending.End();
            }
        };
        forwarder.Run();
        far.Device.Queue.Handle.Return();
    }

    private byte[] Read()
    {
        byte[] packet = _next(++Reads);
        _onRead();
        return packet;
    }

    private readonly struct Port(EndlessSource source) : IForwardingPort
    {
        private readonly EndlessSource _source = source;

        public int HeaderSize => _source._headerSize;

        public bool TakesUdpSegments => false;

        public bool HasPending => _source.Pending is { Length: > 0 };

        public unsafe int Read(byte* buffer, int size)
        {
            Span<byte> bytes = new(buffer, size);
            byte[] packet = _source.Read();
            bytes[..HeaderSize].Clear();
            packet.CopyTo(bytes[HeaderSize..]);
            return HeaderSize + packet.Length;
        }

        public unsafe int Write(byte* packet, int length) => throw new NotSupportedException();

        public int TakePending(Span<byte> buffer)
        {
            byte[] packet = _source.Pending!;
            _source.Pending = [];
            packet.CopyTo(buffer);
            return packet.Length;
        }

        public CoalescedBatch? CreateBatch() => null;

        public PollTarget Target(short interest) => throw new NotSupportedException();

        public bool CanReadOnAfter(int errno) => false;

        public bool IsDropped(int errno) => false;

        public bool LacksBuffers(int errno) => false;

        public bool IsDown() => false;

        public TunException ReadFailure(int errno) => throw new NotSupportedException();

        public TunException WriteFailure(int errno) => throw new NotSupportedException();
    }
}
