using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>ICMPv6 messages in a line (RFC 4443, RFC 4861, RFC 3810; IANA, "ICMPv6 Parameters").</summary>
internal static class IcmpV6Info
{
    // Type, code, checksum; what the next four bytes are depends on the type.
    private const int HeaderLength = 4;
    private const int EchoLength = 8;
    private const int NeighborLength = 24;

    internal static string Describe(ReadOnlySpan<byte> message, int hopLimit)
    {
        if (message.Length < HeaderLength)
        {
            return PacketInfo.Malformed($"ICMPv6 header cut off after {message.Length} bytes");
        }

        int type = message[0];
        int code = message[1];
        return type switch
        {
            1 => $"Destination Unreachable ({Unreachable(code)})",
            2 => "Packet Too Big",
            3 => code == 0
                ? "Time Exceeded (hop limit exceeded in transit)"
                : "Time Exceeded (fragment reassembly time exceeded)",
            4 => "Parameter Problem",
            128 => $"Echo (ping) request {IdAndSequence(message)}, hop limit={hopLimit}",
            129 => $"Echo (ping) reply {IdAndSequence(message)}, hop limit={hopLimit}",
            130 => "Multicast Listener Query",
            131 => "Multicast Listener Report",
            132 => "Multicast Listener Done",
            133 => "Router Solicitation",
            134 => "Router Advertisement",
            135 => $"Neighbor Solicitation for {Target(message)}",
            136 => $"Neighbor Advertisement {Target(message)}",
            143 => "Multicast Listener Report Message v2",
            _ => $"ICMPv6 type {type}, code {code}",
        };
    }

    private static string Unreachable(int code) => code switch
    {
        0 => "no route to destination",
        1 => "Administratively prohibited",
        2 => "Beyond scope of source address",
        3 => "Address unreachable",
        4 => "Port unreachable",
        5 => "Source address failed ingress/egress policy",
        6 => "Reject route to destination",
        _ => $"Code {code}",
    };

    private static string IdAndSequence(ReadOnlySpan<byte> message) => message.Length < EchoLength
        ? PacketInfo.Malformed("message cut off")
        : $"id=0x{BinaryPrimitives.ReadUInt16BigEndian(message[4..]):x4}, "
            + $"seq={BinaryPrimitives.ReadUInt16BigEndian(message[6..])}";

    private static string Target(ReadOnlySpan<byte> message) => message.Length < NeighborLength
        ? PacketInfo.Malformed("message cut off")
        : new IPAddress(message[8..NeighborLength]).ToString();
}
