using System.Reflection;

namespace TunPS.Testing;

/// <summary>A damaged packet, through every property, filter and converter.</summary>
internal sealed class PacketFuzz : IFuzz
{
    private static readonly Func<TunPacket, object?>[] s_properties =
    [
        .. typeof(TunPacket).GetProperties().Select(property => Reader(property)),
    ];

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
    }

    private static Func<TunPacket, object?> Reader(PropertyInfo property)
        => property.PropertyType.IsValueType
            ? packet => property.GetValue(packet)
            : property.GetMethod!.CreateDelegate<Func<TunPacket, object?>>();
}
