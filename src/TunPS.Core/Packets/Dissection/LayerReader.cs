using System.Runtime.CompilerServices;

namespace TunPS;

/// <summary>Writes something with a writer; like Action, which takes no such thing.</summary>
internal delegate void WriteInfo(ref InfoWriter writer, PacketPart part);

/// <summary>Goes through a packet from its first byte to its last and notes which layer each belongs to.</summary>
internal ref struct LayerReader
{
    private readonly List<PacketLayer> _layers = [];

    private LayerReader(PacketPart packet) => Rest = packet;

    /// <summary>What no layer has taken so far.</summary>
    internal PacketPart Rest { get; private set; }

    /// <summary>Where that begins.</summary>
    internal int Offset { get; private set; }

    /// <summary>How deep packets within packets lie at this place.</summary>
    internal int Depth { get; set; }

    internal static IReadOnlyList<PacketLayer> Read(ReadOnlySpan<byte> bytes, int originalLength, TunLayer layer)
    {
        LayerReader reader = new(new PacketPart(bytes, originalLength));
        if (layer == TunLayer.Tap)
        {
            FrameLayers.Read(ref reader);
        }
        else
        {
            IPLayers.Read(ref reader);
        }

        reader.TakeRest("Trailer", string.Empty);
        return reader._layers.AsReadOnly();
    }

    /// <summary>The next bytes, as far as there are so many, are a layer.</summary>
    internal void Take(string name, int length, string summary)
    {
        int there = Math.Min(length, Rest.Bytes.Length);
        if (there > 0)
        {
            _layers.Add(new PacketLayer(name, Offset, there, summary));
        }

        Offset += there;
        Rest = Rest.From(length);
    }

    /// <summary>All that is left is one layer.</summary>
    internal void TakeRest(string name, string summary) => Take(name, Rest.Length, summary);

    /// <summary>
    /// Nobody knows more of what is left than its length: what it carries, or what is wrong with it, is said in words.
    /// </summary>
    internal void TakePayload(string? problem = null)
        => TakeRest("Payload", problem ?? Quantity.Of(Rest.Length, "byte"));

    /// <summary>
    /// Lets only the next bytes be read, up to the end of a packet that ends before its frame; gives those behind.
    /// </summary>
    internal PacketPart Limit(int length)
    {
        PacketPart behind = Rest.From(length);
        Rest = Rest.First(length);
        return behind;
    }

    /// <summary>Goes on with what <see cref="Limit"/> took away.</summary>
    internal void Continue(PacketPart behind)
    {
        TakePayload();
        Rest = behind;
    }

    /// <summary>A line, as the Info column has it.</summary>
    [SkipLocalsInit]
    internal static string Line(PacketPart part, WriteInfo write)
    {
        InfoWriter writer = new(stackalloc char[InfoWriter.BufferSize]);
        write(ref writer, part);
        return writer.Finish();
    }
}
