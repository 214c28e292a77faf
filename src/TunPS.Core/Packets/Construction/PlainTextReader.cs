using System.Buffers;
using System.Buffers.Binary;

namespace TunPS;

/// <summary>Reads lines of hex digits, with or without something between the bytes, and of base64.</summary>
internal static class PlainTextReader
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const int ArpLength = 28;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> s_separators = SearchValues.Create(" \t\r:-,.");
    private static readonly SearchValues<char> s_blanks = SearchValues.Create(" \t");
    private static readonly SearchValues<char> s_hexAndSeparators =
        SearchValues.Create("0123456789abcdefABCDEF \t\r:-,.");
    private static readonly SearchValues<char> s_base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r");

    internal static IReadOnlyList<byte[]> Read(string[] lines, TunLayer layer)
    {
        List<byte[]> packets = [];
        byte[] packet = [];
        bool isBase64 = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool isEmpty = string.IsNullOrWhiteSpace(lines[i]);
            bool isFirst = packet.Length == 0;
            packet = isEmpty ? packet : [.. packet, .. ReadLine(lines[i], i + 1, ref isBase64)];
            if (isFirst && isBase64 && !BeginsLikeOne(packet, layer))
            {
                throw PacketText.Error(i + 1, 1, "the line is neither hex nor the base64 of a packet.");
            }

            if (packet.Length > 0 && (isEmpty || IsWhole(packet, layer)))
            {
                packets.Add(packet);
                packet = [];
                isBase64 = false;
            }
        }

        return packet.Length > 0 ? [.. packets, packet] : packets;
    }

    // The last few letters of base64 may all be hex digits: what began in one of the two goes on in it.
    private static byte[] ReadLine(string line, int number, ref bool isBase64)
    {
        int notHex = line.AsSpan().IndexOfAnyExcept(s_hexAndSeparators);
        if (notHex < 0 && !isBase64)
        {
            return ReadHex(line, number);
        }

        // Blanks are in hex, and not in base64: so that a slip in hex is not taken for base64.
        if (notHex >= 0 && line.Trim().AsSpan().ContainsAny(s_blanks))
        {
            throw PacketText.Error(number, notHex + 1, $"'{line[notHex]}' is no hex digit.");
        }

        int notBase64 = line.AsSpan().IndexOfAnyExcept(s_base64);
        if (notBase64 >= 0)
        {
            throw PacketText.Error(number, notBase64 + 1, $"'{line[notBase64]}' belongs to neither hex nor base64.");
        }

        byte[] bytes = new byte[line.Length];
        isBase64 = Convert.TryFromBase64String(line, bytes, out int length);
        return isBase64 ? bytes[..length]
            : notHex < 0 ? throw PacketText.Error(number, 1, "the line does not go on in base64, as it began.")
            : throw PacketText.Error(number, notHex + 1, $"'{line[notHex]}' is no hex digit, and the line no base64.");
    }

    // A byte is two digits side by side: what is between bytes never is between its digits.
    private static byte[] ReadHex(string line, int number)
    {
        List<byte> bytes = [];
        ReadOnlySpan<char> text = line;
        for (int at = 0; at < text.Length;)
        {
            if (s_separators.Contains(text[at]))
            {
                at++;
                continue;
            }

            int end = text[at..].IndexOfAnyExcept(s_hex);
            int length = end < 0 ? text.Length - at : end;
            if (length % 2 != 0)
            {
                throw PacketText.Error(
                    number, at + 1, $"the number of hex digits is odd ({length}), and two make a byte.");
            }

            bytes.AddRange(Convert.FromHexString(text.Slice(at, length)));
            at += length;
        }

        return [.. bytes];
    }

    // Many a word is base64 of something.
    private static bool BeginsLikeOne(ReadOnlySpan<byte> packet, TunLayer layer)
        => layer == TunLayer.Tap
            ? EthernetFrame.Read(packet).Type is not null
            : !packet.IsEmpty && packet[0] >> 4 is 4 or 6;

    /// <summary>False for what is the beginning of a longer packet; true when there is no telling.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> packet, TunLayer layer)
    {
        int offset = 0;
        if (layer == TunLayer.Tap)
        {
            EthernetFrame frame = EthernetFrame.Read(packet);
            offset = frame.PayloadOffset;
            switch (frame.Type)
            {
                case null:
                    return false;
                case EtherType.Arp:
                    return packet.Length >= offset + ArpLength;
                case EtherType.IPv4 or EtherType.IPv6:
                    break;
                default:
                    return true;
            }
        }

        ReadOnlySpan<byte> datagram = packet[offset..];
        return datagram.IsEmpty
            ? layer == TunLayer.Tun
            : (datagram[0] >> 4) switch
            {
                4 => datagram.Length >= IPv4HeaderLength
                    && datagram.Length >= BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
                6 => datagram.Length >= IPv6HeaderLength
                    && datagram.Length - IPv6HeaderLength >= BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]),
                _ => true,
            };
    }
}
