using System.Net.NetworkInformation;

namespace TunPS.Platform;

/// <summary>What the kernel tells of one interface.</summary>
internal sealed class LinkInfo
{
    internal int Index { get; set; }

    internal string Name { get; set; } = string.Empty;

    internal int Mtu { get; set; }

    internal bool IsUp { get; set; }

    internal bool HasCarrier { get; set; }

    internal int TxQueueLength { get; set; }

    internal string Alias { get; set; } = string.Empty;

    /// <summary>Null on a TUN device, which has none.</summary>
    internal PhysicalAddress? MacAddress { get; set; }

    internal TunStatistics Statistics { get; set; } = new();

    /// <summary>Whether it is a TUN or TAP interface.</summary>
    internal bool IsTun { get; set; }

    /// <summary>The driver's name for virtual interfaces ("tun", "veth"); null for others.</summary>
    internal string? Kind { get; set; }

    internal TunLayer Layer { get; set; }

    internal bool IsMultiQueue { get; set; }

    internal bool IsPersistent { get; set; }

    /// <summary>Whether its queues have the driver's own header before each packet.</summary>
    internal bool HasPacketInformation { get; set; }

    /// <summary>Whether its queues have a virtio header before each packet.</summary>
    internal bool HasVirtioHeader { get; set; }

    /// <summary>The user id of the owner; null when it has none.</summary>
    internal uint? Owner { get; set; }

    internal uint? Group { get; set; }

    /// <summary>How many queues are open, whoever has them; those that are detached are counted apart.</summary>
    internal int QueueCount { get; set; }

    internal int DetachedQueueCount { get; set; }
}
