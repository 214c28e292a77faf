using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;

namespace TunPS.Platform.Linux;

/// <summary>What an error number means at the place where it came up.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxErrors
{
    // What helps most comes first, and what needs more than a line is told in the help.
    private const string AsRoot = "Run as root (sudo pwsh)";

    private const string Help = "Get-Help about_TunPS_Permissions";

    private const string WaysToADevice = AsRoot
        + ", or in a private network of your own (unshare --user --map-root-user --net pwsh). "
        + "Without either, by setcap or a persistent device of yours: " + Help;

    private const string LetGo = "Let the other one close it, and then remove it by its name.";

    private const string AnotherName = "Choose another name, or give none: the kernel then picks a free one.";

    /// <summary>A number that means the same wherever it comes from.</summary>
    internal static Failure Any(int errno) => errno switch
    {
        Errno.EPERM => new(
            TunError.AccessDenied,
            "the process lacks the right to administer the network (CAP_NET_ADMIN)",
            errno,
            WaysToADevice),
        Errno.EMFILE => new(
            TunError.LimitReached,
            "the process has no free descriptor left",
            errno,
            "Close devices and events that are no longer used, or raise the limit (ulimit -n)."),
        Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS => new(
            TunError.LimitReached, "the system is out of resources", errno),
        Errno.EAGAIN or Errno.EBADMSG => new(TunError.System, "the kernel gave no answer that makes sense", errno),
        Errno.ENODEV or Errno.EBADF or Errno.EBADFD => new(
            TunError.DeviceGone, "the interface was removed", errno, "Close the device and make a new one."),
        Errno.EINVAL => new(TunError.InvalidValue, "the kernel does not accept it", errno),
        _ => new(TunError.System, Marshal.GetPInvokeErrorMessage(errno), errno),
    };

    /// <summary>A change to an interface, by whoever may open it. The ownership of a device gives no right to change it.</summary>
    internal static Failure Changing(int errno) => errno == Errno.EPERM
        ? Any(errno) with { Remedy = $"{AsRoot}, let root change it, or give pwsh the right: {Help}" }
        : Any(errno);

    /// <summary>open("/dev/net/tun").</summary>
    internal static Failure OpeningDriver(int errno) => errno switch
    {
        Errno.ENOENT or Errno.ENXIO or Errno.ENODEV => new(
            TunError.DriverMissing,
            "there is no TUN driver",
            errno,
            "Load the driver (sudo modprobe tun). If only the node is missing: sudo mkdir -p /dev/net && "
            + "sudo mknod -m 0666 /dev/net/tun c 10 200. In a container: --device /dev/net/tun --cap-add NET_ADMIN."),
        Errno.EACCES or Errno.EPERM => new(
            TunError.AccessDenied,
            "the process may not open it",
            errno,
            AsRoot + ". Otherwise the node needs its usual mode (sudo chmod 0666 /dev/net/tun), and in a container: --device "
            + "/dev/net/tun --cap-add NET_ADMIN. More: " + Help),
        _ => Any(errno),
    };

    /// <summary>TUNSETIFF for an interface of that name; null when the kernel was to choose one.</summary>
    internal static Failure Creating(int errno, string? name) => errno switch
    {
        Errno.EBUSY when name is not null => Held(name, AnotherName),
        Errno.EINVAL when name is not null && LinuxLink.Find(name) is LinkInfo link => new(
            TunError.NameInUse,
            $"the name belongs to {TunOccupant.Describe(link)}",
            errno,
            link.IsTun
                ? "Open it as what it is (-Layer, -MultiQueue), or choose another name, or give none: the kernel then picks a "
                    + "free one."
                : AnotherName),
        Errno.EPERM when name is not null && LinuxLink.Find(name) is LinkInfo foreign => new(
            TunError.AccessDenied,
            "the device belongs to another user, and the process lacks CAP_NET_ADMIN",
            errno,

            // One that does not persist is in use. In a private network there is no such device.
            foreign.IsPersistent ? $"{AsRoot}, or let root give it to you: Set-TunDevice {name} -Owner NAME" : AsRoot + "."),
        Errno.E2BIG => new(TunError.LimitReached, "the device has as many queues as the kernel allows", errno),
        _ => Any(errno),
    };

    /// <summary>TUNSETIFF for an interface that is only opened to change or delete it.</summary>
    internal static Failure Opening(int errno, string name)
        => errno == Errno.EBUSY ? Held(name, LetGo) : Creating(errno, name);

    /// <summary>An interface that is to be deleted has queues besides the one that is open here.</summary>
    internal static Failure StillHeld(string name) => new(
        TunError.NameInUse,
        $"{TunOccupant.FindHolder(name, exceptThisProcess: true)} has a queue of it open, too",
        Remedy: LetGo);

    /// <summary>
    /// RTM_NEWADDR. EACCES is no matter of rights here: IPv6 is switched off for the interface, by sysctl or because
    /// its MTU is below 1280.
    /// </summary>
    internal static Failure AddingAddress(int errno, bool isIPv6) => errno switch
    {
        Errno.EEXIST => Failures.AddressExists,
        Errno.EACCES or Errno.EINVAL or Errno.EOPNOTSUPP when isIPv6 => NoIPv6(errno),
        _ => Changing(errno),
    };

    /// <summary>RTM_DELADDR.</summary>
    internal static Failure RemovingAddress(int errno) => errno == Errno.EADDRNOTAVAIL
        ? Failures.NoSuchAddress
        : Changing(errno);

    /// <summary>RTM_NEWROUTE. While the interface is down, the kernel knows none of its networks.</summary>
    internal static Failure AddingRoute(int errno, TunRoute route, LinkInfo? link) => errno switch
    {
        Errno.EEXIST => Failures.RouteExists,
        Errno.ENODEV or Errno.EACCES or Errno.EOPNOTSUPP when link is not null => NoIPv6(errno),
        Errno.ENETDOWN => Failures.IsDown(errno, link?.Name),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EINVAL
            when route.Gateway is not null && link is { IsUp: false } => Failures.IsDown(errno, link.Name),
        Errno.EINVAL when route.Gateway is not null && route.PreferredSource is not null => new(
            TunError.InvalidValue,
            $"the gateway {route.Gateway} or the preferred source {route.PreferredSource} does not fit",
            errno,
            "The gateway is in a network of the interface, and the preferred source an address of this system."),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EINVAL when route.Gateway is not null
            => Failures.NoSuchGateway(errno, route),
        Errno.EINVAL when route.PreferredSource is not null => new(
            TunError.InvalidValue,
            $"the preferred source {route.PreferredSource} is no address of this system",
            errno,
            "Give the address to an interface first (Add-TunAddress)."),
        _ => Changing(errno),
    };

    /// <summary>RTM_NEWROUTE says EEXIST, and means a route of another interface.</summary>
    internal static Failure RouteIsTaken { get; } = new(
        TunError.InvalidValue,
        "another interface has a route there with the same metric, and the system might share the packets between both",
        Errno.EEXIST,
        "Choose a metric that says which of them is better (-Metric).");

    /// <summary>RTM_NEWROUTE says EEXIST, and means a route of this interface that is not quite the same.</summary>
    internal static Failure RouteDiffers { get; } = new(
        TunError.InvalidValue,
        "it has a route there with the same metric already, which differs",
        Errno.EEXIST,
        "Remove that one first (Remove-TunRoute), or choose another metric (-Metric).");

    /// <summary>RTM_DELROUTE.</summary>
    internal static Failure RemovingRoute(int errno) => errno == Errno.ESRCH
        ? Failures.NoSuchRoute
        : Changing(errno);

    /// <summary>RTM_NEWLINK with a new name.</summary>
    internal static Failure Renaming(int errno, string name) => errno switch
    {
        Errno.EEXIST => new(TunError.NameInUse, $"there is another interface named {name}", errno, "Choose another name."),

        // Before Linux 6.2.
        Errno.EBUSY => new(
            TunError.NotSupported, "this kernel renames no interface that is up", errno, "Take it down first."),
        _ => Changing(errno),
    };

    /// <summary>TUNSETOFFLOAD, or TUNSETVNETHDRSZ for the header that comes with it.</summary>
    internal static Failure Offloading(int errno) => errno is Errno.EINVAL or Errno.ENOTTY or Errno.EOPNOTSUPP
        ? new(TunError.NotSupported, "the kernel does not offer offload for it", errno, "Make it without -Offload.")
        : Any(errno);

    /// <summary>All queues of an interface have what the first one asked for; the kernel ignores what others ask for.</summary>
    internal static Failure OffloadDiffers(bool isWanted) => new(
        TunError.NameInUse,
        $"its other queues are {(isWanted ? "without" : "with")} offload",
        Remedy: isWanted
            ? "Open it without -Offload, or close the other queues first."
            : "Open it with -Offload, too, or close the other queues first.");

    /// <summary>Somebody has the interface open for packets in another form than ours.</summary>
    internal static Failure FormDiffers { get; } = new(
        TunError.NameInUse,
        "its other queues carry packets with a header of another form",
        Remedy: "Let the program that has them open close it first.");

    /// <summary>TUNSETQUEUE. The kernel says EINVAL to all that does not fit.</summary>
    internal static Failure AttachingQueue(int errno, bool isAttached) => errno switch
    {
        Errno.EINVAL when isAttached => Gone,
        Errno.EINVAL => new(
            TunError.NotSupported,
            "it is no multi-queue device",
            errno,
            "Make it with -MultiQueue to detach and attach its queues."),
        _ => Any(errno),
    };

    /// <summary>What poll says of an interface that was deleted, as an error.</summary>
    internal static Failure Gone { get; } = Any(Errno.EBADFD);

    /// <summary>read on an open queue. EFAULT is what a sleeping read gets when the interface goes away.</summary>
    internal static Failure Reading(int errno) => Any(errno == Errno.EFAULT ? Errno.EBADFD : errno);

    /// <summary>write on an open queue.</summary>
    internal static Failure Writing(int errno, string name) => errno switch
    {
        Errno.EFAULT => Any(Errno.EBADFD),
        Errno.EIO => Failures.IsDown(errno, name),
        Errno.EINVAL or Errno.EMSGSIZE => Failures.PacketRefused(errno),
        _ => Any(errno),
    };

    private static Failure NoIPv6(int errno) => new(
        TunError.NotSupported,
        "IPv6 is switched off for this interface",
        errno,
        "Switch it on (an MTU of 1280 or more, and sudo sysctl net.ipv6.conf.NAME.disable_ipv6=0 with the name of the "
        + "interface, or default instead for new ones), or leave IPv6 out.");

    /// <summary>Somebody has a queue of the interface open.</summary>
    private static Failure Held(string name, string remedy)
    {
        string holder = TunOccupant.FindHolder(name);
        return new(
            TunError.NameInUse,
            $"{holder} has it open",
            Errno.EBUSY,
            holder == TunOccupant.ThisProcess
                ? $"Use the device that is open already: Get-TunDevice {name}. {remedy}"
                : remedy);
    }
}
