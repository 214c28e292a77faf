using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TunPS;

/// <summary>
/// Copies of packets of one direction on their way to the mirror. One thread adds, and never waits; another one takes. A
/// ring of bytes, so that nothing is allocated for a packet, however long.
/// </summary>
/// <param name="interval">Each packet of this number is wanted.</param>
/// <param name="direction">Counts what found no room.</param>
/// <param name="mirror">Is woken when it sleeps.</param>
internal sealed class MirrorQueue(int interval, TunConnectionDirection direction, MirrorThread mirror)
{
    // What a fast connection passes on in a few milliseconds.
    private const int Capacity = 4 << 20;
    private const int Alignment = 8;

    private readonly byte[] _ring = GC.AllocateUninitializedArray<byte>(Capacity);

    // How many packets go by before the next that is wanted.
    private int _skip = interval - 1;
    private long _written;
    private long _read;

    internal bool IsEmpty => Volatile.Read(ref _written) == _read;

    /// <summary>Copies a packet if it is wanted, or has wanted packets in it.</summary>
    /// <param name="header">The virtio header that it was read with.</param>
    /// <param name="packet">The packet or super-packet.</param>
    /// <param name="count">The packets in it.</param>
    internal void Offer(in VirtioHeader header, ReadOnlySpan<byte> packet, int count)
    {
        if (_skip >= count)
        {
            _skip -= count;
            return;
        }

        Entry entry = new()
        {
            Length = packet.Length,
            Skip = _skip,
            Wanted = 1 + ((count - 1 - _skip) / interval),
            Ticks = DateTime.UtcNow.Ticks,
            Header = header,
        };
        _skip += (entry.Wanted * interval) - count;
        if (TryAdd(entry, packet))
        {
            mirror.WakeIfAsleep();
        }
        else
        {
            direction.Counters.Missed += entry.Wanted;
        }
    }

    /// <summary>The oldest copy; valid until <see cref="Remove"/>.</summary>
    internal bool TryPeek(out Entry entry, out ReadOnlySpan<byte> packet)
    {
        if (IsEmpty)
        {
            entry = default;
            packet = default;
            return false;
        }

        entry = EntryAt(_read);
        if (entry.Length < 0)
        {
            // The rest of the ring was too short.
            Volatile.Write(ref _read, _read + Capacity - Position(_read));
            entry = EntryAt(_read);
        }

        packet = _ring.AsSpan(Position(_read) + Unsafe.SizeOf<Entry>(), entry.Length);
        return true;
    }

    /// <summary>Makes room of the oldest copy.</summary>
    internal void Remove(in Entry entry) => Volatile.Write(ref _read, _read + SizeOf(entry.Length));

    private static int Position(long offset) => (int)(offset % Capacity);

    private static int SizeOf(int length)
        => (Unsafe.SizeOf<Entry>() + length + Alignment - 1) / Alignment * Alignment;

    private bool TryAdd(in Entry entry, ReadOnlySpan<byte> packet)
    {
        int size = SizeOf(packet.Length);
        int untilEnd = Capacity - Position(_written);
        long begin = size <= untilEnd ? _written : _written + untilEnd;
        if (begin + size - Volatile.Read(ref _read) > Capacity)
        {
            return false;
        }

        if (begin != _written)
        {
            MemoryMarshal.Write(_ring.AsSpan(Position(_written)), -1);
        }

        MemoryMarshal.Write(_ring.AsSpan(Position(begin)), in entry);
        packet.CopyTo(_ring.AsSpan(Position(begin) + Unsafe.SizeOf<Entry>()));
        Volatile.Write(ref _written, begin + size);
        return true;
    }

    // A mark that the rest is unused may be shorter than an entry.
    private Entry EntryAt(long offset)
    {
        ReadOnlySpan<byte> bytes = _ring.AsSpan(Position(offset));
        int length = MemoryMarshal.Read<int>(bytes);
        return length < 0 ? new Entry { Length = length } : MemoryMarshal.Read<Entry>(bytes);
    }

    /// <summary>What stands before a copy.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = Alignment)]
    internal struct Entry
    {
        /// <summary>The bytes of the packet; -1 marks the rest of the ring as unused.</summary>
        internal int Length;

        /// <summary>The packets in it before the first one that is wanted.</summary>
        internal int Skip;

        /// <summary>The packets in it that are wanted.</summary>
        internal int Wanted;

        /// <summary>When it was copied.</summary>
        internal long Ticks;

        internal VirtioHeader Header;
    }
}
