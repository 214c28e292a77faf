using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>
/// One IP packet or Ethernet frame, exactly as the kernel gave or takes it. The properties are worked out of the bytes
/// when they are asked for, and none of them ever throws: what damaged bytes do not hold is null, and
/// <see cref="Info"/> says what is wrong.
/// </summary>
public sealed class TunPacket
{
    private readonly byte[] _data;
    private readonly long _utcTicks;

    /// <summary>Makes a packet of bytes, stamped with the present time.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="layer">Tun for an IP packet, Tap for an Ethernet frame.</param>
    public TunPacket(byte[] data, string? device = null, TunLayer layer = TunLayer.Tun)
        : this(data, device, DateTime.UtcNow, layer)
    {
    }

    /// <summary>Makes a packet of bytes.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="timestamp">When it was received or sent.</param>
    /// <param name="layer">Tun for an IP packet, Tap for an Ethernet frame.</param>
    public TunPacket(byte[] data, string? device, DateTime timestamp, TunLayer layer = TunLayer.Tun)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _utcTicks = timestamp.ToUniversalTime().Ticks;
        Device = device;
        Layer = layer;
    }

    /// <summary>When the packet was read from, or given to, the kernel; local time.</summary>
    public DateTime Timestamp => new DateTime(_utcTicks, DateTimeKind.Utc).ToLocalTime();

    /// <summary>The name of the device; null when it belongs to none.</summary>
    public string? Device { get; }

    /// <summary>Whether the bytes are an IP packet (Tun) or an Ethernet frame (Tap).</summary>
    public TunLayer Layer { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => _data.Length;

    /// <summary>The bytes, from the first of the IP or Ethernet header on.</summary>
#pragma warning disable CA1819 // The array is the packet; a copy per look would be the surprise.
    public byte[] Data => _data;
#pragma warning restore CA1819

    /// <summary>4 or 6; null when the bytes are no IP packet.</summary>
    public int? Version => Header is { Version: not 0 and int version } ? version : null;

    /// <summary>What the packet carries, behind any IPv6 extension headers.</summary>
    public IPProtocol? Protocol => Header is { Version: not 0 } header ? header.Protocol : null;

    /// <summary>The sender's IP address.</summary>
    public IPAddress? Source => Header.Version switch
    {
        4 => new IPAddress(Datagram.Slice(12, 4)),
        6 => new IPAddress(Datagram.Slice(8, 16)),
        _ => null,
    };

    /// <summary>The receiver's IP address.</summary>
    public IPAddress? Destination => Header.Version switch
    {
        4 => new IPAddress(Datagram.Slice(16, 4)),
        6 => new IPAddress(Datagram.Slice(24, 16)),
        _ => null,
    };

    /// <summary>What an Ethernet frame carries, behind any VLAN tags; null for an IP packet.</summary>
    public EtherType? EtherType => Layer == TunLayer.Tap ? EthernetFrame.Read(_data).Type : null;

    /// <summary>The sender's MAC address in an Ethernet frame; null for an IP packet.</summary>
    public PhysicalAddress? SourceMacAddress => MacAddress(EthernetFrame.Source(_data));

    /// <summary>The receiver's MAC address in an Ethernet frame; null for an IP packet.</summary>
    public PhysicalAddress? DestinationMacAddress => MacAddress(EthernetFrame.Destination(_data));

    /// <summary>The sender's TCP or UDP port; null for other protocols and for later fragments.</summary>
    public int? SourcePort => ReadPort(0);

    /// <summary>The receiver's TCP or UDP port; null for other protocols and for later fragments.</summary>
    public int? DestinationPort => ReadPort(2);

    /// <summary>How many more routers may pass the packet on: Time to Live (IPv4) or Hop Limit (IPv6).</summary>
    public int? HopLimit => Header is { Version: not 0 } header ? header.HopLimit : null;

    /// <summary>The packet's meaning in a line, as in Wireshark's Info column, or what is wrong with it.</summary>
    public string Info => Layer == TunLayer.Tap ? FrameInfo.Describe(_data) : PacketInfo.Describe(_data);

    /// <summary>
    /// The packet as a PacketDotNet object, to look into or to change; a new one each time. Null when PacketDotNet
    /// cannot make sense of the bytes.
    /// </summary>
    public PacketDotNet.Packet? Packet => PacketTree.Parse(_data, Layer);

    private IPHeader Header => IPHeader.Read(Datagram);

    /// <summary>The IP packet: all of the bytes, or what the frame carries; empty when that is something else.</summary>
    private ReadOnlySpan<byte> Datagram
    {
        get
        {
            if (Layer == TunLayer.Tun)
            {
                return _data;
            }

            EthernetFrame frame = EthernetFrame.Read(_data);
            return frame.Type is TunPS.EtherType.IPv4 or TunPS.EtherType.IPv6 ? _data.AsSpan(frame.PayloadOffset) : default;
        }
    }

    /// <summary>Shows who sends what to whom.</summary>
    public override string ToString()
        => Header.Version == 0 ? Info : $"{Source} → {Destination} {Protocol} {Info}";

    private int? ReadPort(int offset)
    {
        IPHeader header = Header;
        return header.HasTransportHeader
            && header.Protocol is IPProtocol.Tcp or IPProtocol.Udp
            && header.Payload(Datagram) is { Length: >= 4 } payload
            ? BinaryPrimitives.ReadUInt16BigEndian(payload[offset..])
            : null;
    }

    private PhysicalAddress? MacAddress(ReadOnlySpan<byte> address)
        => Layer == TunLayer.Tun || address.IsEmpty ? null : new PhysicalAddress(address.ToArray());
}
