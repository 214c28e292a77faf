using System.Management.Automation;

namespace TunPS;

/// <summary>
/// The one place that turns what the core throws into error records: a constant id, a category, the device or packet
/// as target, and what to do.
/// </summary>
internal static partial class TunErrors
{
    /// <summary>
    /// The record for an exception of the core. Null for anything else, PowerShell's own flow control above all: that
    /// is not ours and has to pass.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="target">What the failed operation was about: a device, its name, or a packet.</param>
    /// <param name="device">The device that was used.</param>
    internal static ErrorRecord? Map(Exception exception, object? target, TunDevice? device = null) => exception switch
    {
        TunException e => Create(e, IdOf(e.Error), target, e.Remedy),
        TunInterruptedException e => Create(
            e, TunErrorId.TunInterrupted, target, "Reset the event before you use it again."),
        TimeoutException e => Create(e, TunErrorId.TunTimeout, target, "Give a longer -Timeout, or none."),
        ObjectDisposedException e when e.ObjectName == typeof(InterruptEvent).FullName => Create(
            e,
            TunErrorId.TunEventDisposed,
            target,
            "Make a new event with New-InterruptEvent.",
            "The interrupt event was disposed."),
        ObjectDisposedException => Closed(exception, target, device),
        ArgumentException or FormatException => Create(
            exception, TunErrorId.TunInvalidArgument, target, message: ExceptionText.Of(exception)),
        _ => null,
    };

    /// <summary>No device of that name is open in this session.</summary>
    internal static ErrorRecord DeviceNotFound(string name)
    {
        // Where there can be no devices at all, that is the reason.
        try
        {
            TunDevice.ThrowIfUnsupported($"use the device '{name}'");
        }
        catch (TunException e)
        {
            return Map(e, name)!;
        }

        MissingDevice missing = new(name);
        return Create(
            new ItemNotFoundException(missing.Message), TunErrorId.TunDeviceNotFound, name, missing.Remedy);
    }

    /// <summary>What was given is what is left of a device that came from another process.</summary>
    internal static ErrorRecord DeviceElsewhere(string name)
        => Elsewhere("device", name, TunErrorId.TunDeviceNotFound, "Receive-TunPacket $using:d");

    /// <summary>Neither is a device of that name open in this session, nor has the system such an interface.</summary>
    internal static ErrorRecord InterfaceNotFound(string name)
        => Create(
            new ItemNotFoundException($"There is no TUN or TAP device named '{name}'."),
            TunErrorId.TunDeviceNotFound,
            name,
            "Get-TunDevice -All shows all that there are.");

    /// <summary>The first argument of New-TunDevice is the name, and not the address.</summary>
    internal static ErrorRecord AddressIsNoName(string address)
        => Create(
            new ArgumentException($"'{address}' is an address, and no name of an interface."),
            TunErrorId.TunInvalidArgument,
            address,
            $"Did you mean -Address {address}?");

    /// <summary>Open devices in different network namespaces have that name.</summary>
    internal static ErrorRecord AmbiguousName(string name)
        => Create(
            new ArgumentException($"Several open devices are named '{name}', in different network namespaces."),
            TunErrorId.TunAmbiguousName,
            name,
            $"Give the device itself: Get-TunDevice {name} | Where-Object NetworkNamespace -EQ ...");

    /// <summary>The device was made of a descriptor that is no TUN device.</summary>
    internal static ErrorRecord NoInterface(TunDevice device)
        => Create(
            new NotSupportedException($"The device {device} has no interface that could be changed."),
            TunErrorId.TunNotSupported,
            device);

    /// <summary>The device was closed before the command began.</summary>
    internal static ErrorRecord DeviceClosed(TunDevice device)
        => Closed(new ObjectDisposedException(typeof(TunDevice).FullName), device, device);

    /// <summary>An event cannot be triggered with 0.</summary>
    internal static ErrorRecord ZeroValue()
        => Create(
            new ArgumentException("The value 0 means that an event is not triggered: give another one."),
            TunErrorId.TunInvalidArgument,
            0,
            "To clear the event, use Reset-InterruptEvent.");

    /// <summary>What is asked for no packet can have together, so that a wait for it would be in vain.</summary>
    internal static ErrorRecord NothingMatches(PacketFilterContradiction contradiction, PacketFilter filter)
        => Create(
            new ArgumentException(contradiction.Message),
            TunErrorId.TunInvalidArgument,
            filter,
            contradiction.Remedy);

    /// <summary>What was given to be sent is no packet.</summary>
    internal static ErrorRecord NotAPacket(string message, object? target, string? remedy = null)
        => Create(new ArgumentException(message), TunErrorId.TunInvalidPacket, target, remedy);

    /// <summary>A packet that cannot be answered.</summary>
    internal static ErrorRecord NoReply(FormatException exception, TunPacket packet)
        => Create(exception, TunErrorId.TunNoReply, packet);

    private static ErrorRecord Elsewhere(string kind, string name, TunErrorId id, string example)
        => Create(
            new ItemNotFoundException(
                $"This is only a copy of the {kind} '{name}': a {kind} lives in its own process, and nowhere else."),
            id,
            name,
            $"Start-ThreadJob runs a script in the background of that process: Start-ThreadJob {{ {example} }}.");

    private static ErrorRecord Closed(Exception exception, object? target, TunDevice? device)
        => Create(
            exception,
            TunErrorId.TunDeviceClosed,
            target,
            "Make a new device with New-TunDevice.",
            $"The device {device ?? target} was closed in this session.");

    private static ErrorRecord Create(
        Exception exception,
        TunErrorId id,
        object? target,
        string? remedy = null,
        string? message = null)
        => new(exception, id.ToString(), CategoryOf(id), target)
        {
            ErrorDetails = new ErrorDetails(message ?? exception.Message) { RecommendedAction = remedy ?? string.Empty },
        };

    private static TunErrorId IdOf(TunError error) => error switch
    {
        TunError.AccessDenied => TunErrorId.TunAccessDenied,
        TunError.DriverMissing => TunErrorId.TunDriverMissing,
        TunError.NameInUse => TunErrorId.TunNameInUse,
        TunError.LimitReached => TunErrorId.TunLimitReached,
        TunError.InvalidValue => TunErrorId.TunInvalidArgument,
        TunError.InvalidPacket => TunErrorId.TunInvalidPacket,
        TunError.LinkDown => TunErrorId.TunLinkDown,
        TunError.DeviceGone => TunErrorId.TunDeviceGone,
        TunError.NotFound => TunErrorId.TunNotFound,
        TunError.AlreadyExists => TunErrorId.TunAlreadyExists,
        TunError.NotSupported => TunErrorId.TunNotSupported,
        _ => TunErrorId.TunSystemError,
    };
}
