using Microsoft.Win32.SafeHandles;

namespace TunPS.Native;

/// <summary>
/// A file descriptor. As a SafeHandle it is closed when the last call that uses it has returned, so that its number is
/// never reused under a reader.
/// </summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    internal DescriptorHandle(int descriptor, bool ownsDescriptor)
        : base(ownsDescriptor)
    {
        SetHandle(descriptor);
    }

    /// <summary>Lends the descriptor for a poll; it stays open until <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is closed, or about to be.</exception>
    internal int Borrow()
    {
        bool added = false;
        DangerousAddRef(ref added);
        return (int)DangerousGetHandle();
    }

    /// <summary>Gives back what <see cref="Borrow"/> lent.</summary>
    internal void Return() => DangerousRelease();

    // Linux and macOS close the descriptor even when close reports EINTR or EIO; a second close could hit somebody else's.
    protected override bool ReleaseHandle()
    {
        _ = Posix.Close((int)handle);
        return true;
    }
}
