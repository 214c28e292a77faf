using System.Globalization;

namespace TunPS.Tests.Examples;

/// <summary>
/// A private network namespace, with loopback up and a /run of its own for the names of more namespaces, and a shell in
/// it. A session that leaves all as it was gives it to the next one.
/// </summary>
internal sealed class ExampleBench : IDisposable
{
    private const string Begin = "mount -t tmpfs none /run && ip link set lo up && exec \"$0\" \"$@\"";

    private static readonly string[] s_socketFiles = ["tcp", "tcp6", "udp", "udp6"];

    // All that is started in here has this variable, in whatever namespace it runs.
    private readonly string _mark = $"TUNPS_EXAMPLE_BENCH={Guid.NewGuid()}";
    private readonly HashSet<int> _own;
    private ExampleShell? _otherTerminal;

    internal ExampleBench()
    {
        Shell = new ExampleShell(["env", _mark, "unshare", "--net", "--mount", "--", "sh", "-c", Begin]);
        _own = [.. Processes()];
    }

    /// <summary>The first terminal.</summary>
    internal ExampleShell Shell { get; }

    /// <summary>The words before those of a program that runs in here, in that folder.</summary>
    internal IReadOnlyList<string> Entry(string folder) =>
    [
        "env", _mark,
        "nsenter", "--net", "--mount", $"--target={Shell.Id.ToString(CultureInfo.InvariantCulture)}", "--",
        "sh", "-c", "cd \"$0\" && exec \"$@\"", folder,
    ];

    /// <summary>Another terminal, which stays open until the end of the session.</summary>
    internal ExampleShell OpenOtherTerminal(string folder)
    {
        if (_otherTerminal is null)
        {
            _otherTerminal = new ExampleShell(Entry(folder));
            _otherTerminal.Open(folder);
        }

        return _otherTerminal;
    }

    /// <summary>What a session has left behind; null when there is nothing.</summary>
    internal string? FindLeftovers()
    {
        _otherTerminal?.Dispose();
        _otherTerminal = null;
        string proc = $"/proc/{Shell.Id}";
        string[] links = [.. File.ReadLines($"{proc}/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim())];
        string[] namespaces = Directory.Exists($"{proc}/root/run/netns")
            ? [.. Directory.EnumerateFiles($"{proc}/root/run/netns")]
            : [];
        int sockets = s_socketFiles.Sum(file => File.ReadLines($"{proc}/net/{file}").Count() - 1);
        int processes = Processes().Count(process => !_own.Contains(process));
        return links is ["lo"] && namespaces.Length == 0 && sockets == 0 && processes == 0
            ? null
            : $"{string.Join(' ', links)}, {namespaces.Length} namespaces, {sockets} sockets, {processes} processes";
    }

    public void Dispose()
    {
        // All who are in here were started here.
        int[] all = [.. Processes()];
        _otherTerminal?.Dispose();
        Shell.Dispose();
        foreach (int process in all)
        {
            Stop(process);
        }
    }

    private static void Stop(int process)
    {
        try
        {
            System.Diagnostics.Process.GetProcessById(process).Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && IsIn(id));

    private bool IsIn(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Contains(_mark, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
