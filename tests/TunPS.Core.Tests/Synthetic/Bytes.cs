using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace TunPS.Core.Tests;

/// <summary>Puts packets together byte by byte, right or wrong: no library of packets would make these.</summary>
internal static class Bytes
{
    internal static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));

    internal static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    internal static byte[] Number(int value, int length)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes[^length..];
    }

    internal static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    internal static byte[] IPv4(int protocol, byte[] payload, int fragment = 0, int? totalLength = null) => Join(
        [0x45, 0], Number(totalLength ?? (20 + payload.Length), 2), [0x12, 0x34], Number(fragment, 2),
        [64, (byte)protocol, 0, 0], Address("192.0.2.1"), Address("192.0.2.2"), payload);

    internal static byte[] IPv6(int next, byte[] payload, int? payloadLength = null) => Join(
        [0x60, 0, 0, 0], Number(payloadLength ?? payload.Length, 2), [(byte)next, 255], Address("2001:db8::1"),
        Address("2001:db8::2"), payload);

    /// <summary>The checksum is not 0, which Wireshark would complain of over IPv6.</summary>
    internal static byte[] Udp(int source, int destination, byte[] payload, int? length = null)
        => Join(Number(source, 2), Number(destination, 2), Number(length ?? (8 + payload.Length), 2), [1, 1], payload);

    internal static byte[] Tcp(int flags, string options = "", byte[]? payload = null, int? words = null)
    {
        byte[] bytes = Hex(options);
        bytes = Join(bytes, new byte[(4 - (bytes.Length % 4)) % 4]);
        int offset = words ?? (5 + (bytes.Length / 4));
        return Join(
            Hex("9C40 270F 000003E8 000007D0"), Number((offset << 12) | flags, 2), Hex("0064 0000 0005"), bytes,
            payload ?? []);
    }

    internal static byte[] Name(string name) => Join(
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(part =>
            Join([(byte)part.Length], Encoding.UTF8.GetBytes(part))), [0]]);

    internal static byte[] Question(string name, int type = 1, int @class = 1)
        => Join(Name(name), Number(type, 2), Number(@class, 2));

    /// <summary>A resource record; its owner is the first name of the message unless one is given.</summary>
    internal static byte[] Record(int type, byte[] data, string? owner = null, int @class = 1) => Join(
        owner is null ? [0xC0, 12] : Name(owner), Number(type, 2), Number(@class, 2), Number(60, 4),
        Number(data.Length, 2), data);

    internal static byte[] Dns(
        int flags, byte[][] questions, byte[][]? answers = null, byte[][]? authority = null, byte[][]? more = null)
        => Join(
            [
                [0x12, 0x34], Number(flags, 2), Number(questions.Length, 2), Number(answers?.Length ?? 0, 2),
                Number(authority?.Length ?? 0, 2), Number(more?.Length ?? 0, 2),
                .. questions, .. answers ?? [], .. authority ?? [], .. more ?? [],
            ]);
}
