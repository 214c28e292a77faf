using System.Runtime.InteropServices;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>What an error number means at the place where it came up.</summary>
internal static class LinuxErrors
{
    private const string WaysToTheRight =
        "Run as root (sudo), or give the program that runs the script the capability "
        + "(sudo setcap cap_net_admin+ep PATH-OF-PWSH), or let root make a persistent device that is yours "
        + "(sudo ip tuntap add mode tun name tun7 user $(id -un)) and open that by its name.";

    private const string AnotherName = "Choose another name, or give none: the kernel then picks a free one.";

    /// <summary>A number that means the same wherever it comes from.</summary>
    internal static Failure Any(int errno) => errno switch
    {
        Errno.EPERM => new(
            TunError.AccessDenied,
            "the process lacks the right to administer the network (CAP_NET_ADMIN)",
            errno,
            WaysToTheRight),
        Errno.EMFILE => new(
            TunError.LimitReached,
            "the process has no free descriptor left",
            errno,
            "Close devices and events that are no longer used, or raise the limit (ulimit -n)."),
        Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS => new(
            TunError.LimitReached, "the system is out of resources", errno),
        Errno.ENODEV or Errno.EBADF or Errno.EBADFD => new(
            TunError.DeviceGone, "the interface was removed", errno, "Close the device and make a new one."),
        Errno.EINVAL => new(TunError.InvalidValue, "the kernel does not accept it", errno),
        _ => new(TunError.System, Marshal.GetPInvokeErrorMessage(errno), errno),
    };

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
            "Let users open the node (sudo chmod 0666 /dev/net/tun, its usual mode; that alone lets nobody make a "
            + "device). In a container: --device /dev/net/tun --cap-add NET_ADMIN. " + WaysToTheRight),
        _ => Any(errno),
    };

    /// <summary>TUNSETIFF; <paramref name="occupant"/> is what has the name already, null when nothing has.</summary>
    internal static Failure Creating(int errno, string? occupant) => errno switch
    {
        Errno.EBUSY when occupant == TunOccupant.ThisProcess => new(
            TunError.NameInUse,
            $"{occupant} has it open",
            errno,
            "Use the device that is open already, or choose another name, or give none."),
        Errno.EBUSY => new(
            TunError.NameInUse, $"{occupant ?? "another process"} has it open", errno, AnotherName),
        Errno.EINVAL when occupant is not null => new(
            TunError.NameInUse, $"the name belongs to {occupant}", errno, AnotherName),
        Errno.EPERM when occupant is not null => new(
            TunError.AccessDenied,
            "the device belongs to another user, and the process lacks CAP_NET_ADMIN",
            errno,
            WaysToTheRight),
        _ => Any(errno),
    };

    /// <summary>
    /// RTM_NEWADDR. EACCES is no matter of rights here: IPv6 is switched off for the interface, by sysctl or because
    /// its MTU is below 1280.
    /// </summary>
    internal static Failure AddingAddress(int errno, bool isIPv6) => errno switch
    {
        Errno.EACCES or Errno.EINVAL or Errno.EOPNOTSUPP when isIPv6 => new(
            TunError.NotSupported,
            "IPv6 is switched off for this interface",
            errno,
            "Switch it on (sudo sysctl net.ipv6.conf.default.disable_ipv6=0), or leave out the IPv6 addresses."),
        _ => Any(errno),
    };

    /// <summary>read on an open queue. EFAULT is what a sleeping read gets when the interface goes away.</summary>
    internal static Failure Reading(int errno) => Any(errno == Errno.EFAULT ? Errno.EBADFD : errno);

    /// <summary>write on an open queue.</summary>
    internal static Failure Writing(int errno, string name) => errno switch
    {
        Errno.EFAULT => Any(Errno.EBADFD),
        Errno.EIO => new(
            TunError.LinkDown,
            "the interface is down",
            errno,
            $"Bring it up (sudo ip link set {name} up), or leave it up when you make it."),
        Errno.EINVAL or Errno.EMSGSIZE => new(
            TunError.InvalidPacket, "the kernel takes no such packet", errno),
        _ => Any(errno),
    };

    /// <summary>What poll says of an interface that was deleted, as an error.</summary>
    internal static Failure Gone { get; } = Any(Errno.EBADFD);
}
