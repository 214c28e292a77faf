using System.Diagnostics;

namespace TunPS.Tests.Examples;

/// <summary>The variables that the programs of examples see.</summary>
internal static class ExampleEnvironment
{
    // Only runs its arguments: the examples are root already.
    private const string Sudo = "#!/bin/sh\nexec \"$@\"\n";

    private static readonly Lazy<string> s_tools = new(WriteTools);
    private static readonly Lazy<string> s_modules = new(LinkModules);

    internal static void Set(ProcessStartInfo start)
    {
        IDictionary<string, string?> variables = start.Environment;
        variables["PATH"] = $"{s_tools.Value}:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";

        // Where TunPS is installed, for those who import it by its name or do not import it at all.
        variables["PSModulePath"] = $"{Path.GetDirectoryName(Repository.Module)}:{s_modules.Value}";

        // Few examples run anything often enough to be worth a second and a third compilation.
        variables["DOTNET_TieredCompilation"] = "0";
        variables["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        variables["POWERSHELL_UPDATECHECK"] = "Off";
        variables["NO_COLOR"] = "1";
        variables["TERM"] = "dumb";
        variables["SHELL"] = "/bin/sh";
        variables["LC_ALL"] = "C.UTF-8";
    }

    private static string WriteTools()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "ExampleTools");
        string sudo = Path.Combine(folder, "sudo");
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(sudo, Sudo);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(sudo, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    // Pester, for a pwsh that has none, or only one that is too old. The folders of pwsh itself come before this one.
    private static string LinkModules()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "ExampleModules");
        string link = Path.Combine(folder, "Pester");
        _ = Directory.CreateDirectory(folder);
        File.Delete(link);
        if (Repository.Pester is not null)
        {
            _ = Directory.CreateSymbolicLink(link, Path.GetDirectoryName(Repository.Pester)!);
        }

        return folder;
    }
}
