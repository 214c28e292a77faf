using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TunPS;

/// <summary>The sum behind the checksums of IP, TCP, UDP and ICMP (RFC 1071).</summary>
internal static class OnesComplement
{
    /// <summary>
    /// Adds up bytes. Sums of several spans may be added to each other; all but the last have to be of even length.
    /// </summary>
    internal static ulong Sum(ReadOnlySpan<byte> data)
    {
        // The order of the bytes in a word does not matter as long as it is always the same one, and words of 32 bits
        // add up to what their halves do. No packet is long enough for 64 bits to overflow.
        ulong sum = 0;
        if (Vector.IsHardwareAccelerated && BitConverter.IsLittleEndian && data.Length >= 4 * Vector<byte>.Count)
        {
            sum = SumOfVectors(MemoryMarshal.Cast<byte, Vector<ulong>>(data));
            data = data[(data.Length / Vector<byte>.Count * Vector<byte>.Count)..];
        }

        while (data.Length >= sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(data);
            sum += (word & 0xFFFF_FFFF) + (word >> 32);
            data = data[sizeof(ulong)..];
        }

        while (data.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(data);
            data = data[sizeof(ushort)..];
        }

        return data.IsEmpty ? sum : sum + data[0];
    }

    /// <summary>What is to be added for a number of two bytes.</summary>
    internal static ulong Of(int value) => BinaryPrimitives.ReverseEndianness((ushort)value);

    /// <summary>The checksum for such a sum, as a number in network byte order.</summary>
    internal static ushort Checksum(ulong sum) => (ushort)~Folded(sum);

    /// <summary>Such a sum as a number in network byte order: what stands for a checksum that is yet to be made.</summary>
    internal static ushort Folded(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return BinaryPrimitives.ReverseEndianness((ushort)sum);
    }

    // In each lane two sums: that of the upper halves, and one of whole words that may overflow. The upper halves taken
    // out of the latter leave the sum of the lower halves, which overflows no more than any other sum here.
    private static ulong SumOfVectors(ReadOnlySpan<Vector<ulong>> data)
    {
        Vector<ulong> words = Vector<ulong>.Zero;
        Vector<ulong> moreWords = Vector<ulong>.Zero;
        Vector<ulong> upper = Vector<ulong>.Zero;
        Vector<ulong> moreUpper = Vector<ulong>.Zero;
        while (data.Length >= 4)
        {
            Vector<ulong> first = data[0];
            Vector<ulong> second = data[1];
            Vector<ulong> third = data[2];
            Vector<ulong> fourth = data[3];
            words += first;
            moreWords += second;
            upper += first >>> 32;
            moreUpper += second >>> 32;
            words += third;
            moreWords += fourth;
            upper += third >>> 32;
            moreUpper += fourth >>> 32;
            data = data[4..];
        }

        foreach (Vector<ulong> word in data)
        {
            words += word;
            upper += word >>> 32;
        }

        upper += moreUpper;
        Vector<ulong> lower = words + moreWords - (upper << 32);
        return Vector.Sum(lower) + Vector.Sum(upper);
    }
}
