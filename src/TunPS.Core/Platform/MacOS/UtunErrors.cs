using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>What an error number means at the place where it came up.</summary>
internal static class UtunErrors
{
    /// <summary>A number that means the same wherever it comes from.</summary>
    internal static Failure Any(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => new(
            TunError.AccessDenied,
            "the process is not root",
            errno,
            "Run it with sudo (sudo pwsh ...): macOS lets only root make and configure utun devices, and has no "
            + "capabilities or owners by which others could."),
        Errno.EMFILE => new(
            TunError.LimitReached,
            "the process has no free descriptor left",
            errno,
            "Close devices and events that are no longer used, or raise the limit (ulimit -n)."),
        Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS => new(
            TunError.LimitReached, "the system is out of resources", errno),
        Errno.ENXIO or Errno.ENODEV or Errno.EBADF or Errno.ENOTCONN => new(
            TunError.DeviceGone, "the interface was removed", errno, "Close the device and make a new one."),
        Errno.EINVAL => new(TunError.InvalidValue, "the kernel does not accept it", errno),
        _ => new(TunError.System, Marshal.GetPInvokeErrorMessage(XnuErrno.FromPortable(errno)), errno),
    };

    /// <summary>The interface is no more, as poll says without an error number.</summary>
    internal static Failure Gone { get; } = Any(Errno.ENXIO) with { Number = 0 };

    /// <summary>CTLIOCGINFO.</summary>
    internal static Failure FindingControl(int errno) => errno == Errno.ENOENT
        ? new(TunError.DriverMissing, "the system has no utun control", errno, "It is a part of macOS since 10.6.")
        : Any(errno);

    /// <summary>connect to the control; null when the system was to choose a name.</summary>
    internal static Failure Connecting(int errno, string? name) => errno == Errno.EBUSY && name is not null
        ? new(
            TunError.NameInUse,
            $"there is a {name} already",
            errno,
            "Choose another number, or give no name: the system then picks a free one. One that was just closed may take "
            + "a moment to go.")
        : Any(errno);

    /// <summary>An interface that another program has open.</summary>
    internal static Failure HeldByOther(string name) => new(
        TunError.NameInUse,
        $"the program that made {name} has it open, and a utun device has no second door",
        Remedy: "It goes when that program closes it.");

    /// <summary>SIOCAIFADDR and SIOCAIFADDR_IN6.</summary>
    internal static Failure AddingAddress(int errno) => errno switch
    {
        Errno.EEXIST => Failures.AddressExists,
        Errno.EDESTADDRREQ => new(TunError.InvalidValue, "the address needs a peer on this device", errno, "Give one."),
        _ => Any(errno),
    };

    /// <summary>An IPv6 address with a peer and a network: xnu has one or the other.</summary>
    internal static Failure PeerNeedsFullPrefix { get; } = new(
        TunError.NotSupported,
        "on macOS an IPv6 address with a peer has the prefix length 128",
        Remedy: "Give it as ADDRESS/128, and add a route to the network of the peer (-Route).");

    /// <summary>SIOCDIFADDR and SIOCDIFADDR_IN6.</summary>
    internal static Failure RemovingAddress(int errno)
        => errno == Errno.EADDRNOTAVAIL ? Failures.NoSuchAddress : Any(errno);

    /// <summary>RTM_ADD.</summary>
    internal static Failure AddingRoute(int errno, TunRoute route, LinkInfo? link) => errno switch
    {
        Errno.EEXIST => RouteIsTaken(route),
        Errno.ENETDOWN => Failures.IsDown(errno, link?.Name),
        Errno.EADDRNOTAVAIL or Errno.EADDRINUSE when route.Gateway is not null => new(
            TunError.InvalidValue,
            $"the gateway {route.Gateway} lies behind the route itself",
            errno,
            "Leave the gateway out (-Gateway)."),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH when route.Gateway is not null => Failures.NoSuchGateway(errno, route),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH when link is { IsUp: false } => Failures.IsDown(errno, link.Name),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH => new(
            TunError.InvalidValue,
            "the interface has no address of that family",
            errno,
            "Give it one first (Add-TunAddress)."),
        _ => Any(errno),
    };

    /// <summary>RTM_DELETE.</summary>
    internal static Failure RemovingRoute(int errno) => errno == Errno.ESRCH ? Failures.NoSuchRoute : Any(errno);

    /// <summary>read on an open device.</summary>
    internal static Failure Reading(int errno) => HasHungUp(errno) ? Gone with { Number = errno } : Any(errno);

    /// <summary>write on an open device.</summary>
    internal static Failure Writing(int errno, string name) => errno switch
    {
        Errno.ENETDOWN => Failures.IsDown(errno, name),
        Errno.EINVAL or Errno.EMSGSIZE or Errno.EAFNOSUPPORT => Failures.PacketRefused(errno),
        _ => Reading(errno),
    };

    // The other end of the socket is closed.
    private static bool HasHungUp(int errno) => errno is Errno.EPIPE or Errno.ECONNRESET;

    // macOS keeps one route for each destination, whatever the interface.
    private static Failure RouteIsTaken(TunRoute route) => new(
        TunError.InvalidValue,
        "the system has a route there already, and macOS keeps one for each destination",
        Errno.EEXIST,
        route.Destination.PrefixLength == 0
            ? "Two halves win over the default route: add 0.0.0.0/1 and 128.0.0.0/1, or ::/1 and 8000::/1."
            : "Remove that one first, or add the two halves of the network, which win over it.");
}
