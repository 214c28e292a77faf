using System.Buffers.Binary;

namespace TunPS.Testing;

/// <summary>Packets that the Linux kernel itself made; tests/data/README.md tells how.</summary>
internal static class Corpus
{
    private const uint PacketBlock = 6;

    private static readonly Lazy<IReadOnlyList<TunPacket>> s_packets = new(() => Load("packets.pcapng", TunLayer.Tun));
    private static readonly Lazy<IReadOnlyList<TunPacket>> s_frames = new(() => Load("frames.pcapng", TunLayer.Tap));

    /// <summary>IP packets, as a TUN device carries them.</summary>
    internal static IReadOnlyList<TunPacket> Packets => s_packets.Value;

    /// <summary>Ethernet frames, as a TAP device carries them.</summary>
    internal static IReadOnlyList<TunPacket> Frames => s_frames.Value;

    /// <summary>Both.</summary>
    internal static IEnumerable<TunPacket> All => Packets.Concat(Frames);

    // No more of the format than these two files need: one interface, nanoseconds, little endian.
    private static List<TunPacket> Load(string name, TunLayer layer)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", name));
        List<TunPacket> packets = [];
        while (!file.IsEmpty)
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(file);
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
            if (type == PacketBlock)
            {
                ulong time = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(file[12..]) << 32)
                    | BinaryPrimitives.ReadUInt32LittleEndian(file[16..]);
                int captured = BinaryPrimitives.ReadInt32LittleEndian(file[20..]);
                int original = BinaryPrimitives.ReadInt32LittleEndian(file[24..]);
                packets.Add(new TunPacket(file.Slice(28, captured).ToArray(), "corpus", layer, (long)time, original));
            }

            file = file[length..];
        }

        return packets;
    }
}
