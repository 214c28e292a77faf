namespace TunPS.Platform;

/// <summary>What a queue gives and takes as one packet with a virtio header.</summary>
internal enum OffloadLevel
{
    /// <summary>Each packet by itself, and without a header.</summary>
    None,

    /// <summary>TCP segments.</summary>
    Tcp,

    /// <summary>TCP segments and UDP datagrams, which Linux can since 6.2.</summary>
    TcpAndUdp,
}
