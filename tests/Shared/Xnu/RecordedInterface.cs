using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>
/// An interface of the recorded kernel. For a utun that the test opened it is also the kernel's side of the data
/// path: what the system sends out by the interface is injected here, and what was written to it is taken here.
/// </summary>
internal sealed class RecordedInterface(string name, int index, byte type, int flags, int mtu)
{
    internal const byte TypeOther = 0x1;
    internal const byte TypeEthernet = 0x6;
    internal const byte TypeLoopback = 0x18;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[0x20000];
    private readonly Queue<byte[]> _written = new();
    private readonly List<RecordedAddress> _addresses = [];
    private InterfaceCounters _counters;
    private volatile bool _hasInternet;
    private volatile bool _hasInternet6;

    internal string Name { get; } = name;

    internal int Index { get; } = index;

    internal byte Type { get; } = type;

    internal int Flags { get; set; } = flags;

    internal int Mtu { get; set; } = mtu;

    internal bool IsUp => (Flags & IFF_UP) != 0;

    internal bool IsPointToPoint => (Flags & IFF_POINTOPOINT) != 0;

    /// <summary>Whether it still exists.</summary>
    internal bool IsAttached { get; set; } = true;

    /// <summary>In the order in which they were added.</summary>
    internal List<RecordedAddress> Addresses => _addresses;

    /// <summary>The control socket behind it; null for an interface of the system.</summary>
    internal ControlSocket? Control { get; set; }

    /// <summary>
    /// Whether what is written stays in the socket until the test takes it, so that the socket can be filled. xnu takes
    /// each packet at once, and the socket is always writable.
    /// </summary>
    internal bool HoldsWrites { get; set; }

    /// <summary>Whether what is written is counted and forgotten, for tests that write a lot.</summary>
    internal bool ForgetsWrites { get; set; }

    /// <summary>Its link-layer address.</summary>
    internal byte[] LinkBytes => SocketBytes.OfLink(Index, Type, Name);

    /// <summary>What has gone through it since it exists.</summary>
    internal InterfaceCounters Counters
    {
        get
        {
            if (!HoldsWrites)
            {
                Drain();
            }

            lock (_gate)
            {
                return _counters;
            }
        }
    }

    /// <summary>Attaches a protocol, as its first address does (in_domifattach); false when it is there.</summary>
    internal bool AttachProtocol(int family)
    {
        bool isNew = !Has(family);
        _hasInternet |= family == AF_INET;
        _hasInternet6 |= family == AF_INET6;
        return isNew;
    }

    /// <summary>Whether a protocol takes what is written for this family; before an address none does.</summary>
    internal bool Has(int family) => (family == AF_INET && _hasInternet) || (family == AF_INET6 && _hasInternet6);

    /// <summary>Puts a datagram into the reader's queue as it is, header and all; false when that is full.</summary>
    internal bool Inject(ReadOnlySpan<byte> datagram)
    {
        bool isSent = Control is { } control && control.TrySend(datagram);
        lock (_gate)
        {
            if (isSent)
            {
                // utun_output counts what it enqueues, with the header.
                _counters = _counters with
                {
                    PacketsOut = _counters.PacketsOut + 1,
                    BytesOut = _counters.BytesOut + (ulong)datagram.Length,
                };
            }
            else
            {
                _counters = _counters with { ErrorsOut = _counters.ErrorsOut + 1 };
            }
        }

        return isSent;
    }

    /// <summary>
    /// Sends an IP packet out by the interface, under the header that utun_framer and utun_output make. None goes out
    /// while it is down (ENETDOWN of ifnet_enqueue).
    /// </summary>
    internal bool InjectPacket(ReadOnlySpan<byte> packet)
        => IsUp && Inject(packet, packet[0] >> 4 == 6 ? AF_INET6 : AF_INET);

    /// <summary>The same under a family of the test's choice.</summary>
    internal bool Inject(ReadOnlySpan<byte> packet, int family)
    {
        byte[] datagram = new byte[4 + packet.Length];
        BinaryPrimitives.WriteInt32BigEndian(datagram, family);
        packet.CopyTo(datagram.AsSpan(4));
        return Inject(datagram);
    }

    /// <summary>A datagram that is shorter than the header, which no kernel sends.</summary>
    internal bool InjectShort(int length = 3) => Inject(new byte[length]);

    /// <summary>The oldest datagram that was written, with its header; null when there is none.</summary>
    internal byte[]? TakeWritten()
    {
        Drain();
        lock (_gate)
        {
            return _written.TryDequeue(out byte[]? datagram) ? datagram : null;
        }
    }

    /// <summary>
    /// The oldest packet that got to a protocol of the system, without the header; null when there is none. Others
    /// that are before it are lost, as they are there.
    /// </summary>
    internal byte[]? TakePacket()
    {
        while (TakeWritten() is { } datagram)
        {
            if (datagram.Length >= 4 && Has(BinaryPrimitives.ReadInt32BigEndian(datagram)))
            {
                return datagram[4..];
            }
        }

        return null;
    }

    /// <summary>Takes what lies in the socket, as the kernel does with each write.</summary>
    internal void Drain()
    {
        lock (_gate)
        {
            while (Control?.TryReceive(_buffer) is { } datagram)
            {
                Count(datagram);
                if (!ForgetsWrites)
                {
                    _written.Enqueue(datagram);
                }
            }
        }
    }

    // utun_ctl_send takes everything. ifnet_input counts the datagram with its header, and utun_proto_input the packet
    // once more when a protocol is there for it; otherwise it is lost (dlil_input_packet_list).
    private void Count(byte[] datagram)
    {
        bool isTaken = datagram.Length >= 4 && Has(BinaryPrimitives.ReadInt32BigEndian(datagram));
        _counters = _counters with
        {
            PacketsIn = _counters.PacketsIn + (isTaken ? 2u : 1u),
            BytesIn = _counters.BytesIn + (ulong)datagram.Length + (isTaken ? (ulong)datagram.Length - 4 : 0),
            WithoutProtocol = _counters.WithoutProtocol + (isTaken ? 0u : 1u),
        };
    }
}
