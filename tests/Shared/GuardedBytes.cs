using System.Runtime.InteropServices;

namespace TunPS.Testing;

/// <summary>
/// A place for bytes that ends where a page begins that nobody may touch: who reads one byte too many ends the process.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int PROT_NONE = 0;
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;

    private readonly nuint _size;
    private readonly byte* _start;

    /// <param name="capacity">The most bytes that it can hold.</param>
    internal GuardedBytes(int capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _size = ((nuint)capacity + page - 1) / page * page;
        _start = (byte*)Map(null, _size + page, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        Assert.NotEqual(-1, (nint)_start);
        Assert.Equal(0, Protect(_start + _size, page, PROT_NONE));
    }

    /// <summary>The bytes, of which the last one lies before the forbidden page.</summary>
    internal ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes)
    {
        Span<byte> place = new(_start + _size - bytes.Length, bytes.Length);
        bytes.CopyTo(place);
        return place;
    }

    public void Dispose() => Assert.Equal(0, Unmap(_start, _size + (nuint)Environment.SystemPageSize));

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint size, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint size, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint size);
}
