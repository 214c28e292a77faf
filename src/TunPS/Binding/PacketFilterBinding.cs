namespace TunPS;

/// <summary>Puts the parameters together that choose packets.</summary>
internal static class PacketFilterBinding
{
    /// <summary>The filter; null when none of the parameters is given.</summary>
    internal static PacketFilter? Create(
        PacketProtocol[] protocols, IPPrefix[] sources, IPPrefix[] destinations, int[] ports)
    {
        PacketFilter filter = new()
        {
            Protocols = protocols,
            Sources = sources,
            Destinations = destinations,
            Ports = ports,
        };
        return filter.IsEmpty ? null : filter;
    }
}
