using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>By ip(8): with a command for each step, as scripts do it, or with one process for all of them.</summary>
internal sealed class IpCycle(bool isBatch) : ICycle
{
    private static readonly string[] s_make =
    [
        $"tuntap add name {ICycle.Device} mode tun",
        $"link set {ICycle.Device} mtu {ICycle.Mtu} up",
        $"address add {ICycle.IPv4} dev {ICycle.Device}",
        $"address add {ICycle.IPv6} dev {ICycle.Device} nodad",
        $"route add {ICycle.Route} dev {ICycle.Device}",
    ];

    public string Name => isBatch ? "ip -batch, one process" : "ip, a command for each step";

    public void Make()
    {
        if (isBatch)
        {
            Run("-batch -", s_make);
        }
        else
        {
            Array.ForEach(s_make, command => Run(command, []));
        }
    }

    public void Remove() => Run($"tuntap delete name {ICycle.Device} mode tun", []);

    private static void Run(string words, string[] lines)
    {
        using Process ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardInput = true })!;
        Array.ForEach(lines, ip.StandardInput.WriteLine);
        ip.StandardInput.Close();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {words} failed.");
        }
    }
}
