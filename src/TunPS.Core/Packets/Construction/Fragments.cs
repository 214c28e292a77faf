using System.Buffers.Binary;

namespace TunPS;

/// <summary>Takes IP packets apart into fragments (RFC 791, RFC 8200).</summary>
internal static class Fragments
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const int IPv6FragmentHeaderLength = 8;
    private const int MoreFragmentsFlag = 0x2000;

    // All but the last fragment carry a multiple of this, because offsets count in it.
    private const int Unit = 8;

    /// <summary>The fragments of a packet that is longer than an MTU.</summary>
    /// <param name="packet">A sound packet that is no fragment, with all checksums.</param>
    /// <param name="mtu">The most bytes that a fragment may have.</param>
    /// <param name="identification">What the fragments of an IPv6 packet have in common; IPv4 has its own.</param>
    /// <exception cref="ArgumentException">The MTU leaves no room for data.</exception>
    internal static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> packet, int mtu, uint identification)
        => packet[0] >> 4 == 4 ? SplitIPv4(packet, mtu) : SplitIPv6(packet, mtu, identification);

    private static List<byte[]> SplitIPv4(ReadOnlySpan<byte> packet, int mtu)
    {
        ReadOnlySpan<byte> header = packet[..((packet[0] & 0xF) * 4)];
        ReadOnlySpan<byte> data = packet[header.Length..];
        int step = Step(mtu, header.Length);
        byte[] laterHeader = WithoutOptionsOfTheFirst(header);
        List<byte[]> fragments = [];
        for (int offset = 0; offset < data.Length; offset += step)
        {
            ReadOnlySpan<byte> part = data[offset..Math.Min(offset + step, data.Length)];
            byte[] fragment = [.. offset == 0 ? header : laterHeader, .. part];
            bool isLast = offset + part.Length == data.Length;
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(2), (ushort)fragment.Length);
            BinaryPrimitives.WriteUInt16BigEndian(
                fragment.AsSpan(6), (ushort)((isLast ? 0 : MoreFragmentsFlag) | (offset / Unit)));
            _ = Checksums.Complete(fragment, TunLayer.Tun);
            fragments.Add(fragment);
        }

        return fragments;
    }

    private static List<byte[]> SplitIPv6(ReadOnlySpan<byte> packet, int mtu, uint identification)
    {
        int headersLength = PerFragmentLength(packet, out int nextHeaderOffset);
        byte nextHeader = packet[nextHeaderOffset];
        ReadOnlySpan<byte> data = packet[headersLength..];
        int step = Step(mtu, headersLength + IPv6FragmentHeaderLength);
        byte[] headers = [.. packet[..headersLength], .. new byte[IPv6FragmentHeaderLength]];
        headers[nextHeaderOffset] = (byte)IPProtocol.Fragment;
        headers[headersLength] = nextHeader;
        BinaryPrimitives.WriteUInt32BigEndian(headers.AsSpan(headersLength + 4), identification);
        List<byte[]> fragments = [];
        for (int offset = 0; offset < data.Length; offset += step)
        {
            ReadOnlySpan<byte> part = data[offset..Math.Min(offset + step, data.Length)];
            byte[] fragment = [.. headers, .. part];
            bool isLast = offset + part.Length == data.Length;
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(4), (ushort)(fragment.Length - IPv6HeaderLength));
            BinaryPrimitives.WriteUInt16BigEndian(
                fragment.AsSpan(headersLength + 2), (ushort)(offset | (isLast ? 0 : 1)));
            fragments.Add(fragment);
        }

        return fragments;
    }

    private static int Step(int mtu, int headersLength)
    {
        int step = (mtu - headersLength) / Unit * Unit;
        return step > 0
            ? step
            : throw new ArgumentException(
                $"The MTU {mtu} is too small: a fragment of this packet has at least {headersLength + Unit} bytes.");
    }

    /// <summary>The header of the later fragments: only some options go with each of them.</summary>
    private static byte[] WithoutOptionsOfTheFirst(ReadOnlySpan<byte> header)
    {
        List<byte> copied = [];
        for (int at = IPv4HeaderLength; at < header.Length && header[at] != 0;)
        {
            int length = header[at] == 1 ? 1 : at + 1 < header.Length ? header[at + 1] : 0;
            if (length == 0 || at + length > header.Length || (header[at] != 1 && length < 2))
            {
                break;
            }

            if ((header[at] & 0x80) != 0)
            {
                copied.AddRange(header.Slice(at, length));
            }

            at += length;
        }

        // An end of options fills up the last four bytes.
        byte[] padding = new byte[-copied.Count & 3];
        byte[] result = [.. header[..IPv4HeaderLength], .. copied, .. padding];
        result[0] = (byte)(0x40 | (result.Length / 4));
        return result;
    }

    /// <summary>How long the headers are that every fragment has: up to the hop-by-hop and the routing header.</summary>
    private static int PerFragmentLength(ReadOnlySpan<byte> packet, out int nextHeaderOffset)
    {
        int length = IPv6HeaderLength;
        nextHeaderOffset = 6;
        int offset = IPv6HeaderLength;
        IPProtocol next = (IPProtocol)packet[6];
        while (next is IPProtocol.HopByHop or IPProtocol.Routing or IPProtocol.DestinationOptions
            && offset + 8 <= packet.Length
            && offset + ((packet[offset + 1] + 1) * 8) is int end && end <= packet.Length)
        {
            if (next != IPProtocol.DestinationOptions)
            {
                length = end;
                nextHeaderOffset = offset;
            }

            next = (IPProtocol)packet[offset];
            offset = end;
        }

        return length;
    }
}
