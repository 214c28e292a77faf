namespace TunPS.Testing;

/// <summary>
/// Runs test code where there is loopback: on Linux that of a network namespace of its own, elsewhere that of the machine.
/// </summary>
internal static class LoopbackNetwork
{
    internal static void Run(Action test)
    {
        if (!OperatingSystem.IsLinux())
        {
            test();
            return;
        }

        NetworkNamespace.Run(() =>
        {
            _ = IpCommand.Run("link set lo up");
            test();
        });
    }
}
