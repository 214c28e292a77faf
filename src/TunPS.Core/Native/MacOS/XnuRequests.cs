namespace TunPS.Native.MacOS;

/// <summary>
/// ioctl numbers of xnu (sys/filio.h, sys/sockio.h, sys/kern_control.h, netinet6/in6_var.h). The size of what they
/// point at is a part of them. They are unsigned long in C: as uint they widen without a sign.
/// </summary>
internal static class XnuRequests
{
    /// <summary>Set close-on-exec, no argument.</summary>
    internal const uint FIOCLEX = 0x20006601;

    /// <summary>Set or clear non-blocking mode, int by pointer.</summary>
    internal const uint FIONBIO = 0x8004667E;

    /// <summary><see cref="ControlInfo"/>, in and out.</summary>
    internal const uint CTLIOCGINFO = 0xC0644E03;

    /// <summary><see cref="InterfaceRequest"/> with its flags, as <see cref="SIOCGIFFLAGS"/>.</summary>
    internal const uint SIOCSIFFLAGS = 0x80206910;
    internal const uint SIOCGIFFLAGS = 0xC0206911;

    /// <summary><see cref="InterfaceRequest"/> with its MTU, as <see cref="SIOCSIFMTU"/>.</summary>
    internal const uint SIOCGIFMTU = 0xC0206933;
    internal const uint SIOCSIFMTU = 0x80206934;

    /// <summary><see cref="InterfaceAliasRequest"/>: adds an IPv4 address.</summary>
    internal const uint SIOCAIFADDR = 0x8040691A;

    /// <summary><see cref="InterfaceRequest"/> with the IPv4 address to delete.</summary>
    internal const uint SIOCDIFADDR = 0x80206919;

    /// <summary><see cref="InterfaceRequest"/>: the first IPv4 address, as its other end and its mask.</summary>
    internal const uint SIOCGIFADDR = 0xC0206921;
    internal const uint SIOCGIFDSTADDR = 0xC0206922;
    internal const uint SIOCGIFNETMASK = 0xC0206925;

    /// <summary><see cref="InterfaceAliasRequest6"/>: adds an IPv6 address.</summary>
    internal const uint SIOCAIFADDR_IN6 = 0x8080691A;

    /// <summary><see cref="InterfaceRequest6"/> with the IPv6 address to delete.</summary>
    internal const uint SIOCDIFADDR_IN6 = 0x81206919;

    /// <summary><see cref="InterfaceRequest6"/> with an IPv6 address, for its flags.</summary>
    internal const uint SIOCGIFAFLAG_IN6 = 0xC1206949;
}
