namespace TunPS.Stress;

/// <summary>The captures of the tests: traffic that a kernel made.</summary>
internal static class SampleCaptures
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "data");

    /// <summary>All files, whole.</summary>
    internal static IReadOnlyList<byte[]> Files { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.pcap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];

    /// <summary>All packets of all files.</summary>
    internal static IReadOnlyList<TunPacket> Packets { get; } = [.. Files.SelectMany(Read)];

    private static IEnumerable<TunPacket> Read(byte[] file)
    {
        using CaptureReader reader = new(new MemoryStream(file));
        while (reader.TryRead(out TunPacket? packet))
        {
            yield return packet;
        }
    }
}
