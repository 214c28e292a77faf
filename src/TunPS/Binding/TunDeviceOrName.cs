using System.ComponentModel;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// What a device parameter takes: a device, an interface, or a name. A type of its own and not a transformation, because
/// an unknown name is to be an ObjectNotFound error with a remedy, and an error in a transformation cannot be that.
/// </summary>
[TypeConverter(typeof(DeserializedConverter))]
public sealed class TunDeviceOrName
{
    private readonly TunDevice? _device;
    private readonly TunInterface? _interface;
    private readonly string _name;
    private bool _isCopy;

    /// <summary>A device.</summary>
    public TunDeviceOrName(TunDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _name = device.Name;
    }

    /// <summary>An interface, as Get-TunDevice -All gives it; open here or not.</summary>
    public TunDeviceOrName(TunInterface @interface)
    {
        ArgumentNullException.ThrowIfNull(@interface);
        _interface = @interface;
        _name = @interface.Name;
    }

    /// <summary>The name of a device, or where several are possible a pattern with wildcards.</summary>
    public TunDeviceOrName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
    }

    /// <summary>True when an interface was given, open here or not, and no device.</summary>
    internal bool IsInterface => _interface is not null;

    // The interface may be there, but on a machine or in a network that is another one.
    private ErrorRecord? CopyError => _isCopy ? TunErrors.DeviceElsewhere(_name) : null;

    /// <summary>What came from another process, and is no device any more.</summary>
    internal static TunDeviceOrName OfCopy(string name) => new(name) { _isCopy = true };

    public override string ToString() => _name;

    /// <summary>The one open device that is meant, or the error that says why there is none.</summary>
    internal bool TryResolve(out TunDevice device, out ErrorRecord error)
    {
        // Of several queues any will do that takes packets.
        IReadOnlyList<TunDevice> queues = ResolveQueues(out ErrorRecord? problem);
        device = queues.Count == 0 ? null!
            : queues.FirstOrDefault(queue => queue.QueueState == TunQueueState.Attached) ?? queues[0];
        error = problem!;
        return device is not null;
    }

    /// <summary>The open device that is meant, or all open queues of the one interface; or why there is none.</summary>
    internal IReadOnlyList<TunDevice> ResolveQueues(out ErrorRecord? error)
    {
        error = CopyError;
        if (_device is not null || error is not null)
        {
            return _device is null ? [] : [_device];
        }

        IReadOnlyList<TunDevice> queues = _interface is null
            ? [.. OpenDevices.All().Where(open => open.Name == _name)]
            : OpenDevices.QueuesOf(_interface);
        if (queues.Count == 0)
        {
            error = TunErrors.DeviceNotFound(_name);
        }
        else if (!AreSame(queues))
        {
            error = TunErrors.AmbiguousName(_name);
            return [];
        }

        return queues;
    }

    /// <summary>All open devices that are meant; an error when a name without wildcards matches none.</summary>
    internal IReadOnlyList<TunDevice> ResolveOpen(out ErrorRecord? error)
    {
        error = CopyError;
        if (error is not null)
        {
            return [];
        }

        NamePattern pattern = new(_name);
        IReadOnlyList<TunDevice> devices = _device is not null ? [_device]
            : _interface is not null ? OpenDevices.QueuesOf(_interface)
            : OpenDevices.Find(pattern);
        error = pattern.MeansSeveral ? null
            : devices.Count == 0 ? TunErrors.DeviceNotFound(_name)
            : AreSame(devices) ? null
            : TunErrors.AmbiguousName(_name);
        return error is null ? devices : [];
    }

    /// <summary>
    /// All interfaces that are meant, each once: those of open devices, or for a name that no open device has that of the
    /// system. A pattern means open devices only, so that * never reaches what others have made.
    /// </summary>
    internal IReadOnlyList<TunInterface> ResolveInterfaces(out ErrorRecord? error)
    {
        error = CopyError;
        if (_interface is not null || error is not null)
        {
            return _interface is null ? [] : [_interface];
        }

        List<TunInterface> interfaces = [];
        IReadOnlyList<TunDevice> devices = ResolveOpen(out ErrorRecord? problem);
        foreach (TunDevice device in devices)
        {
            if (device.IsClosed)
            {
                error = TunErrors.DeviceClosed(device);
            }
            else if (device.Interface is null)
            {
                error = TunErrors.NoInterface(device);
            }
            else if (!interfaces.Exists(other => other.IsSame(device.Interface)))
            {
                interfaces.Add(device.Interface);
            }
        }

        if (problem is not null && problem.CategoryInfo.Category != ErrorCategory.ObjectNotFound)
        {
            error = problem;
        }
        else if (problem is not null)
        {
            if (TunInterface.Find(_name) is TunInterface other)
            {
                return [other];
            }

            error = TunErrors.InterfaceNotFound(_name);
        }

        return interfaces;
    }

    private static bool AreSame(IReadOnlyList<TunDevice> devices)
        => devices.All(device => device == devices[0]
            || (device.Interface is TunInterface other && devices[0].Interface?.IsSame(other) == true));
}
