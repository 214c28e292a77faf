namespace TunPS.Testing;

/// <summary>A real UDP socket, by which interfaces are configured as well.</summary>
internal sealed class InternetSocket(int number, int family)
    : RecordedDescriptor(number, family == XnuNumbers.AF_INET ? "inet" : "inet6")
{
    internal int Family { get; } = family;
}
