namespace TunPS;

/// <summary>Domain names of DNS messages, which refer to names elsewhere in the message to save bytes.</summary>
internal static class DnsName
{
    private const int GreatestLabel = 63;
    private const int Pointer = 0xC0;

    // A name of 255 bytes has no more labels than this; only one that loops has more references.
    private const int GreatestJumps = 127;
    private const int GreatestLength = 255;

    /// <summary>Moves the offset behind the name that begins there; false when the name is cut off.</summary>
    internal static bool Skip(ReadOnlySpan<byte> message, ref int offset)
    {
        while (offset < message.Length)
        {
            int length = message[offset];
            if (length >= Pointer)
            {
                offset += 2;
                return offset <= message.Length;
            }

            if (length > GreatestLabel)
            {
                return false;
            }

            offset += 1 + length;
            if (length == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the name that begins at the offset; false when it leads out of the message.</summary>
    internal static bool Write(ref InfoWriter writer, ReadOnlySpan<byte> message, int offset)
    {
        int start = writer.Length;
        int jumps = 0;
        int written = 0;
        while (offset < message.Length)
        {
            int length = message[offset];
            if (length >= Pointer)
            {
                if (offset + 1 >= message.Length)
                {
                    break;
                }

                if (++jumps > GreatestJumps || written > GreatestLength)
                {
                    writer.TakeBack(start);
                    writer.Text("<Name contains a pointer that loops>");
                    return true;
                }

                offset = ((length & ~Pointer) << 8) | message[offset + 1];
                continue;
            }

            if (length == 0)
            {
                writer.Text(written == 0 ? "<Root>" : string.Empty);
                return true;
            }

            if (length > GreatestLabel || offset + length >= message.Length)
            {
                break;
            }

            writer.Text(written > 0 ? "." : string.Empty);
            writer.Foreign(message.Slice(offset + 1, length));
            written += 1 + length;
            offset += 1 + length;
        }

        writer.TakeBack(start);
        return false;
    }
}
