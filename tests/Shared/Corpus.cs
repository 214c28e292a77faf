namespace TunPS.Testing;

/// <summary>Captures of packets that the Linux kernel itself made; tests/data/README.md tells how.</summary>
internal static class Corpus
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "data");
    private static readonly Lazy<IReadOnlyList<TunPacket>> s_packets = new(() => Load("packets.pcapng"));
    private static readonly Lazy<IReadOnlyList<TunPacket>> s_frames = new(() => Load("frames.pcapng"));
    private static readonly Lazy<IReadOnlyList<TunPacket>> s_all = new(() => [.. Packets, .. Frames]);
    private static readonly Lazy<IReadOnlyList<byte[]>> s_files = new(() =>
    [
        .. Directory.EnumerateFiles(s_folder, "*.pcap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ]);

    /// <summary>IP packets, as a TUN device carries them.</summary>
    internal static IReadOnlyList<TunPacket> Packets => s_packets.Value;

    /// <summary>Ethernet frames, as a TAP device carries them.</summary>
    internal static IReadOnlyList<TunPacket> Frames => s_frames.Value;

    /// <summary>Both.</summary>
    internal static IReadOnlyList<TunPacket> All => s_all.Value;

    /// <summary>All capture files, byte for byte, also those of other programs in other formats.</summary>
    internal static IReadOnlyList<byte[]> Files => s_files.Value;

    private static List<TunPacket> Load(string name)
    {
        using CaptureReader reader = new(File.OpenRead(Path.Combine(s_folder, name)));
        List<TunPacket> packets = [];
        while (reader.TryRead(out TunPacket? packet))
        {
            packets.Add(packet);
        }

        return packets;
    }
}
