namespace TunPS;

/// <summary>The options of a TCP header (RFC 9293, RFC 7323, RFC 2018), as Wireshark appends them.</summary>
internal static class TcpOptions
{
    private const int End = 0;
    private const int NoOperation = 1;
    private const int GreatestShift = 14;

    internal static void Write(ref InfoWriter writer, PacketPart options)
    {
        ReadOnlySpan<byte> rest = options.Bytes;
        while (!rest.IsEmpty && rest[0] != End)
        {
            int length = rest[0] == NoOperation ? 1 : rest.Length < 2 ? 0 : rest[1];
            if (length == 0 || (length == 1 && rest[0] != NoOperation) || length > rest.Length)
            {
                break;
            }

            Option(ref writer, rest[..length]);
            rest = rest[length..];
        }

        if (options.Bytes.Length < options.Length)
        {
            writer.CutOff(options, options.Length, "TCP options");
        }
    }

    private static void Option(ref InfoWriter writer, ReadOnlySpan<byte> option)
    {
        switch (option[0], option.Length)
        {
            case (2, 4):
                writer.Text(" MSS=");
                writer.Number16(option, 2);
                break;
            case (3, 3):
                writer.Field(" WS=", 1U << Math.Min(option[2], (byte)GreatestShift));
                break;
            case (4, _):
                writer.Text(" SACK_PERM");
                break;
            case (5, _):
                Blocks(ref writer, option[2..]);
                break;
            case (8, 10):
                writer.Text(" TSval=");
                writer.Number32(option, 2);
                writer.Text(" TSecr=");
                writer.Number32(option, 6);
                break;
            case (19, _):
                writer.Text(" MD5");
                break;
            case (28, 4):
                writer.Text(" USER_TO=");
                writer.Number((uint)(((option[2] << 8) | option[3]) & 0x7FFF));
                break;
            case (34, _):
                writer.Text(option.Length == 2 ? " TFO=R" : " TFO=C");
                break;
            default:
                break;
        }
    }

    private static void Blocks(ref InfoWriter writer, ReadOnlySpan<byte> blocks)
    {
        for (; blocks.Length >= 8; blocks = blocks[8..])
        {
            writer.Text(" SLE=");
            writer.Number32(blocks, 0);
            writer.Text(" SRE=");
            writer.Number32(blocks, 4);
        }

        if (!blocks.IsEmpty)
        {
            writer.Malformed("TCP SACK option cut off");
        }
    }
}
