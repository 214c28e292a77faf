using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

/// <summary>The programs that read and write captures, and the folder that they work in.</summary>
internal sealed class Wireshark : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tunps-");

    /// <summary>Where a file of the folder is.</summary>
    internal string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>What tshark says of a file, as <see cref="Captures.Describe(TunPacket)"/> does.</summary>
    internal IReadOnlyList<string> Describe(string name)
    {
        string json = Run("tshark", "-n", "-r", this[name], "-T", "json", "-x", "--no-duplicate-keys");
        return [.. JsonNode.Parse(json)!.AsArray().Select(each => Describe(each!["_source"]!["layers"]!))];
    }

    /// <summary>What the reader says of a file.</summary>
    internal IReadOnlyList<string> Read(string name)
        => [.. Captures.Describe(Captures.Read(File.ReadAllBytes(this[name])))];

    /// <summary>Runs a program in the folder, and gives what it prints.</summary>
    internal string Run(string program, params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {error.Result}");
        return output;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Describe(JsonNode layers)
    {
        JsonNode frame = layers["frame"]!;
        string time = ((string)frame["frame.time_epoch"]!).Replace(".", string.Empty, StringComparison.Ordinal);
        string? name = (string?)frame["frame.interface_id_tree"]?["frame.interface_name"];
        TunLayer layer = (string)frame["frame.encap_type"]! == "1" ? TunLayer.Tap : TunLayer.Tun;
        string bytes = ((string)layers["frame_raw"]![0]!).ToUpperInvariant();
        return $"{time.TrimStart('0')} {(name == "unknown" ? null : name)} {layer} {frame["frame.len"]} {bytes}";
    }
}
