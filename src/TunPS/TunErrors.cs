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
        TunException e => Create(e, IdOf(e.Error), CategoryOf(e.Error), target, e.Remedy),
        TunInterruptedException e => Create(
            e, "TunInterrupted", ErrorCategory.OperationStopped, target, "Reset the event before you use it again."),
        TimeoutException e => Create(
            e, "TunTimeout", ErrorCategory.OperationTimeout, target, "Give a longer -Timeout, or none."),
        ObjectDisposedException e when e.ObjectName == typeof(InterruptEvent).FullName => Create(
            e,
            "TunEventDisposed",
            ErrorCategory.ResourceUnavailable,
            target,
            "Make a new event with New-InterruptEvent.",
            "The interrupt event was disposed."),
        ObjectDisposedException => Closed(exception, target, device),
        ArgumentException { ParamName: string name } => Create(
            exception,
            "TunInvalidArgument",
            ErrorCategory.InvalidArgument,
            target,
            message: exception.Message.Replace($" (Parameter '{name}')", null, StringComparison.Ordinal)),
        ArgumentException or FormatException => Create(
            exception, "TunInvalidArgument", ErrorCategory.InvalidArgument, target),
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

        string open = string.Join(", ", OpenDevices.All().Select(device => device.Name).Distinct());
        return Create(
            new ItemNotFoundException($"No device named '{name}' is open in this session."),
            "TunDeviceNotFound",
            ErrorCategory.ObjectNotFound,
            name,
            new NamePattern(name).MeansSeveral
                ? $"A pattern is for Get-TunDevice: Get-TunDevice {name} gives the devices."
                : open.Length == 0 ? "Make one with New-TunDevice." : $"Open in this session: {open}.");
    }

    /// <summary>Neither is a device of that name open in this session, nor has the system such an interface.</summary>
    internal static ErrorRecord InterfaceNotFound(string name)
        => Create(
            new ItemNotFoundException($"There is no TUN or TAP device named '{name}'."),
            "TunDeviceNotFound",
            ErrorCategory.ObjectNotFound,
            name,
            "Get-TunDevice -All shows all that there are.");

    /// <summary>Open devices in different network namespaces have that name.</summary>
    internal static ErrorRecord AmbiguousName(string name)
        => Create(
            new ArgumentException($"Several open devices are named '{name}', in different network namespaces."),
            "TunAmbiguousName",
            ErrorCategory.InvalidArgument,
            name,
            $"Give the device itself: Get-TunDevice {name} | Where-Object NetworkNamespace -EQ ...");

    /// <summary>The device was made of a descriptor that is no TUN device.</summary>
    internal static ErrorRecord NoInterface(TunDevice device)
        => Create(
            new NotSupportedException($"The device {device} has no interface that could be changed."),
            "TunNotSupported",
            ErrorCategory.NotImplemented,
            device);

    /// <summary>The device was closed before the command began.</summary>
    internal static ErrorRecord DeviceClosed(TunDevice device)
        => Closed(new ObjectDisposedException(typeof(TunDevice).FullName), device, device);

    /// <summary>An event cannot be triggered with 0.</summary>
    internal static ErrorRecord ZeroValue()
        => Create(
            new ArgumentException("The value 0 means that an event is not triggered: give another one."),
            "TunInvalidArgument",
            ErrorCategory.InvalidArgument,
            0,
            "To clear the event, use Reset-InterruptEvent.");

    /// <summary>What was given to be sent is no packet.</summary>
    internal static ErrorRecord NotAPacket(string message, object? target, string? remedy = null)
        => Create(new ArgumentException(message), "TunInvalidPacket", ErrorCategory.InvalidData, target, remedy);

    /// <summary>A packet that cannot be answered.</summary>
    internal static ErrorRecord NoReply(FormatException exception, TunPacket packet)
        => Create(exception, "TunNoReply", ErrorCategory.InvalidData, packet);

    private static ErrorRecord Closed(Exception exception, object? target, TunDevice? device)
        => Create(
            exception,
            "TunDeviceClosed",
            ErrorCategory.ResourceUnavailable,
            target,
            "Make a new device with New-TunDevice.",
            $"The device {device ?? target} was closed in this session.");

    private static ErrorRecord Create(
        Exception exception,
        string id,
        ErrorCategory category,
        object? target,
        string? remedy = null,
        string? message = null)
        => new(exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(message ?? exception.Message) { RecommendedAction = remedy ?? string.Empty },
        };

    private static string IdOf(TunError error) => error switch
    {
        TunError.AccessDenied => "TunAccessDenied",
        TunError.DriverMissing => "TunDriverMissing",
        TunError.NameInUse => "TunNameInUse",
        TunError.LimitReached => "TunLimitReached",
        TunError.InvalidValue => "TunInvalidArgument",
        TunError.InvalidPacket => "TunInvalidPacket",
        TunError.LinkDown => "TunLinkDown",
        TunError.DeviceGone => "TunDeviceGone",
        TunError.NotFound => "TunNotFound",
        TunError.AlreadyExists => "TunAlreadyExists",
        TunError.NotSupported => "TunNotSupported",
        _ => "TunSystemError",
    };

    private static ErrorCategory CategoryOf(TunError error) => error switch
    {
        TunError.AccessDenied => ErrorCategory.PermissionDenied,
        TunError.DriverMissing => ErrorCategory.ResourceUnavailable,
        TunError.NameInUse => ErrorCategory.ResourceBusy,
        TunError.LimitReached => ErrorCategory.LimitsExceeded,
        TunError.InvalidValue => ErrorCategory.InvalidArgument,
        TunError.InvalidPacket => ErrorCategory.InvalidData,
        TunError.LinkDown => ErrorCategory.ResourceUnavailable,
        TunError.DeviceGone => ErrorCategory.ObjectNotFound,
        TunError.NotFound => ErrorCategory.ObjectNotFound,
        TunError.AlreadyExists => ErrorCategory.ResourceExists,
        TunError.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.DeviceError,
    };
}
