using System.Management.Automation;

namespace TunPS;

/// <summary>Gathers the lines of a text, which come one by one or all together, and reads the packets in it.</summary>
internal sealed class TextGatherer(TunLayer layer, Action<TunPacket> onPacket, Action<ErrorRecord> onError)
{
    private readonly List<string> _lines = [];

    /// <summary>True when the input is text; it is read when the text is over.</summary>
    internal bool TryTake(object? input)
    {
        object? value = PSValue.Unwrap(input);
        string[]? lines = value switch
        {
            string line => [line],
            IEnumerable<string> items => [.. items],
            object?[] { Length: > 0 } items when items.All(item => PSValue.Unwrap(item) is string)
                => [.. items.Select(item => (string)PSValue.Unwrap(item)!)],
            _ => null,
        };
        _lines.AddRange(lines ?? []);
        return lines is not null;
    }

    /// <summary>The text is over.</summary>
    internal void Finish()
    {
        if (_lines.Count == 0)
        {
            return;
        }

        string text = string.Join('\n', _lines);
        _lines.Clear();
        IReadOnlyList<byte[]> packets;
        try
        {
            packets = PacketText.Parse(text, layer);
        }
        catch (FormatException e)
        {
            onError(TunErrors.NotAPacket(
                e.Message,
                text,
                "Give a hex dump, hex digits, base64, a C array, or a string of bytes such as \\x45."));
            return;
        }

        if (packets.Count == 0)
        {
            onError(TunErrors.NotAPacket("The text has no bytes.", text));
        }

        foreach (byte[] packet in packets)
        {
            onPacket(new TunPacket(packet, null, layer));
        }
    }
}
