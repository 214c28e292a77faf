using System.Runtime.InteropServices;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Opens queues of TUN devices: by /dev/net/tun, or from a descriptor that somebody else opened.</summary>
internal static class TunDriver
{
    /// <summary>Creates the interface, or attaches to one that exists and is free.</summary>
    /// <param name="name">Null lets the kernel pick; one %d in it is replaced by the lowest free number.</param>
    /// <param name="created">False when the interface existed before.</param>
    /// <exception cref="TunException">The driver cannot be opened, or does not give the interface.</exception>
    internal static unsafe TunQueue Open(string? name, out bool created)
    {
        string operation = name is null ? "create a TUN device" : $"create the TUN device '{name}'";
        int descriptor = Libc.Open(TunRequests.DevicePath, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw new TunException(
                $"open {TunRequests.DevicePath}", LinuxErrors.OpeningDriver(Marshal.GetLastPInvokeError()));
        }

        DescriptorHandle handle = new(descriptor, ownsDescriptor: true);

        // IFF_TUN_EXCL refuses an existing interface with EBUSY; that is how to know whether this one is new.
        int errno = Attach(handle, name, TunRequests.IFF_TUN_EXCL);
        created = errno == 0;
        if (errno == Errno.EBUSY)
        {
            errno = Attach(handle, name, 0);
        }

        if (errno == 0)
        {
            errno = ClearOffload(handle);
        }

        if (errno != 0)
        {
            handle.Dispose();
            throw new TunException(operation, LinuxErrors.Creating(errno, name is null ? null : TunOccupant.Find(name)));
        }

        try
        {
            return new TunQueue(handle, OpenNamespace(operation));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes a queue of an open descriptor: a TUN descriptor, or a datagram socket in its place.</summary>
    /// <exception cref="ArgumentException">The descriptor is not open or cannot serve.</exception>
    internal static unsafe TunQueue Adopt(int descriptor, bool ownsDescriptor)
    {
        // Not owned until everything is checked: on failure the descriptor stays the caller's.
        TunQueue candidate = new(new DescriptorHandle(descriptor, ownsDescriptor: false), null);
        int nonBlocking = 1;
        if (Libc.Ioctl(candidate.Handle, Libc.FIONBIO, &nonBlocking) != 0
            || (ownsDescriptor && Libc.Ioctl(candidate.Handle, Libc.FIOCLEX, (nuint)0) != 0))
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new ArgumentException(
                $"Descriptor {descriptor} cannot be used: {Errno.Describe(errno)}.", nameof(descriptor));
        }

        int result = candidate.GetInterface(out _, out ushort flags);
        if (result == 0)
        {
            if ((flags & TunRequests.IFF_TUN) == 0
                || (flags & TunRequests.IFF_NO_PI) == 0
                || (flags & TunRequests.IFF_VNET_HDR) != 0)
            {
                throw new ArgumentException(
                    $"Descriptor {descriptor} does not carry bare IP packets: open it with IFF_TUN | IFF_NO_PI.",
                    nameof(descriptor));
            }

            _ = ClearOffload(candidate.Handle);
        }
        else if (result == -Errno.EBADFD)
        {
            throw new ArgumentException(
                $"Descriptor {descriptor} has no interface: attach it with TUNSETIFF first.", nameof(descriptor));
        }

        DescriptorHandle? network = result == 0 ? OpenNamespace($"use descriptor {descriptor}") : null;
        candidate.Dispose();
        return new TunQueue(new DescriptorHandle(descriptor, ownsDescriptor), network);
    }

    /// <summary>Any socket will do: it stays for ever in the network namespace of the thread that makes it.</summary>
    private static DescriptorHandle OpenNamespace(string operation)
    {
        int socket = Libc.Socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        return socket >= 0
            ? new DescriptorHandle(socket, ownsDescriptor: true)
            : throw new TunException(operation, LinuxErrors.Any(Marshal.GetLastPInvokeError()));
    }

    private static unsafe int Attach(DescriptorHandle handle, string? name, ushort extraFlags)
    {
        InterfaceRequest request = new()
        {
            Name = name ?? string.Empty,
            Flags = (ushort)(TunRequests.IFF_TUN | TunRequests.IFF_NO_PI | extraFlags),
        };
        return Libc.Ioctl(handle, TunRequests.TUNSETIFF, &request) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    // The mask belongs to the interface and outlives whoever set it: a persistent device that once was opened with
    // offload would still hand out 64 KiB super-packets.
    private static int ClearOffload(DescriptorHandle handle)
        => Libc.Ioctl(handle, TunRequests.TUNSETOFFLOAD, (nuint)0) == 0 ? 0 : Marshal.GetLastPInvokeError();
}
