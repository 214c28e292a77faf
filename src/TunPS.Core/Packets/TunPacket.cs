using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>
/// One IP packet, exactly as the kernel gave or takes it. The properties are worked out of the bytes when they are
/// asked for, and none of them ever throws: what damaged bytes do not hold is null, and <see cref="Info"/> says what
/// is wrong.
/// </summary>
public sealed class TunPacket
{
    private readonly byte[] _data;
    private readonly long _utcTicks;

    /// <summary>Makes a packet of bytes, stamped with the present time.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    public TunPacket(byte[] data, string? device = null)
        : this(data, device, DateTime.UtcNow)
    {
    }

    /// <summary>Makes a packet of bytes.</summary>
    /// <param name="data">The packet; kept, not copied.</param>
    /// <param name="device">The name of the device that it came from or goes to.</param>
    /// <param name="timestamp">When it was received or sent.</param>
    public TunPacket(byte[] data, string? device, DateTime timestamp)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _utcTicks = timestamp.ToUniversalTime().Ticks;
        Device = device;
    }

    /// <summary>When the packet was read from, or given to, the kernel; local time.</summary>
    public DateTime Timestamp => new DateTime(_utcTicks, DateTimeKind.Utc).ToLocalTime();

    /// <summary>The name of the device; null when it belongs to none.</summary>
    public string? Device { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => _data.Length;

    /// <summary>The bytes, from the first of the IP header on.</summary>
#pragma warning disable CA1819 // The array is the packet; a copy per look would be the surprise.
    public byte[] Data => _data;
#pragma warning restore CA1819

    /// <summary>4 or 6; null when the bytes are no IP packet.</summary>
    public int? Version => Header is { Version: not 0 and int version } ? version : null;

    /// <summary>What the packet carries, behind any IPv6 extension headers.</summary>
    public IPProtocol? Protocol => Header is { Version: not 0 } header ? header.Protocol : null;

    /// <summary>The sender's address.</summary>
    public IPAddress? Source => Header.Version switch
    {
        4 => new IPAddress(_data.AsSpan(12, 4)),
        6 => new IPAddress(_data.AsSpan(8, 16)),
        _ => null,
    };

    /// <summary>The receiver's address.</summary>
    public IPAddress? Destination => Header.Version switch
    {
        4 => new IPAddress(_data.AsSpan(16, 4)),
        6 => new IPAddress(_data.AsSpan(24, 16)),
        _ => null,
    };

    /// <summary>The sender's TCP or UDP port; null for other protocols and for later fragments.</summary>
    public int? SourcePort => ReadPort(0);

    /// <summary>The receiver's TCP or UDP port; null for other protocols and for later fragments.</summary>
    public int? DestinationPort => ReadPort(2);

    /// <summary>How many more routers may pass the packet on: Time to Live (IPv4) or Hop Limit (IPv6).</summary>
    public int? HopLimit => Header is { Version: not 0 } header ? header.HopLimit : null;

    /// <summary>The packet's meaning in a line, as in Wireshark's Info column, or what is wrong with it.</summary>
    public string Info => PacketInfo.Describe(_data);

    /// <summary>
    /// The packet as a PacketDotNet object, to look into or to change; a new one each time. Null when PacketDotNet
    /// cannot make sense of the bytes.
    /// </summary>
    public PacketDotNet.Packet? Packet => PacketTree.Parse(_data);

    private IPHeader Header => IPHeader.Read(_data);

    /// <summary>Shows who sends what to whom.</summary>
    public override string ToString()
        => Header.Version == 0 ? Info : $"{Source} → {Destination} {Protocol} {Info}";

    private int? ReadPort(int offset)
    {
        IPHeader header = Header;
        return header.HasTransportHeader
            && header.Protocol is IPProtocol.Tcp or IPProtocol.Udp
            && header.Payload(_data) is { Length: >= 4 } payload
            ? BinaryPrimitives.ReadUInt16BigEndian(payload[offset..])
            : null;
    }
}
