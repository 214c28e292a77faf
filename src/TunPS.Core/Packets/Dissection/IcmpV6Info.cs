namespace TunPS;

/// <summary>ICMPv6 messages (RFC 4443, RFC 4861, RFC 3810; IANA, "ICMPv6 Parameters").</summary>
internal static class IcmpV6Info
{
    internal const int HeaderLength = 8;
    internal const byte EchoRequest = 128;
    internal const byte EchoReply = 129;
    internal const byte NeighborSolicitation = 135;
    internal const byte NeighborAdvertisement = 136;
    private const int FixedLength = 4;
    private const int AddressLength = 16;

    internal static void Write(ref InfoWriter writer, PacketPart part, int hopLimit)
    {
        ReadOnlySpan<byte> message = part.Bytes;
        if (message.Length >= 2 || (message.Length == 1 && !IcmpV6Names.HasCodes(message[0])))
        {
            Name(ref writer, message[0], message.Length < 2 ? (byte)0 : message[1]);
        }

        if (message.Length < FixedLength)
        {
            writer.CutOff(part, FixedLength, "ICMPv6 header");
            return;
        }

        int body = BodyLength(message[0]);
        if (message.Length < body)
        {
            writer.CutOff(part, body, "message");
        }
        else if (message[0] is EchoRequest or EchoReply)
        {
            writer.Text(" id=0x");
            writer.Hex(message.Slice(4, 2));
            writer.Text(", seq=");
            writer.Number16(message, 6);
            writer.Field(", hop limit=", (uint)hopLimit);
        }
        else if (message[0] is >= 133 and <= 137)
        {
            Target(ref writer, message);
            NeighborOptions(ref writer, part.From(body));
        }
    }

    /// <summary>How long the part of a message is that every one of its type has.</summary>
    internal static int BodyLength(byte type) => type switch
    {
        // The packet that the error is about follows, or at least its header.
        1 or 2 or 3 or 4 => HeaderLength + IPHeader.IPv6Length,
        EchoRequest or EchoReply or 133 => HeaderLength,
        134 => 16,
        130 or 131 or 132 or NeighborSolicitation or NeighborAdvertisement => HeaderLength + AddressLength,
        137 => HeaderLength + (2 * AddressLength),
        143 => HeaderLength,
        _ => FixedLength,
    };

    private static void Name(ref InfoWriter writer, byte type, byte code)
    {
        if (IcmpV6Names.Type(type) is not string name)
        {
            writer.Field("Unknown (", type);
            writer.Character(')');
            return;
        }

        writer.Text(name);
        if (IcmpV6Names.HasCodes(type))
        {
            writer.Text(" (");
            if (IcmpV6Names.Code(type, code) is string meaning)
            {
                writer.Text(meaning);
            }
            else
            {
                writer.Field("Unknown (", code);
                writer.Character(')');
            }

            writer.Character(')');
        }
    }

    private static void Target(ref InfoWriter writer, ReadOnlySpan<byte> message)
    {
        if (message[0] is NeighborSolicitation or NeighborAdvertisement)
        {
            writer.Text(message[0] == NeighborSolicitation ? " for " : " ");
            writer.IPv6Address(message.Slice(HeaderLength, AddressLength));
        }

        if (message[0] == NeighborAdvertisement)
        {
            writer.Text((message[4] >> 5) switch
            {
                0 => " (none)",
                1 => " (ovr)",
                2 => " (sol)",
                3 => " (sol, ovr)",
                4 => " (rtr)",
                5 => " (rtr, ovr)",
                6 => " (rtr, sol)",
                _ => " (rtr, sol, ovr)",
            });
        }
    }

    private static void NeighborOptions(ref InfoWriter writer, PacketPart options)
    {
        while (options.Bytes.Length >= 2 && options.Bytes[1] > 0 && !writer.IsFull)
        {
            int length = options.Bytes[1] * 8;
            if (length > options.Bytes.Length)
            {
                break;
            }

            if (options.Bytes[0] is 1 or 2)
            {
                // A link-layer address; eight bytes of it where it is not that of an Ethernet.
                writer.Text(options.Bytes[0] == 1 ? " from " : " is at ");
                writer.MacAddress(options.Bytes.Slice(2, length == 8 ? 6 : 8));
            }

            options = options.From(length);
        }

        if (options.Length > 0 && (options.Bytes.Length < 2 || options.Bytes[1] > 0))
        {
            writer.CutOff(options, options.Bytes.Length < 2 ? 2 : options.Bytes[1] * 8, "option");
        }
    }
}
