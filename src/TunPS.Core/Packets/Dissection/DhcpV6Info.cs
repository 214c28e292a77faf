using System.Buffers.Binary;

namespace TunPS;

/// <summary>DHCPv6 messages (RFC 8415), with those that a relay wraps.</summary>
internal static class DhcpV6Info
{
    internal const int HeaderLength = 4;
    private const int RelayLength = 34;
    private const int AddressLength = 16;
    private const int OptionHeader = 4;
    private const int RelayForward = 12;
    private const int RelayReply = 13;
    private const int RelayedMessage = 9;

    private static readonly string[] s_types =
    [
        "Solicit", "Advertise", "Request", "Confirm", "Renew", "Rebind", "Reply", "Release", "Decline",
        "Reconfigure", "Information-request", "Relay-forw", "Relay-reply", "Leasequery", "Leasequery-reply",
        "Leasequery-done", "Leasequery-data", "Reconfigure-request", "Reconfigure-reply",
    ];

    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        // A relayed message is an option of the message around it, and always shorter.
        while (!writer.IsFull)
        {
            ReadOnlySpan<byte> message = part.Bytes;
            bool isRelay = !message.IsEmpty && message[0] is RelayForward or RelayReply;
            int header = isRelay ? RelayLength : HeaderLength;
            if (!message.IsEmpty)
            {
                Name(ref writer, message[0]);
            }

            if (message.Length < header)
            {
                writer.CutOff(part, header, "DHCPv6 header");
                return;
            }

            if (!isRelay)
            {
                writer.Text("XID: 0x");
                writer.Hex(message.Slice(1, 3));
                Options(ref writer, message[header..]);
                return;
            }

            writer.Text("L: ");
            writer.IPv6Address(message.Slice(2, AddressLength));
            int inner = FindRelayed(message);
            if (inner == 0)
            {
                return;
            }

            writer.Character(' ');
            part = part.From(inner).First(BinaryPrimitives.ReadUInt16BigEndian(message[(inner - 2)..]));
        }
    }

    private static void Name(ref InfoWriter writer, byte type)
    {
        if (type > 0 && IcmpNames.Choose(s_types, type - 1) is string name)
        {
            writer.Text(name);
        }
        else
        {
            writer.Field("Message Type ", type);
        }

        writer.Character(' ');
    }

    // 0 when there is none.
    private static int FindRelayed(ReadOnlySpan<byte> message)
    {
        int offset = RelayLength;
        while (offset + OptionHeader < message.Length)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(message[offset..]) == RelayedMessage)
            {
                return offset + OptionHeader;
            }

            offset += OptionHeader + BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
        }

        return 0;
    }

    private static void Options(ref InfoWriter writer, ReadOnlySpan<byte> options)
    {
        while (options.Length >= OptionHeader && !writer.IsFull)
        {
            int length = OptionHeader + BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (length > options.Length)
            {
                return;
            }

            Option(ref writer, BinaryPrimitives.ReadUInt16BigEndian(options), options[OptionHeader..length]);
            options = options[length..];
        }
    }

    private static void Option(ref InfoWriter writer, int option, ReadOnlySpan<byte> data)
    {
        const int ClientId = 1;
        const int NonTemporary = 3;
        const int Address = 5;
        const int NonTemporaryHeader = 12;
        if (option == ClientId)
        {
            writer.Text(" CID: ");
            writer.Hex(data);
        }
        else if (option == NonTemporary && data.Length > NonTemporaryHeader)
        {
            Options(ref writer, data[NonTemporaryHeader..]);
        }
        else if (option == Address && data.Length >= AddressLength)
        {
            writer.Text(" IAA: ");
            writer.IPv6Address(data);
        }
    }
}
