namespace TunPS.Stress.Speed;

/// <summary>
/// The memory that a packet takes. Its own is the array of its bytes, with the header that every array has. The shell's
/// is what the same pipeline allocates for a cmdlet that writes the same object again and again, or takes one and does
/// nothing. All else, such as the object around the array, is beyond.
/// </summary>
internal static class PacketBytes
{
    /// <summary>The bytes of each packet that is sent here.</summary>
    internal const int Length = 64;

    // Sixteen bytes that every object has, and eight for the length.
    private const int ArrayHeader = 24;
    private const string Unit = "bytes/packet";

    /// <summary>The core allocates nothing at all.</summary>
    internal static Measurement MeasureAll(string group, string name, double bytes)
        => Measure(group, $"{name}: allocated", bytes, Limit.AtMost(0));

    /// <summary>What a pipeline allocates for a packet that comes out of it.</summary>
    internal static Measurement MeasureReceived(string group, string name, double bytes, double shell)
        => MeasureBeyond(group, name, bytes - ArrayHeader - Length - shell);

    /// <summary>What a pipeline allocates for a packet that was there before.</summary>
    internal static Measurement MeasureSent(string group, string name, double bytes, double shell)
        => MeasureBeyond(group, name, bytes - shell);

    private static Measurement MeasureBeyond(string group, string name, double bytes)
        => Measure(group, $"{name}: allocated beyond the packet's own and the shell's", bytes, Limit.AtMost(160));

    private static Measurement Measure(string group, string name, double bytes, Limit limit)
        => new(group, name, Unit, [Math.Round(bytes, 3)], Limit: limit);
}
