using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>
/// Warns of what is no error to the system, but hardly meant: a device with a network that leads into another interface.
/// It gets no packet, and a test that expects none would pass.
/// </summary>
internal static class RivalWarning
{
    /// <summary>False for one more address in a network that the interface has: of that was warned already.</summary>
    internal static bool IsNewNetwork(TunInterface @interface, TunAddress address)
        => address.Peer is null && !@interface.Address.Any(other => other.Peer is null
            && other.PrefixLength == address.PrefixLength
            && IPPrefix.Parse($"{address}").Contains(other.Address));

    internal static void Write(Cmdlet command, TunInterface @interface, IEnumerable<TunAddress> added)
    {
        foreach (TunRoute route in added.Select(@interface.FindRival).OfType<TunRoute>().Distinct())
        {
            command.WriteWarning(
                $"{route.Destination} leads into {route.Device} already, which gets the packets to it; {@interface} gets "
                + $"none of them. Give {@interface} another network, or remove {route.Device} or its address first"
                + (IsOpenHere(route) ? $": Remove-TunDevice {route.Device}." : "."));
        }
    }

    // By its route, because in another network namespace there may be a device of the same name.
    private static bool IsOpenHere(TunRoute route)
        => OpenDevices.All().Any(device => device.Name == route.Device && device.Interface?.Route.Contains(route) == true);
}
