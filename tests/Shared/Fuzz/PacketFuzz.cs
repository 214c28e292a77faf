using System.Reflection;

namespace TunPS.Testing;

/// <summary>A damaged packet, through every property, filter and converter.</summary>
internal sealed class PacketFuzz : IFuzz
{
    // To open a capture takes much longer than all the rest.
    private const int RoundsPerCapture = 100;

    private static readonly Func<TunPacket, object?>[] s_properties =
    [
        .. typeof(TunPacket).GetProperties().Select(property => Reader(property)),
    ];

    private static readonly System.Net.NetworkInformation.PhysicalAddress s_address = new([2, 0, 0x5E, 0x10, 0, 1]);

    private static readonly PacketFilter[] s_filters =
    [
        new() { Protocols = [PacketProtocol.Parse("Tcp"), PacketProtocol.Parse("Arp"), PacketProtocol.Parse("IPv6")] },
        new() { Ports = [53, 80] },
        new()
        {
            Sources = [IPPrefix.Parse("192.0.2.0/24"), IPPrefix.Parse("2001:db8::/32")],
            Destinations = [IPPrefix.Parse("0.0.0.0/0")],
        },
    ];

    public void RunOne(Mutator mutator)
    {
        TunPacket original = mutator.Choose(Corpus.All);
        byte[] data = mutator.Damage(original.Data, mutator.Choose(Corpus.All).Data);
        TunLayer layer = mutator.Happens(20) ? 1 - original.Layer : original.Layer;
        int cut = mutator.Happens(20) ? 100 : 0;
        byte[] copy = [.. data];
        TunPacket packet = new(data, "fuzz0", layer, original.UnixTimeNanoseconds, data.Length + cut);
        foreach (Func<TunPacket, object?> property in s_properties)
        {
            _ = property(packet);
        }

        _ = packet.ToString();
        foreach (PacketFilter filter in s_filters)
        {
            _ = filter.Matches(data, layer);
        }

        Convert(packet);
        if (mutator.Happens(RoundsPerCapture))
        {
            Keep(packet);
        }

        if (!packet.Data.AsSpan().SequenceEqual(copy))
        {
            throw new InvalidOperationException("The packet was changed by looking at it.");
        }
    }

    private static void Convert(TunPacket packet)
    {
        _ = Checksums.Complete([.. packet.Data], packet.Layer);
        ConvertTree(packet);
        if (packet.Length > 0)
        {
            Expect(packet.Data, PacketText.Parse(packet.HexDump, packet.Layer).Single());
        }

        try
        {
            _ = PacketReply.Create(packet, new ReplySettings { SourceMacAddress = s_address });
        }
        catch (FormatException)
        {
            // What cannot be answered says so.
        }
    }

    private static void ConvertTree(TunPacket packet)
    {
        byte[] bytes;
        try
        {
            bytes = packet.Packet is PacketDotNet.Packet tree ? EditedTree.ToBytes(tree) : packet.Data;
        }
        catch (FormatException)
        {
            // PacketDotNet takes in some trees that it cannot write.
            return;
        }

        Expect(packet.Data, bytes);
    }

    private static void Keep(TunPacket packet)
    {
        MemoryStream file = new();
        using (CaptureWriter writer = CaptureWriter.Create(file, CaptureFormat.Pcapng))
        {
            writer.Write(packet);
        }

        using CaptureReader reader = new(new MemoryStream(file.ToArray()));
        if (!reader.TryRead(out TunPacket? copy)
            || copy.UnixTimeNanoseconds != packet.UnixTimeNanoseconds
            || copy.OriginalLength != packet.OriginalLength
            || copy.Layer != packet.Layer)
        {
            throw new InvalidOperationException("The capture has lost the packet, or what is known of it.");
        }

        Expect(packet.Data, copy.Data);
    }

    private static void Expect(byte[] wanted, byte[] found)
    {
        if (!found.AsSpan().SequenceEqual(wanted))
        {
            throw new InvalidOperationException($"Not the same: {System.Convert.ToHexString(found)}.");
        }
    }

    private static Func<TunPacket, object?> Reader(PropertyInfo property)
        => property.PropertyType.IsValueType
            ? packet => property.GetValue(packet)
            : property.GetMethod!.CreateDelegate<Func<TunPacket, object?>>();
}
