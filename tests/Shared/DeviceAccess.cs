using System.Runtime.CompilerServices;
using TunPS.Isolation;

namespace TunPS.Testing;

/// <summary>Whether tests on real devices can run here, and the guard that they never run in the machine's network.</summary>
internal static class DeviceAccess
{
    private static string? s_obstacle;
    private static readonly Lazy<string?> s_problem = new(FindProblem);

    /// <summary>Why tests on real devices cannot run; null when they can.</summary>
    internal static string? Problem => s_problem.Value;

    /// <summary>Why there is no private network; null where there is one, or can be none.</summary>
    internal static string? NetworkProblem => OperatingSystem.IsLinux() ? s_obstacle : null;

    /// <summary>True when a test that cannot run is a failure and not a skip.</summary>
    internal static bool IsRequired => Environment.GetEnvironmentVariable("TUNPS_REQUIRE_DEVICE") == "1";

    // Before anything else in the test process, so that no test packet can ever leave by a real interface.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void EnterPrivateNetwork() => s_obstacle = PrivateNetwork.TryEnter();
#pragma warning restore CA2255

    private static string? FindProblem()
    {
        if (s_obstacle is not null)
        {
            return s_obstacle;
        }

        try
        {
            NetworkNamespace.Run(() => TunDevice.Create(new TunDeviceOptions()).Dispose());
            return null;
        }
        catch (TunException e)
        {
            return e.Message;
        }
    }
}
