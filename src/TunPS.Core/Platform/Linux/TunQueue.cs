using System.Runtime.InteropServices;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// An open descriptor of a TUN device: one read or write is one packet. Always non-blocking; waiting is done by the
/// one wait function, never here. Results follow the kernel's convention: a count, or the negative errno.
/// </summary>
internal sealed class TunQueue : IDisposable
{
    internal TunQueue(DescriptorHandle handle) => Handle = handle;

    /// <summary>What a read or write returns when it would have to wait.</summary>
    internal const int WouldBlock = -Errno.EAGAIN;

    internal DescriptorHandle Handle { get; }

    /// <summary>Lends the descriptor for a poll; it stays open until <see cref="Return"/>.</summary>
    internal int Borrow()
    {
        bool added = false;
        Handle.DangerousAddRef(ref added);
        return (int)Handle.DangerousGetHandle();
    }

    /// <summary>Gives back what <see cref="Borrow"/> lent.</summary>
    internal void Return() => Handle.DangerousRelease();

    /// <summary>Reads one packet; what does not fit into the buffer is lost without a sign.</summary>
    internal unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                nint length = Libc.Read(Handle, bytes, (nuint)buffer.Length);
                if (length >= 0)
                {
                    return (int)length;
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    return -errno;
                }
            }
        }
    }

    /// <summary>Writes one packet, whole or not at all.</summary>
    internal unsafe int Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            while (true)
            {
                nint length = Libc.Write(Handle, bytes, (nuint)packet.Length);
                if (length >= 0)
                {
                    return (int)length;
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    return -errno;
                }
            }
        }
    }

    /// <summary>Asks the driver for the interface's present name and its IFF_ flags.</summary>
    /// <returns>0 or the negative errno: EBADFD when the interface is gone, ENOTTY when this is no TUN descriptor.</returns>
    internal unsafe int GetInterface(out string name, out ushort flags)
    {
        InterfaceRequest request = default;
        int errno = Libc.Ioctl(Handle, TunRequests.TUNGETIFF, &request) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        name = request.Name;
        flags = request.Flags;
        return errno;
    }

    /// <summary>Closes the descriptor as soon as no call uses it any more.</summary>
    public void Dispose() => Handle.Dispose();
}
