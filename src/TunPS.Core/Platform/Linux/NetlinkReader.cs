using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Takes messages and attributes off a buffer. Lengths that do not fit end the walk; nothing throws.</summary>
[SupportedOSPlatform("linux")]
internal static class NetlinkReader
{
    internal const int HeaderSize = 16;
    internal const int AttributeHeaderSize = 4;

    // The upper two bits of an attribute type say "nested" and "big endian".
    private const int TypeMask = 0x3FFF;

    internal static int Align(int length) => (length + 3) & ~3;

    /// <summary>Takes the next message off <paramref name="buffer"/>.</summary>
    internal static bool TryTakeMessage(
        ref ReadOnlySpan<byte> buffer, out NetlinkHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!MemoryMarshal.TryRead(buffer, out header) || header.Length < HeaderSize || header.Length > buffer.Length)
        {
            return false;
        }

        int length = (int)header.Length;
        payload = buffer[HeaderSize..length];
        buffer = buffer[Math.Min(Align(length), buffer.Length)..];
        return true;
    }

    /// <summary>Takes the next attribute off <paramref name="attributes"/>.</summary>
    internal static bool TryTakeAttribute(
        ref ReadOnlySpan<byte> attributes, out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (!MemoryMarshal.TryRead(attributes, out ushort length)
            || length < AttributeHeaderSize
            || length > attributes.Length)
        {
            return false;
        }

        type = MemoryMarshal.Read<ushort>(attributes[2..]) & TypeMask;
        value = attributes[AttributeHeaderSize..length];
        attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        return true;
    }

    /// <summary>An IP address in a message; null when the bytes are not as many as its family has.</summary>
    internal static IPAddress? Address(byte family, ReadOnlySpan<byte> value)
        => (family, value.Length) is ((byte)Libc.AF_INET, 4) or ((byte)Libc.AF_INET6, 16) ? new IPAddress(value) : null;

    /// <summary>The family that messages about an address have in their header.</summary>
    internal static byte FamilyOf(IPAddress address)
        => (byte)(address.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET);
}
