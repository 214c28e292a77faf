using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TunPS.Isolation;

/// <summary>
/// Moves the running program into a network namespace of its own, where it sees no interface of the machine and can
/// disturb none. The program is started again there by unshare(1), because a process with several threads cannot
/// enter a new user namespace itself.
/// </summary>
internal static partial class PrivateNetwork
{
    private const string Marker = "TUNPS_PRIVATE_NETWORK";

    /// <summary>True when this process was started inside by <see cref="TryEnter"/>.</summary>
    internal static bool IsEntered => Environment.GetEnvironmentVariable(Marker) == "1";

    /// <summary>
    /// Starts the program again inside and never returns; without effect when it is there already. Root takes only a
    /// network namespace; everyone else also takes a user namespace, in which he is root.
    /// </summary>
    /// <returns>Null when inside; otherwise why that was not possible.</returns>
    internal static string? TryEnter()
    {
        if (IsEntered)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            return "Private network namespaces exist on Linux only.";
        }

        string[] unshare = Environment.IsPrivilegedProcess
            ? ["unshare", "--net", "--"]
            : ["unshare", "--user", "--map-root-user", "--net", "--"];
        if (FindObstacle(unshare) is string obstacle)
        {
            return obstacle;
        }

        // The arguments as they were given, whether this runs as "dotnet X.dll" or as its own executable.
        string[] commandLine = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        string[] arguments = [.. unshare, Environment.ProcessPath!, .. commandLine[1..]];
        List<string> environment = [$"{Marker}=1"];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        _ = Execvpe(unshare[0], [.. arguments, null], [.. environment, null]);
        return $"Cannot start unshare: {Marshal.GetLastPInvokeErrorMessage()}.";
    }

    private static string? FindObstacle(string[] unshare)
    {
        try
        {
            ProcessStartInfo start = new(unshare[0], [.. unshare[1..], "true"]) { RedirectStandardError = true };
            using Process probe = Process.Start(start)!;
            string error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"This system gives no private network namespace: {error.Trim()}.";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"Cannot start unshare (package util-linux): {e.Message}.";
        }
    }

    [LibraryImport("libc", EntryPoint = "execvpe", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execvpe(string file, string?[] arguments, string?[] environment);
}
