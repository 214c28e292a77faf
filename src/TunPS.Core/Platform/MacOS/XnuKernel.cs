using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>
/// The calls of xnu in the forms that the backend needs. Results follow the kernel's convention with the numbers of
/// <see cref="Errno"/>: this is where those of xnu come in and are translated.
/// </summary>
/// <param name="calls">The system, or what stands for it in a test.</param>
internal sealed unsafe class XnuKernel(IXnu calls)
{
    /// <summary>The system calls themselves, for the paths on which every packet goes.</summary>
    internal IXnu Calls => calls;

    /// <summary>The result of a call with the errno translated.</summary>
    internal static int Result(nint result) => result >= 0 ? (int)result : -XnuErrno.ToPortable((int)-result);

    /// <summary>Opens a close-on-exec socket; null with the errno when that fails.</summary>
    internal DescriptorHandle? OpenSocket(int domain, int type, int protocol, out int errno)
    {
        // Between the two calls a program that another thread starts could inherit it: xnu has no flag for that.
        int descriptor = Result(calls.Socket(domain, type, protocol));
        errno = descriptor < 0 ? -descriptor : -Result(calls.Ioctl(descriptor, XnuRequests.FIOCLEX, null));
        if (errno == 0)
        {
            return new DescriptorHandle(descriptor, ownsDescriptor: true);
        }

        if (descriptor >= 0)
        {
            _ = Posix.Close(descriptor);
        }

        return null;
    }

    /// <summary>Makes a descriptor non-blocking.</summary>
    internal int SetNonBlocking(DescriptorHandle descriptor)
    {
        int on = 1;
        return Request(descriptor, XnuRequests.FIONBIO, ref on);
    }

    /// <summary>ioctl(2) with what it points at.</summary>
    internal int Request<T>(DescriptorHandle descriptor, uint request, ref T argument)
        where T : unmanaged
    {
        using BorrowedDescriptor borrowed = new(descriptor);
        fixed (T* pointer = &argument)
        {
            return Result(calls.Ioctl(borrowed.Number, request, pointer));
        }
    }

    /// <summary>ioctl(2) about an interface, over a socket for this one question.</summary>
    /// <param name="family">Which family the request belongs to: those of IPv6 need a socket of IPv6.</param>
    /// <param name="request">The number.</param>
    /// <param name="argument">What it points at.</param>
    internal int RequestOver<T>(int family, uint request, ref T argument)
        where T : unmanaged
    {
        using DescriptorHandle? socket = OpenSocket(family, XnuSockets.SOCK_DGRAM, 0, out int errno);
        return socket is null ? -errno : Request(socket, request, ref argument);
    }

    /// <summary>A table of the kernel (sysctl(3)); empty with the errno when it gives none.</summary>
    internal byte[] ReadTable(ReadOnlySpan<int> name, out int errno)
    {
        // It may grow between the two calls.
        const int Attempts = 8;
        errno = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            nuint size = 0;
            errno = -Result(calls.Sysctl(name, null, &size));
            if (errno != 0)
            {
                return [];
            }

            byte[] table = new byte[(int)size + ((int)size / 4)];
            size = (nuint)table.Length;
            fixed (byte* bytes = table)
            {
                // A pointer even when there is nothing: null would ask for the size again.
                byte nothing;
                errno = -Result(calls.Sysctl(name, bytes is null ? &nothing : bytes, &size));
            }

            if (errno != Errno.ENOMEM)
            {
                return errno == 0 ? table[..(int)size] : [];
            }
        }

        return [];
    }
}
