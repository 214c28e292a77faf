namespace TunPS;

/// <summary>DHCP messages (RFC 2131), and those of BOOTP, which have no type.</summary>
internal static class DhcpInfo
{
    /// <summary>The fixed fields of BOOTP and the cookie before the options.</summary>
    internal const int HeaderLength = 240;

    private const int End = 255;
    private const int MessageType = 53;
    private const int HardwareAddress = 28;
    private const int NameWidth = 8;

    private static readonly string[] s_types =
    [
        "Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform", "Force Renew", "Lease query",
        "Lease Unassigned", "Lease Unknown", "Lease Active", "Bulk Lease Query", "Lease Query Done",
        "Active LeaseQuery", "Lease Query Status", "TLS",
    ];

    internal static void Write(ref InfoWriter writer, PacketPart part, bool isProxy)
    {
        ReadOnlySpan<byte> message = part.Bytes;
        if (message.Length < HeaderLength)
        {
            writer.CutOff(part, HeaderLength, "DHCP header");
            return;
        }

        bool areCutOff = FindType(message[HeaderLength..], out int? type);
        if (type is int found)
        {
            Typed(ref writer, message, found, isProxy);
        }
        else
        {
            Boot(ref writer, message);
        }

        if (areCutOff)
        {
            writer.CutOff(part, message.Length + 1, "DHCP option");
        }
    }

    /// <summary>The name of a message type; null when it has none.</summary>
    internal static string? Name(int type) => type > 0 ? IcmpNames.Choose(s_types, type - 1) : null;

    private static void Typed(ref InfoWriter writer, ReadOnlySpan<byte> message, int type, bool isProxy)
    {
        writer.Text(isProxy ? "proxyDHCP " : "DHCP ");
        if (Name(type) is string name)
        {
            writer.Text(name);
            for (int column = name.Length; column < NameWidth; column++)
            {
                writer.Character(' ');
            }
        }
        else
        {
            writer.Text("Unknown Message Type (0x");
            writer.Hex([(byte)type]);
            writer.Character(')');
        }

        writer.Text(" - Transaction ID 0x");
        writer.Hex(message.Slice(4, 4));
    }

    private static void Boot(ref InfoWriter writer, ReadOnlySpan<byte> message)
    {
        if (message[0] == 2)
        {
            writer.Text("Boot Reply");
            return;
        }

        ReadOnlySpan<byte> address = message.Slice(HardwareAddress, Math.Min(message[2], (byte)16));
        writer.Text("Boot Request from ");
        writer.MacAddress(address);
        writer.Text(" (");
        writer.MacAddress(address);
        writer.Character(')');
    }

    // The last one counts, as in Wireshark. True when the options end in the middle of one.
    private static bool FindType(ReadOnlySpan<byte> options, out int? type)
    {
        type = null;
        while (!options.IsEmpty && options[0] != End)
        {
            int length = options[0] == 0 ? 1 : options.Length < 2 ? int.MaxValue : 2 + options[1];
            if (length > options.Length)
            {
                return true;
            }

            type = options[0] == MessageType && length > 2 ? options[2] : type;
            options = options[length..];
        }

        return false;
    }
}
