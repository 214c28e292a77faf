namespace TunPS;

/// <summary>What an interface carries.</summary>
public enum TunLayer
{
    /// <summary>IP packets, layer 3.</summary>
    Tun,

    /// <summary>Ethernet frames, layer 2.</summary>
    Tap,
}
