namespace TunPS.Testing;

/// <summary>A routing socket: requests are written to it, and it hears of every change.</summary>
internal sealed class RouteSocket(int number, int kernelEnd, int family) : SocketDescriptor(number, kernelEnd, "route")
{
    /// <summary>The family that it wants to hear of; 0 is all.</summary>
    internal int Family { get; } = family;

    /// <summary>SO_USELOOPBACK: whether it hears its own requests as well (rts_attach sets it).</summary>
    internal bool HearsItself { get; set; } = true;
}
