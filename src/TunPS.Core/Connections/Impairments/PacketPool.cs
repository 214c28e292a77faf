using System.Numerics;

namespace TunPS;

/// <summary>
/// Buffers for the packets of one line, by powers of two. Shared pools hand out arrays of any size to anybody, and keep
/// what a burst made; this one knows how much is in use, and keeps no more than that, or a little.
/// </summary>
internal sealed class PacketPool
{
    /// <summary>What is kept for the next burst, in bytes: a thousand packets of the usual MTU, and some.</summary>
    internal const long KeptBytes = 4 << 20;

    private const int SmallestShift = 7;

    // From 128 bytes to 2 GiB; the large ones are there for nobody to have to ask whether they are.
    private readonly Stack<byte[]>[] _free =
        [.. Enumerable.Range(SmallestShift, 31 - SmallestShift).Select(_ => new Stack<byte[]>())];

    /// <summary>The bytes of the buffers that are in use.</summary>
    internal long UsedBytes { get; private set; }

    /// <summary>The bytes of those that wait to be used again.</summary>
    internal long FreeBytes { get; private set; }

    /// <summary>How large the buffer is that a packet gets.</summary>
    internal static int SizeFor(int length) => 1 << (ClassOf(length) + SmallestShift);

    internal byte[] Rent(int length)
    {
        int size = SizeFor(length);
        UsedBytes += size;
        if (!_free[ClassOf(length)].TryPop(out byte[]? buffer))
        {
            return GC.AllocateUninitializedArray<byte>(size);
        }

        FreeBytes -= size;
        return buffer;
    }

    internal void Return(byte[] buffer)
    {
        UsedBytes -= buffer.Length;
        FreeBytes += buffer.Length;
        _free[ClassOf(buffer.Length)].Push(buffer);

        // What a burst made is given back as it drains. The large ones go first: few of them are worth many packets.
        for (int i = _free.Length - 1; FreeBytes > Math.Max(KeptBytes, UsedBytes); i--)
        {
            while (FreeBytes > Math.Max(KeptBytes, UsedBytes) && _free[i].TryPop(out byte[]? surplus))
            {
                FreeBytes -= surplus.Length;
            }
        }
    }

    private static int ClassOf(int length)
        => Math.Max(0, BitOperations.Log2((uint)Math.Max(length - 1, 1)) + 1 - SmallestShift);
}
