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
    private const long NanosecondsPerTick = 100;

    // The nanoseconds of a capture file are finer than the ticks of DateTime.
    private static readonly TimeSpan s_range = TimeSpan.FromTicks(long.MaxValue / NanosecondsPerTick);

    private readonly byte[] _data;

    /// <summary>Makes a packet of bytes, stamped with the present time.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="layer">Tun for an IP packet, Tap for an Ethernet frame.</param>
    public TunPacket(byte[] data, string? device = null, TunLayer layer = TunLayer.Tun)
        : this(data, device, layer, DateTime.UtcNow)
    {
    }

    /// <summary>Makes a packet of bytes.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="layer">Tun for an IP packet, Tap for an Ethernet frame.</param>
    /// <param name="timestamp">When it was received or sent: from 1677 to 2262, and the nearer of the two beyond.</param>
    public TunPacket(byte[] data, string? device, TunLayer layer, DateTime timestamp)
        : this(data, device, layer, ToUnixNanoseconds(timestamp), data?.Length ?? 0)
    {
    }

    /// <summary>Makes a packet of what a capture knows of it.</summary>
    /// <param name="data">The packet as far as it was captured; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="layer">Tun for an IP packet, Tap for an Ethernet frame.</param>
    /// <param name="unixTimeNanoseconds">When it was captured, in nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="originalLength">How many bytes it had; not fewer than were captured.</param>
    /// <exception cref="ArgumentOutOfRangeException">The original length is below that of the data.</exception>
    public TunPacket(byte[] data, string? device, TunLayer layer, long unixTimeNanoseconds, int originalLength)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(originalLength, data.Length);
        _data = data;
        Device = device;
        Layer = layer;
        UnixTimeNanoseconds = unixTimeNanoseconds;
        OriginalLength = originalLength;
    }

    /// <summary>When the packet was read from, or given to, the kernel; local time, in steps of 100 ns.</summary>
    public DateTime Timestamp
        => DateTime.UnixEpoch.AddTicks(Math.DivRem(UnixTimeNanoseconds, NanosecondsPerTick).Quotient).ToLocalTime();

    /// <summary>The same in nanoseconds since 1970-01-01 UTC, as exact as a capture file has it.</summary>
    public long UnixTimeNanoseconds { get; }

    /// <summary>The name of the device; null when it belongs to none.</summary>
    public string? Device { get; }

    /// <summary>Whether the bytes are an IP packet (Tun) or an Ethernet frame (Tap).</summary>
    public TunLayer Layer { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => _data.Length;

    /// <summary>The number of bytes before a capture cut the packet; <see cref="Length"/> unless one did.</summary>
    public int OriginalLength { get; }

    /// <summary>The bytes, from the first of the IP or Ethernet header on.</summary>
#pragma warning disable CA1819 // The array is the packet; a copy per look would be the surprise.
    public byte[] Data => _data;
#pragma warning restore CA1819

    /// <summary>4 or 6; null when the bytes are no IP packet.</summary>
    public int? Version => IPHeader.VersionOf(Datagram) is not 0 and int version ? version : null;

    /// <summary>What the packet carries, behind any IPv6 extension headers.</summary>
    public IPProtocol? Protocol => Header is { Version: not 0 } header ? header.Protocol : null;

    /// <summary>The sender's IP address.</summary>
    public IPAddress? Source => Address(IPHeader.Source(Datagram));

    /// <summary>The receiver's IP address.</summary>
    public IPAddress? Destination => Address(IPHeader.Destination(Datagram));

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
    public int? HopLimit => IPHeader.VersionOf(Datagram) switch
    {
        4 => Datagram[8],
        6 => Datagram[7],
        _ => null,
    };

    /// <summary>The control bits of a TCP segment; null for other protocols and for later fragments.</summary>
    public TcpFlags? TcpFlags
    {
        get
        {
            IPHeader header = Header;
            return header.HasTransportHeader
                && header.Protocol == IPProtocol.Tcp
                && header.Payload(Datagram) is { Length: >= 14 } segment
                ? (TcpFlags)(BinaryPrimitives.ReadUInt16BigEndian(segment[12..]) & 0x1FF)
                : null;
        }
    }

    /// <summary>
    /// Where in the whole payload this fragment begins, in bytes; null when the packet is no fragment.
    /// </summary>
    public int? FragmentOffset => Header.FragmentOffset;

    /// <summary>The number of the VLAN, of the outermost one where there are several; null for a frame without a tag.</summary>
    public int? VlanId => Layer == TunLayer.Tap ? EthernetFrame.VlanId(_data) : null;

    /// <summary>
    /// What the packet carries behind the header of TCP, UDP or ICMP, or behind that of IP for other protocols and for
    /// later fragments; a new array each time. Null when there is nothing, or the bytes are no IP packet.
    /// </summary>
#pragma warning disable CA1819
    public byte[]? Payload
        => TransportPayload.Find(Datagram, Header) is { IsEmpty: false } payload ? payload.ToArray() : null;
#pragma warning restore CA1819

    /// <summary>
    /// The headers from the outermost on and what the last of them carries. They cover the packet without a gap.
    /// </summary>
    public IReadOnlyList<PacketLayer> Layers => LayerReader.Read(_data, OriginalLength, Layer);

    /// <summary>The bytes in lines of sixteen, in hexadecimal and as text, as Wireshark copies them.</summary>
    public string HexDump => HexDumper.Dump(_data);

    /// <summary>The packet's meaning in a line, as in Wireshark's Info column, or what is wrong with it.</summary>
    public string Info => PacketInfo.Describe(_data, OriginalLength, Layer);

    /// <summary>
    /// The packet as a PacketDotNet object, to look into or to change; a new one each time. Null when PacketDotNet
    /// cannot make sense of the bytes.
    /// </summary>
    public PacketDotNet.Packet? Packet => PacketTree.Parse(this);

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
        => Version is null ? Info : $"{Source} → {Destination} {Protocol} {Info}";

    private static IPAddress? Address(ReadOnlySpan<byte> address) => address.IsEmpty ? null : new IPAddress(address);

    private static long ToUnixNanoseconds(DateTime timestamp)
    {
        TimeSpan sinceEpoch = timestamp.ToUniversalTime() - DateTime.UnixEpoch;
        TimeSpan inRange = sinceEpoch > s_range ? s_range : sinceEpoch < -s_range ? -s_range : sinceEpoch;
        return inRange.Ticks * NanosecondsPerTick;
    }

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
