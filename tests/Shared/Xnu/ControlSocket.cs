namespace TunPS.Testing;

/// <summary>A kernel-control socket: before connect(2) a socket, after it the interface.</summary>
internal sealed class ControlSocket(int number, int kernelEnd) : SocketDescriptor(number, kernelEnd, "control")
{
    internal override string Name => Interface?.Name ?? base.Name;

    /// <summary>What bind or connect took: the number of the interface and one; 0 before.</summary>
    internal uint Unit { get; set; }

    internal RecordedInterface? Interface { get; set; }

    /// <summary>UTUN_OPT_MAX_PENDING_PACKETS; utun_ctl_bind begins with one.</summary>
    internal uint MaxPendingPackets { get; set; } = 1;

    /// <summary>UTUN_OPT_FLAGS.</summary>
    internal uint Flags { get; set; }
}
