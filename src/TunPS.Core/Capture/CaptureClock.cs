namespace TunPS;

/// <summary>How an interface of a pcapng file counts its time: the options if_tsresol and if_tsoffset.</summary>
internal readonly record struct CaptureClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const byte BinaryFlag = 0x80;

    // 10 to the power of 20 is more than 64 bits hold: of a finer unit not even all of them make a nanosecond more.
    private const int FinestDecimal = 9 + 19;

    private readonly byte _resolution;
    private readonly long _offset;

    /// <param name="resolution">The unit, 10^-n or, with the highest bit, 2^-n seconds.</param>
    /// <param name="offset">What is to be added, in seconds.</param>
    internal CaptureClock(byte resolution, long offset = 0)
    {
        _resolution = resolution;
        _offset = offset;
    }

    /// <summary>What an interface without the option has: microseconds.</summary>
    internal static CaptureClock Default { get; } = new(6);

    /// <summary>What files of our own have.</summary>
    internal static CaptureClock Nanoseconds { get; } = new(9);

    /// <summary>
    /// The nanoseconds since 1970; a time that 64 bits do not hold becomes the nearest that they do.
    /// </summary>
    internal long ToUnixNanoseconds(ulong units)
    {
        Int128 time = (Int128)Scale(units) + ((Int128)_offset * NanosecondsPerSecond);
        return time > long.MaxValue ? long.MaxValue : time < long.MinValue ? long.MinValue : (long)time;
    }

    private UInt128 Scale(ulong units)
    {
        int exponent = _resolution & ~BinaryFlag;
        return (_resolution & BinaryFlag) != 0
            ? ((UInt128)units * NanosecondsPerSecond) >> exponent
            : exponent <= 9 ? units * (UInt128)PowerOfTen(9 - exponent)
            : exponent <= FinestDecimal ? units / PowerOfTen(exponent - 9)
            : 0;
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }
}
