namespace TunPS.Native;

/// <summary>A descriptor that stays open until this is disposed, for calls that take the number.</summary>
internal readonly ref struct BorrowedDescriptor
{
    private readonly DescriptorHandle _handle;

    /// <exception cref="ObjectDisposedException">It is closed, or about to be.</exception>
    internal BorrowedDescriptor(DescriptorHandle handle)
    {
        _handle = handle;
        Number = handle.Borrow();
    }

    internal int Number { get; }

    public void Dispose() => _handle.Return();
}
