namespace TunPS.Behaviour.Tests;

/// <summary>Captures in memory, and what is in them.</summary>
internal static class Captures
{
    /// <summary>A time with nanoseconds of its own.</summary>
    internal const long Time = 1_700_000_000_123_456_789;

    /// <summary>The file that the packets make.</summary>
    internal static byte[] Write(CaptureFormat format, params IEnumerable<TunPacket> packets)
    {
        MemoryStream file = new();
        using (CaptureWriter writer = CaptureWriter.Create(file, format))
        {
            WriteAll(writer, packets);
        }

        return file.ToArray();
    }

    /// <summary>The file with the packets behind what is in it.</summary>
    internal static byte[] Append(byte[] bytes, params IEnumerable<TunPacket> packets) => Append(bytes, out _, packets);

    internal static byte[] Append(byte[] bytes, out long dropped, params IEnumerable<TunPacket> packets)
    {
        MemoryStream file = new();
        file.Write(bytes);
        using (CaptureWriter writer = CaptureWriter.Append(file))
        {
            dropped = writer.DroppedBytes;
            WriteAll(writer, packets);
        }

        return file.ToArray();
    }

    /// <summary>The packets of a file, read in pieces as a pipe gives them.</summary>
    internal static IReadOnlyList<TunPacket> Read(byte[] bytes, out CaptureProblem? problem)
    {
        using CaptureReader reader = new(new Trickle(bytes));
        List<TunPacket> packets = ReadAll(reader);
        problem = reader.Problem;
        return packets;
    }

    /// <summary>The packets of a sound file.</summary>
    internal static IReadOnlyList<TunPacket> Read(byte[] bytes)
    {
        IReadOnlyList<TunPacket> packets = Read(bytes, out CaptureProblem? problem);
        Assert.Null(problem);
        return packets;
    }

    internal static List<TunPacket> ReadAll(CaptureReader reader)
    {
        List<TunPacket> packets = [];
        while (reader.TryRead(out TunPacket? packet))
        {
            packets.Add(packet);
        }

        return packets;
    }

    /// <summary>All that a file keeps of a packet, to be compared.</summary>
    internal static string Describe(TunPacket packet)
        => $"{packet.UnixTimeNanoseconds} {packet.Device} {packet.Layer} {packet.OriginalLength} "
            + Convert.ToHexString(packet.Data);

    internal static IEnumerable<string> Describe(IEnumerable<TunPacket> packets) => packets.Select(Describe);

    internal static TunPacket Packet(
        byte[] data, string? device = "tun0", TunLayer layer = TunLayer.Tun, long time = Time, int more = 0)
        => new(data, device, layer, time, data.Length + more);

    private static void WriteAll(CaptureWriter writer, IEnumerable<TunPacket> packets)
    {
        foreach (TunPacket packet in packets)
        {
            writer.Write(packet);
        }
    }
}
