using System.Net;
using System.Net.Sockets;
using TunPS.Native;

namespace TunPS.Platform;

/// <summary>What an error number means that came from a UDP socket.</summary>
internal static class UdpErrors
{
    /// <summary>socket, and bind to an end point of this system.</summary>
    internal static Failure Binding(int errno, IPEndPoint local) => errno switch
    {
        Errno.EADDRINUSE => new(
            TunError.AlreadyExists,
            $"the UDP port {local.Port} is in use there",
            errno,
            "Choose another port, or 0 to let the system choose."),
        Errno.EADDRNOTAVAIL => new(
            TunError.InvalidValue,
            $"{local.Address} is no address of this system",
            errno,
            "Give the address of an interface, or 0.0.0.0 or [::] for any."),
        Errno.EACCES or Errno.EPERM => new(
            TunError.AccessDenied,
            $"the process may not use the UDP port {local.Port}",
            errno,
            "The first ports, usually those below 1024, are for root: choose another."),
        Errno.ENODEV => new(TunError.NotFound, $"there is no interface with the number {local.Address.ScopeId}", errno),
        Errno.EAFNOSUPPORT => new(
            TunError.NotSupported,
            $"this system is without {(local.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")}",
            errno),
        _ => TunPlatform.Current.Meaning(errno),
    };

    /// <summary>recvfrom.</summary>
    internal static Failure Receiving(int errno)
        => errno == Errno.EBADF ? new(TunError.System, "the socket was closed", errno) : TunPlatform.Current.Meaning(errno);

    /// <summary>sendto.</summary>
    internal static Failure Sending(int errno, IPEndPoint remote) => errno switch
    {
        Errno.EPERM or Errno.EACCES => new(
            TunError.AccessDenied, "a firewall or a route of this system forbids it", errno),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH => new(
            TunError.NotFound, $"there is no route to {remote.Address}", errno),
        Errno.EMSGSIZE => new(TunError.InvalidPacket, "the packet is longer than a datagram can be", errno),
        _ => Receiving(errno),
    };
}
