using System.Buffers.Binary;

namespace TunPS.Core.Tests.Impairments;

/// <summary>A line with packets that know their number, and what came out when.</summary>
internal sealed class LineBench(Impairment impairment, long seed = 1)
{
    internal const long Microsecond = 1_000;
    internal const long Millisecond = 1_000_000;
    internal const long Second = 1_000_000_000;

    private readonly byte[] _packet = new byte[70_000];
    private int _next;

    internal DelayLine Line { get; } = new(impairment, seed);

    /// <summary>Number and time of all that came out, in that order.</summary>
    internal List<(int Number, long Time)> Out { get; } = [];

    internal IEnumerable<int> Numbers => Out.Select(packet => packet.Number);

    /// <summary>Admits one packet, after taking what is due until then.</summary>
    internal void Admit(long now, int length = 100)
    {
        TakeUntil(now);
        BinaryPrimitives.WriteInt32LittleEndian(_packet, _next++);
        Line.Admit(_packet.AsSpan(0, length), now);
    }

    internal void AdmitMany(int count, long interval, int length = 100, long start = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Admit(start + (i * interval), length);
        }
    }

    /// <summary>Takes each packet at the time it is due.</summary>
    internal LineBench TakeUntil(long end = long.MaxValue)
    {
        while (Line.NextDue is long due && due <= end)
        {
            Assert.False(Line.TryTake(due - 1, out _));
            Assert.True(Line.TryTake(due, out ReadOnlySpan<byte> packet));
            Out.Add((BinaryPrimitives.ReadInt32LittleEndian(packet), due));
        }

        return this;
    }
}
