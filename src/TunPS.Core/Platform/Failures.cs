using TunPS.Native;

namespace TunPS.Platform;

/// <summary>Failures that mean the same on every system.</summary>
internal static class Failures
{
    private const string UseForce = "With -Force what is there already is no error.";

    /// <summary>A descriptor that is no TUN device is asked for what only an interface has.</summary>
    internal static Failure NoInterface { get; } = new(TunError.NotSupported, "it has no interface");

    /// <summary>An address that is to be removed, and is not there.</summary>
    internal static Failure NoSuchAddress { get; } = new(
        TunError.NotFound, "it has no such address", Errno.EADDRNOTAVAIL, "Get-TunAddress shows those that it has.");

    /// <summary>An address that is to be added, and is there.</summary>
    internal static Failure AddressExists { get; } = new(
        TunError.AlreadyExists, "it has that address already", Errno.EEXIST, UseForce);

    /// <summary>An address that is to be added is there, but not quite the same.</summary>
    internal static Failure AddressDiffers { get; } = new(
        TunError.InvalidValue,
        "it has that address with another prefix length or peer",
        Errno.EEXIST,
        "Remove that one first (Remove-TunAddress).");

    /// <summary>A route that is to be removed, and is not there.</summary>
    internal static Failure NoSuchRoute { get; } = new(
        TunError.NotFound, "it has no such route", Errno.ESRCH, "Get-TunRoute shows those that it has.");

    /// <summary>A route that is to be added, and is there.</summary>
    internal static Failure RouteExists { get; } = new(
        TunError.AlreadyExists, "it has that route already", Errno.EEXIST, UseForce);

    /// <summary>A gateway that cannot be reached through the interface.</summary>
    internal static Failure NoSuchGateway(int errno, TunRoute route) => new(
        TunError.InvalidValue,
        $"the gateway {route.Gateway} is in no network of the interface",
        errno,
        "Give the interface an address in the network of the gateway first (Add-TunAddress).");

    /// <summary>The interface is down, and what was asked needs it up.</summary>
    internal static Failure IsDown(int errno, string? name) => new(
        TunError.LinkDown,
        "the interface is down",
        errno,
        $"Bring it up (Set-TunDevice {name ?? "NAME"} -State Up).");

    /// <summary>The kernel looked at a packet, and did not take it.</summary>
    internal static Failure PacketRefused(int errno)
        => new(TunError.InvalidPacket, "the kernel takes no such packet", errno);
}
