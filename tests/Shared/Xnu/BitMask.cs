namespace TunPS.Testing;

/// <summary>Netmasks as bytes.</summary>
internal static class BitMask
{
    internal static byte[] Of(int prefixLength, int bytes)
    {
        byte[] mask = new byte[bytes];
        for (int bit = 0; bit < prefixLength; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return mask;
    }

    /// <summary>The ones that it begins with; -1 when others follow.</summary>
    internal static int Length(ReadOnlySpan<byte> mask)
    {
        int length = 0;
        while (length < mask.Length * 8 && Bit(mask, length))
        {
            length++;
        }

        for (int bit = length; bit < mask.Length * 8; bit++)
        {
            if (Bit(mask, bit))
            {
                return -1;
            }
        }

        return length;
    }

    internal static byte[] Apply(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> address)
    {
        byte[] masked = address.ToArray();
        for (int i = 0; i < masked.Length; i++)
        {
            masked[i] &= mask[i];
        }

        return masked;
    }

    internal static bool Agree(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < mask.Length; i++)
        {
            if (((left[i] ^ right[i]) & mask[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    internal static int Count(ReadOnlySpan<byte> mask)
    {
        int count = 0;
        foreach (byte part in mask)
        {
            count += int.PopCount(part);
        }

        return count;
    }

    private static bool Bit(ReadOnlySpan<byte> mask, int bit) => (mask[bit / 8] & (0x80 >> (bit % 8))) != 0;
}
