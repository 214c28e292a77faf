namespace TunPS.Stress.Scenarios;

/// <summary>By the cmdlets, in a hosted PowerShell.</summary>
internal sealed class CmdletCycle : ICycle, IDisposable
{
    private readonly HostedShell _shell = new();

    public string Name => "New-TunDevice, Remove-TunDevice";

    public void Make() => _shell.Run(
        $"$null = New-TunDevice {ICycle.Device} -Mtu {ICycle.Mtu} -Address {ICycle.IPv4}, {ICycle.IPv6} "
        + $"-Route {ICycle.Route}");

    public void Remove() => _shell.Run($"Remove-TunDevice {ICycle.Device}");

    public void Dispose() => _shell.Dispose();
}
