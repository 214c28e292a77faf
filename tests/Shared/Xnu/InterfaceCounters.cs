namespace TunPS.Testing;

/// <summary>What a recorded interface has counted, seen from the system: out is what the device reads.</summary>
internal readonly record struct InterfaceCounters
{
    internal ulong PacketsIn { get; init; }

    internal ulong BytesIn { get; init; }

    internal ulong PacketsOut { get; init; }

    internal ulong BytesOut { get; init; }

    internal ulong ErrorsOut { get; init; }

    internal ulong WithoutProtocol { get; init; }
}
