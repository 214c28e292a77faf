namespace TunPS.Stress.Speed;

/// <summary>
/// The memory that a packet takes. Its own is the array of its bytes, with the header that every array has; all else
/// that is allocated for it, such as the object around the array, is beyond.
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

    internal static Measurement MeasureBeyondOwn(string group, string name, double bytes)
        => MeasureBeyond(group, name, bytes - ArrayHeader - Length);

    /// <summary>For packets that were there before: all that is allocated is beyond their own.</summary>
    internal static Measurement MeasureBeyond(string group, string name, double bytes)
        => Measure(group, $"{name}: allocated beyond the packet's own", bytes, Limit.AtMost(160));

    private static Measurement Measure(string group, string name, double bytes, Limit limit)
        => new(group, name, Unit, [Math.Round(bytes, 3)], Limit: limit);
}
