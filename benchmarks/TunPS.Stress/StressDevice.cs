using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress;

/// <summary>The device that is measured. One at a time, always with the same name and address.</summary>
internal static class StressDevice
{
    internal const string Name = "stress0";

    /// <summary>An address behind the device: what is sent there, the device receives.</summary>
    internal const string Peer = "192.0.2.2";

    /// <summary>The command that makes it in PowerShell, in the variable $d.</summary>
    internal const string Command = "$d = New-TunDevice stress0 -Address 192.0.2.1/24 -Mtu 1279";

    // Below 1280 bytes there is no IPv6, and so no packet that nobody asked for.
    internal static TunDevice Create()
        => TunDevice.Create(new TunDeviceOptions { Name = Name, Addresses = [TunAddress.Parse("192.0.2.1/24")], Mtu = 1279 });

    /// <summary>Makes the queue of an interface so long that it takes this many packets.</summary>
    internal static void LengthenQueue(string name, int packets)
    {
        using Process ip = Process.Start("ip", ["link", "set", name, "txqueuelen", $"{packets}"]);
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip cannot lengthen the queue of {name}.");
        }
    }

    /// <summary>How many packets were read from the device since it was made, by whatever process; 0 without it.</summary>
    internal static long CountReceived()
    {
        // What the system transmits, the reader receives: eight columns of the other direction, then bytes, packets.
        string? line = File.ReadLines("/proc/net/dev").FirstOrDefault(line => line.TrimStart().StartsWith(
            $"{Name}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(
            line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[9], CultureInfo.InvariantCulture);
    }
}
