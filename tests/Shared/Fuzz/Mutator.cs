using System.Buffers.Binary;

namespace TunPS.Testing;

/// <summary>Damages bytes in the ways that find mistakes of those who read them. The same seed does the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxDamages = 6;

    private static readonly ushort[] s_interesting = [0, 1, 4, 7, 8, 20, 40, 0x7FFF, 0x8000, 0xFFF8, 0xFFFF];
    private readonly Random _random = new(seed);

    /// <summary>One of the items.</summary>
    internal T Choose<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>True once in so many times.</summary>
    internal bool Happens(int times) => _random.Next(times) == 0;

    /// <summary>A damaged copy.</summary>
    /// <param name="original">What is damaged.</param>
    /// <param name="other">What may come in its place from somewhere on.</param>
    internal byte[] Damage(byte[] original, byte[] other)
    {
        byte[] bytes = [.. original];
        for (int damages = _random.Next(1, MaxDamages); damages > 0; damages--)
        {
            bytes = DamageOnce(bytes, other);
        }

        return bytes;
    }

    private byte[] DamageOnce(byte[] bytes, byte[] other)
    {
        int at = bytes.Length == 0 ? 0 : Math.Min(_random.Next(bytes.Length), _random.Next(bytes.Length));
        switch (_random.Next(8))
        {
            case 0 when bytes.Length > 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1 when bytes.Length > 0:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2 when bytes.Length - at >= sizeof(ushort):
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), Choose(s_interesting));
                return bytes;
            case 3 when bytes.Length - at >= sizeof(uint):
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), (uint)_random.NextInt64(1L << 32));
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes, .. Noise(_random.Next(40))];
            case 6:
                return [.. bytes[..at], .. other.AsSpan(Math.Min(at, other.Length))];
            case 7:
                return [.. bytes[..at], .. Noise(_random.Next(8)), .. bytes[at..]];
            default:
                return bytes;
        }
    }

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
