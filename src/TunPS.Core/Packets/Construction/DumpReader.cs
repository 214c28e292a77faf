namespace TunPS;

/// <summary>
/// Reads hex dumps with an offset before each line. How many bytes a line has is told by the offset of the next one,
/// so that text beside the bytes is never taken for some of them, whatever it looks like.
/// </summary>
internal sealed class DumpReader
{
    private readonly List<byte[]> _packets = [];
    private readonly List<byte> _bytes = [];
    private DumpLine? _last;
    private int? _width;
    private bool _repeats;

    /// <summary>True for a line that begins a dump: it has the offset 0, and bytes.</summary>
    internal static bool IsFirstLine(string line) => DumpLine.Read(line, 0) is { Offset: 0, MaxCount: > 0 };

    internal static IReadOnlyList<byte[]> Read(string[] lines)
    {
        DumpReader reader = new();
        for (int i = 0; i < lines.Length; i++)
        {
            if (DumpLine.Read(lines[i], i + 1) is DumpLine line)
            {
                reader.Take(line);
            }
            else if (lines[i].Trim() == "*" && reader._last is not null)
            {
                // hexdump shows lines that are all the same only once.
                reader._repeats = true;
            }
            else
            {
                // Headings, and what else tools print between packets.
                reader.EndPacket();
            }
        }

        reader.EndPacket();
        return reader._packets;
    }

    private void Take(DumpLine line)
    {
        if (line.Offset == 0)
        {
            EndPacket();
        }
        else if (_last is null)
        {
            throw line.BadOffset("begins a packet, and a packet begins with the offset 0");
        }
        else
        {
            EndLine(_last, line);
        }

        _last = line;
    }

    private void EndLine(DumpLine last, DumpLine next)
    {
        long distance = next.Offset - last.Offset;
        int width = _repeats ? last.CountByGap(_width) : 0;
        if (distance <= 0 || (_repeats && (width == 0 || distance % width != 0)) || distance > ushort.MaxValue * 2)
        {
            throw next.BadOffset("does not follow on the lines before it");
        }

        if (!_repeats && distance > last.MaxCount)
        {
            throw last.TooShort(distance);
        }

        for (long at = 0; at < distance; at += _repeats ? width : distance)
        {
            _bytes.AddRange(last.Bytes(_repeats ? width : (int)distance));
        }

        _width ??= _repeats ? width : (int)distance;
        _repeats = false;
    }

    private void EndPacket()
    {
        if (_last is not null)
        {
            _bytes.AddRange(_last.Bytes(_last.CountByGap(_width)));
            if (_bytes.Count > 0)
            {
                _packets.Add([.. _bytes]);
            }
        }

        _bytes.Clear();
        _last = null;
        _width = null;
        _repeats = false;
    }
}
