using System.Net;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>
/// Takes the socket addresses of a message one after the other. Each begins with its length, and fills up to a multiple of
/// 4; masks are cut behind their last byte that is not 0.
/// </summary>
internal ref struct SocketAddressReader(ReadOnlySpan<byte> bytes, int present)
{
    private const int Alignment = 4;
    private const int OffsetIPv4 = 4;
    private const int OffsetIPv6 = 8;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _present = present;

    /// <summary>Takes the next address, and tells which it is by its RTA_ bit; false at the end, and at nonsense.</summary>
    internal bool TryTake(out int which, out ReadOnlySpan<byte> address)
    {
        which = _present & -_present;
        address = default;
        if (which == 0 || _rest.IsEmpty)
        {
            return false;
        }

        int length = _rest[0];
        int step = length == 0 ? Alignment : (length + Alignment - 1) / Alignment * Alignment;
        if (length > _rest.Length)
        {
            return false;
        }

        address = _rest[..length];
        _rest = _rest[Math.Min(step, _rest.Length)..];
        _present &= ~which;
        return true;
    }

    /// <summary>The IP address, without a zone; null when it is of another family.</summary>
    internal static IPAddress? ToIPAddress(ReadOnlySpan<byte> address) => FamilyOf(address) switch
    {
        XnuSockets.AF_INET => new IPAddress(Padded(address, OffsetIPv4, 4)),
        XnuSockets.AF_INET6 => ToIPv6(Padded(address, OffsetIPv6, 16)),
        _ => null,
    };

    /// <summary>How many bits of a mask are set; its family is that of the address that it belongs to.</summary>
    internal static int ToPrefixLength(ReadOnlySpan<byte> mask, bool isIPv6)
    {
        int bits = 0;
        foreach (byte part in Padded(mask, isIPv6 ? OffsetIPv6 : OffsetIPv4, isIPv6 ? 16 : 4))
        {
            bits += int.PopCount(part);
        }

        return bits;
    }

    internal static int FamilyOf(ReadOnlySpan<byte> address) => address.Length > 1 ? address[1] : XnuSockets.AF_UNSPEC;

    private static byte[] Padded(ReadOnlySpan<byte> address, int offset, int size)
    {
        byte[] bytes = new byte[size];
        ReadOnlySpan<byte> there = address.Length > offset ? address[offset..] : default;
        there[..Math.Min(size, there.Length)].CopyTo(bytes);
        return bytes;
    }

    // The kernel keeps the number of the interface of a link-local address in its second word (KAME), and does not always
    // take it out.
    private static IPAddress ToIPv6(byte[] bytes)
    {
        if (new IPAddress(bytes).IsIPv6LinkLocal)
        {
            bytes[2] = 0;
            bytes[3] = 0;
        }

        return new IPAddress(bytes);
    }
}
