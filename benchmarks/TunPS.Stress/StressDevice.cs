using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Stress;

/// <summary>The device that is measured. One at a time, always with the same name and address.</summary>
internal static class StressDevice
{
    internal const string Name = "stress0";

    /// <summary>An address behind the device: what is sent there, the device receives.</summary>
    internal const string Peer = "192.0.2.2";

    /// <summary>The system's own address there.</summary>
    internal const string Address = "192.0.2.1";

    /// <summary>The command that makes it in PowerShell, in the variable $d.</summary>
    internal const string Command = $"$d = New-TunDevice {Name} -Address {Address}/24 -Mtu 1279";

    private const int PayloadLength = 36;

    private static readonly Lazy<Socket> s_socket = new(Connect);

    // Below 1280 bytes there is no IPv6, and so no packet that nobody asked for.
    internal static TunDevice Create()
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = Name,
            Addresses = [TunAddress.Parse($"{Address}/24")],
            Mtu = 1279,
        });

    /// <summary>Makes it in an engine, which closes it at its end.</summary>
    internal static TunDevice CreateIn(HostedShell shell, string parameters = "")
        => (TunDevice)shell.Run($"{Command} {parameters}; $d")[0].BaseObject;

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

    /// <summary>Puts packets of 64 bytes into the queue of the device.</summary>
    internal static void Fill(int packets)
    {
        ReadOnlySpan<byte> payload = stackalloc byte[PayloadLength];
        for (int i = 0; i < packets; i++)
        {
            _ = s_socket.Value.Send(payload);
        }
    }

    /// <summary>
    /// How many packets were read from the device since it was made, by whatever process; 0 without it.
    /// </summary>
    internal static long CountReceived(string name = Name)
    {
        // What the system transmits, the reader receives: eight columns of the other direction, then bytes, packets.
        string? line = File.ReadLines("/proc/net/dev").FirstOrDefault(line => line.TrimStart().StartsWith(
            $"{name}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(
            line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[9], CultureInfo.InvariantCulture);
    }

    private static Socket Connect()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse(Peer), 9));
        return socket;
    }
}
