namespace TunPS;

/// <summary>What depends on the layer.</summary>
internal static class TunLayers
{
    /// <summary>The header of an Ethernet frame: two addresses and a type, without VLAN tags.</summary>
    internal const int EthernetHeaderLength = 14;

    /// <summary>The layer's name as people write it.</summary>
    internal static string ToText(this TunLayer layer) => layer == TunLayer.Tap ? "TAP" : "TUN";

    /// <summary>The largest MTU that the kernel takes, in bytes.</summary>
    internal static int GetMaxMtu(this TunLayer layer)
        => layer == TunLayer.Tap ? TunDevice.MaxMtu - EthernetHeaderLength : TunDevice.MaxMtu;
}
