using System.Management.Automation;

namespace TunPS;

/// <summary>
/// What a device parameter takes: a device, or the name of one that is open in this session. A type of its own and not
/// a transformation, because an unknown name is to be an ObjectNotFound error with a remedy, and an error in a
/// transformation cannot be that.
/// </summary>
public sealed class TunDeviceOrName
{
    private readonly TunDevice? _device;
    private readonly string _name;

    /// <summary>A device.</summary>
    public TunDeviceOrName(TunDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _name = device.Name;
    }

    /// <summary>The name of a device, or where several are possible a pattern with wildcards.</summary>
    public TunDeviceOrName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
    }

    /// <summary>The one device that is meant, or the error that says why there is none.</summary>
    internal bool TryResolve(out TunDevice device, out ErrorRecord error)
    {
        device = _device ?? OpenDevices.All().FirstOrDefault(open => open.Name == _name)!;
        error = device is null ? TunErrors.DeviceNotFound(_name) : null!;
        return device is not null;
    }

    /// <summary>All devices that are meant; an error when a name without wildcards matches none.</summary>
    internal IReadOnlyList<TunDevice> ResolveAll(out ErrorRecord? error)
    {
        IReadOnlyList<TunDevice> devices = _device is null ? OpenDevices.Find(_name) : [_device];
        error = devices.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(_name)
            ? TunErrors.DeviceNotFound(_name)
            : null;
        return devices;
    }

    public override string ToString() => _name;
}
