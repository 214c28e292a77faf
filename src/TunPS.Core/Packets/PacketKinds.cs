namespace TunPS;

/// <summary>
/// Kinds of packets, as a filter tells them apart: where they come from, what version of IP they are, and whether they
/// show ports. Each of the ten bits is one kind, and what a filter asks for is a set of them.
/// </summary>
[Flags]
internal enum PacketKinds
{
    None = 0,

    /// <summary>Packets of a TUN device.</summary>
    Tun = 0b00000_11111,

    /// <summary>Frames of a TAP device.</summary>
    Tap = 0b11111_00000,

    /// <summary>Neither IPv4 nor IPv6.</summary>
    Other = 0b00001_00001,

    /// <summary>IPv4, with ports or without.</summary>
    IPv4 = 0b00110_00110,

    /// <summary>IPv6, with ports or without.</summary>
    IPv6 = 0b11000_11000,

    /// <summary>IP of either version.</summary>
    IP = IPv4 | IPv6,

    /// <summary>IP of either version with ports.</summary>
    WithPorts = 0b10100_10100,

    /// <summary>All packets.</summary>
    All = Tun | Tap,
}
