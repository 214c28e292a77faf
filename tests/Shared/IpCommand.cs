using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TunPS.Testing;

/// <summary>ip(8): how the tests see and disturb the system by a path that is not ours.</summary>
internal static class IpCommand
{
    private static readonly Lazy<bool> s_isThere = new(() => Environment.GetEnvironmentVariable("PATH")!
        .Split(':').Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, "ip"))));

    /// <summary>Skips the test where iproute2 is missing, unless it is required.</summary>
    internal static void Require()
        => Assert.SkipUnless(s_isThere.Value || DeviceAccess.IsRequired, "ip (package iproute2) is not installed.");

    /// <summary>Runs ip with these words in the network namespace of the calling thread.</summary>
    internal static string Run(string words) => Run("ip", words);

    /// <summary>Runs tc, which shapes traffic and comes with ip, in the same way.</summary>
    internal static string ShapeTraffic(string words) => Run("tc", words);

    /// <summary>What ip says of one interface, as JSON; null when there is no such interface.</summary>
    internal static JsonNode? Show(string name)
        => JsonNode.Parse(Run("-j -d address show"))!.AsArray().FirstOrDefault(link => (string?)link!["ifname"] == name);

    /// <summary>The names of all interfaces of the namespace.</summary>
    internal static string[] Links()
        => [.. JsonNode.Parse(Run("-j link show"))!.AsArray().Select(link => (string)link!["ifname"]!).Order()];

    /// <summary>
    /// Waits until loopback is all that there is. When another test starts a program in just this moment, its child holds
    /// all descriptors until it executes that program, and an interface lives until then.
    /// </summary>
    internal static void AssertNoDevices()
        => Assert.True(
            SpinWait.SpinUntil(() => Links() is ["lo"], TimeSpan.FromSeconds(10)), $"There are {string.Join(", ", Links())}.");

    private static string Run(string program, string words)
    {
        Require();

        // A child takes the namespace of the thread that starts it.
        using Process ip = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = ip.StandardOutput.ReadToEnd();
        string error = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        return ip.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {words}: {error}");
    }
}
