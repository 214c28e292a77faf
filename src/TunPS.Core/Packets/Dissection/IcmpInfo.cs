using System.Buffers.Binary;

namespace TunPS;

/// <summary>ICMP messages in a line (RFC 792; IANA, "ICMP Parameters").</summary>
internal static class IcmpInfo
{
    private const int HeaderLength = 8;

    internal static string Describe(ReadOnlySpan<byte> message, int timeToLive)
    {
        if (message.Length < HeaderLength)
        {
            return PacketInfo.Malformed($"ICMP header cut off after {message.Length} bytes");
        }

        int type = message[0];
        int code = message[1];
        return type switch
        {
            0 => $"Echo (ping) reply    {IdAndSequence(message)}, ttl={timeToLive}",
            3 => $"Destination unreachable ({Unreachable(code)})",
            4 => "Source quench (flow control)",
            5 => "Redirect",
            8 => $"Echo (ping) request  {IdAndSequence(message)}, ttl={timeToLive}",
            9 => "Mobile IP Advertisement",
            10 => "Router solicitation",
            11 => code == 0
                ? "Time-to-live exceeded (Time to live exceeded in transit)"
                : "Time-to-live exceeded (Fragment reassembly time exceeded)",
            12 => "Parameter problem",
            13 => "Timestamp request",
            14 => "Timestamp reply",
            _ => $"ICMP type {type}, code {code}",
        };
    }

    private static string Unreachable(int code) => code switch
    {
        0 => "Network unreachable",
        1 => "Host unreachable",
        2 => "Protocol unreachable",
        3 => "Port unreachable",
        4 => "Fragmentation needed",
        5 => "Source route failed",
        6 => "Destination network unknown",
        7 => "Destination host unknown",
        9 => "Network administratively prohibited",
        10 => "Host administratively prohibited",
        13 => "Communication administratively filtered",
        _ => $"Code {code}",
    };

    // Big endian, then as a host that forgot to swap its bytes would read it, as Wireshark shows it.
    private static string IdAndSequence(ReadOnlySpan<byte> message)
        => $"id=0x{BinaryPrimitives.ReadUInt16BigEndian(message[4..]):x4}, "
            + $"seq={BinaryPrimitives.ReadUInt16BigEndian(message[6..])}/"
            + $"{BinaryPrimitives.ReadUInt16LittleEndian(message[6..])}";
}
