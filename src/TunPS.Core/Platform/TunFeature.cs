namespace TunPS.Platform;

/// <summary>What one system can and another cannot.</summary>
internal enum TunFeature
{
    /// <summary>Devices that carry Ethernet frames.</summary>
    Tap,

    /// <summary>Another name for an interface.</summary>
    Rename,

    /// <summary>A MAC address of an interface.</summary>
    MacAddress,

    /// <summary>The length of the queue of an interface.</summary>
    TxQueueLength,

    /// <summary>A text that says what an interface is for.</summary>
    Alias,

    /// <summary>A cable that can be pulled.</summary>
    Carrier,

    /// <summary>Several queues of one interface.</summary>
    MultiQueue,

    /// <summary>Interfaces that stay when nobody has them open, and their deletion.</summary>
    Persistence,

    /// <summary>Users and groups who may open an interface.</summary>
    Ownership,

    /// <summary>Many packets handed over as one.</summary>
    Offload,

    /// <summary>Network namespaces.</summary>
    NetworkNamespace,

    /// <summary>Looking whether somebody has an IPv6 address already.</summary>
    DuplicateDetection,

    /// <summary>Metrics of routes.</summary>
    RouteMetric,

    /// <summary>Several routing tables.</summary>
    RouteTable,

    /// <summary>Source addresses that a route prefers.</summary>
    PreferredSource,
}
