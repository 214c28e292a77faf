using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace TunPS;

/// <summary>
/// The devices that New-TunDevice opened in this process. They stay open until they are removed, as a PSSession does,
/// whatever happens to variables; every runspace sees them all, and the module's removal closes those of its own.
/// </summary>
internal static class OpenDevices
{
    private static readonly List<(TunDevice Device, Guid? Runspace)> s_devices = [];
    private static readonly ConditionalWeakTable<TunDevice, object> s_closedWithModule = [];

    internal static void Add(TunDevice device)
    {
        lock (s_devices)
        {
            _ = s_devices.RemoveAll(entry => entry.Device.IsClosed);
            s_devices.Add((device, Runspace.DefaultRunspace?.InstanceId));
        }
    }

    /// <summary>All open devices in the order in which they were opened.</summary>
    internal static IReadOnlyList<TunDevice> All()
    {
        lock (s_devices)
        {
            return [.. s_devices.Select(entry => entry.Device).Where(device => !device.IsClosed)];
        }
    }

    /// <summary>The devices whose names match the pattern.</summary>
    internal static IReadOnlyList<TunDevice> Find(NamePattern pattern)
        => pattern.Select(All(), device => device.Name);

    /// <summary>The open queues of an interface.</summary>
    internal static IReadOnlyList<TunDevice> QueuesOf(TunInterface @interface)
        => [.. All().Where(device => device.Interface is TunInterface other && other.IsSame(@interface))];

    /// <summary>Closes the devices that were opened in the calling runspace.</summary>
    internal static void CloseOwn()
    {
        Guid? own = Runspace.DefaultRunspace?.InstanceId;
        lock (s_devices)
        {
            foreach ((TunDevice device, _) in s_devices.Where(entry => entry.Runspace == own))
            {
                // Before the device closes, so that whoever waits for it knows why.
                s_closedWithModule.AddOrUpdate(device, s_closedWithModule);
                device.Dispose();
            }

            _ = s_devices.RemoveAll(entry => entry.Device.IsClosed);
        }
    }

    /// <summary>True for a device that the module's removal closed; that ends a wait like a stop does.</summary>
    internal static bool WasClosedWithModule(TunDevice device) => s_closedWithModule.TryGetValue(device, out _);
}
