using System.Diagnostics.CodeAnalysis;
using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>Why no device of a name is open in this session, as far as it helps whoever asked for it.</summary>
internal sealed class MissingDevice
{
    internal MissingDevice(string name)
    {
        string[] open = [.. OpenDevices.All().Select(device => device.Name).Distinct()];
        Message = $"No device named '{name}' is open in this session.";
        if (new NamePattern(name).MeansSeveral)
        {
            Remedy = $"A pattern is for Get-TunDevice: Get-TunDevice {name} gives the devices.";
        }
        else if (Array.Find(open, other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) is string similar)
        {
            Remedy = $"Did you mean {similar}? Upper and lower case differ.";
        }
        else if (TunInterface.Find(name) is TunInterface other)
        {
            DescribeForeign(other);
        }
        else if (Array.Exists(NetworkInterface.GetAllNetworkInterfaces(), other => other.Name == name))
        {
            Message = $"'{name}' is no TUN or TAP device.";
            Remedy = "TunPS does not listen on network cards. New-TunDevice makes a device that a script can listen on.";
        }
        else if (NearName.Find(name, open) is string near)
        {
            Remedy = $"Did you mean {near}?";
        }
        else
        {
            Remedy = open.Length == 0 ? "Make one with New-TunDevice." : $"Open in this session: {string.Join(", ", open)}.";
        }
    }

    internal string Message { get; private set; }

    internal string Remedy { get; private set; }

    [MemberNotNull(nameof(Remedy))]
    private void DescribeForeign(TunInterface other)
    {
        if (other.QueueCount is null or 0)
        {
            Message = $"The device '{other}' is there, but not open in this session.";
            Remedy = $"Open it: New-TunDevice {other}.";
        }
        else
        {
            Message = $"The device '{other}' is not open in this session: another program has it open.";
            Remedy = other.IsMultiQueue == true
                ? $"Open one more queue of it, which then gets its share of the packets: New-TunDevice {other} -MultiQueue."
                : "Its packets go to that program. Close it there first, or make another device with New-TunDevice.";
        }
    }
}
