using System.Runtime.InteropServices;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Opens queues of TUN devices: by /dev/net/tun, or from a descriptor that somebody else opened.</summary>
internal static class TunDriver
{
    /// <summary>
    /// Creates the interface, or opens a queue of one that exists, in the network namespace that the options name.
    /// </summary>
    /// <param name="options">Name, layer, whether multi-queue, namespace.</param>
    /// <param name="created">False when the interface existed before.</param>
    /// <exception cref="TunException">The driver cannot be opened, or does not give the interface.</exception>
    internal static TunQueue Open(TunDeviceOptions options, out bool created)
    {
        (TunQueue queue, created) = options.NetworkNamespace is string name
            ? LinuxNamespace.Run(name, () => Open(options))
            : Open(options);
        return queue;
    }

    /// <summary>Opens a queue of an interface that nobody has open, in the namespace of the calling thread.</summary>
    /// <exception cref="TunException">Somebody has it open, or the process may not.</exception>
    internal static TunQueue OpenExisting(LinkInfo link, string operation)
    {
        DescriptorHandle handle = OpenDriver();
        try
        {
            // Exclusively it would be refused whoever has it, and without that a multi-queue device would be shared.
            int errno = link.QueueCount + link.DetachedQueueCount > 0
                ? Errno.EBUSY
                : Attach(handle, link.Name, FlagsOf(link.Layer, link.IsMultiQueue));
            if (errno != 0)
            {
                throw new TunException(operation, LinuxErrors.Opening(errno, link.Name));
            }

            // One that was removed meanwhile would have been made anew; closing takes it away again.
            return LinuxLink.Find(link.Name)?.Index == link.Index
                ? new TunQueue(handle, RtnetlinkSocket.Open(operation), link.Layer)
                : throw new TunException(operation, LinuxErrors.Gone);
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
        TunQueue candidate = new(new DescriptorHandle(descriptor, ownsDescriptor: false), null, TunLayer.Tun);
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
            if ((flags & TunRequests.IFF_NO_PI) == 0 || (flags & TunRequests.IFF_VNET_HDR) != 0)
            {
                throw new ArgumentException(
                    $"Descriptor {descriptor} does not carry bare packets: open it with IFF_NO_PI.", nameof(descriptor));
            }

            _ = ClearOffload(candidate.Handle);
        }
        else if (result == -Errno.EBADFD)
        {
            throw new ArgumentException(
                $"Descriptor {descriptor} has no interface: attach it with TUNSETIFF first.", nameof(descriptor));
        }

        RtnetlinkSocket? network = result == 0 ? OpenNetwork(candidate.Handle, $"use descriptor {descriptor}") : null;
        TunLayer layer = (flags & TunRequests.IFF_TAP) != 0 ? TunLayer.Tap : TunLayer.Tun;
        candidate.Dispose();
        return new TunQueue(new DescriptorHandle(descriptor, ownsDescriptor), network, layer);
    }

    // The interface of a descriptor may be in another namespace than the calling thread. Who may not ask where it is, is
    // taken to be there.
    private static RtnetlinkSocket OpenNetwork(DescriptorHandle queue, string operation)
    {
        int descriptor = Libc.Ioctl(queue, TunRequests.TUNGETDEVNETNS, (nuint)0);
        if (descriptor < 0)
        {
            return RtnetlinkSocket.Open(operation);
        }

        using DescriptorHandle network = new(descriptor, ownsDescriptor: true);
        return LinuxNamespace.IsCurrent(network)
            ? RtnetlinkSocket.Open(operation)
            : LinuxNamespace.Run(network, operation, () => RtnetlinkSocket.Open(operation));
    }

    private static (TunQueue Queue, bool Created) Open(TunDeviceOptions options)
    {
        string kind = (options.Layer ?? TunLayer.Tun).ToText();
        string operation = options.Name is null ? $"create a {kind} device" : $"create the {kind} device '{options.Name}'";
        DescriptorHandle handle = OpenDriver();
        try
        {
            // IFF_TUN_EXCL refuses an existing interface with EBUSY; that is how to know whether this one is new.
            TunLayer layer = options.Layer ?? TunLayer.Tun;
            ushort flags = FlagsOf(layer, options.MultiQueue);
            int errno = Attach(handle, options.Name, (ushort)(flags | TunRequests.IFF_TUN_EXCL));
            bool created = errno == 0;
            if (errno == Errno.EBUSY)
            {
                operation = $"open the device '{options.Name}'";
                errno = AttachExisting(handle, options, ref layer);
            }

            return errno == 0
                ? (new TunQueue(handle, RtnetlinkSocket.Open(operation), layer), created)
                : throw new TunException(operation, LinuxErrors.Creating(errno, options.Name));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // What the options leave open an existing interface decides. Only one that somebody has open is not shared unless
    // that was asked for: each queue takes a part of the packets from the others.
    private static int AttachExisting(DescriptorHandle handle, TunDeviceOptions options, ref TunLayer layer)
    {
        if (LinuxLink.Find(options.Name!) is not { Kind: LinkInfo.TunKind } link)
        {
            return Errno.EINVAL;
        }

        bool isFree = link.QueueCount + link.DetachedQueueCount == 0;
        layer = options.Layer ?? link.Layer;
        return options.MultiQueue || !link.IsMultiQueue ? Attach(handle, options.Name, FlagsOf(layer, options.MultiQueue))
            : isFree ? Attach(handle, options.Name, FlagsOf(layer, isMultiQueue: true))
            : Errno.EINVAL;
    }

    private static DescriptorHandle OpenDriver()
    {
        int descriptor = Libc.Open(TunRequests.DevicePath, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        return descriptor >= 0
            ? new DescriptorHandle(descriptor, ownsDescriptor: true)
            : throw new TunException(
                $"open {TunRequests.DevicePath}", LinuxErrors.OpeningDriver(Marshal.GetLastPInvokeError()));
    }

    private static ushort FlagsOf(TunLayer layer, bool isMultiQueue)
        => (ushort)((layer == TunLayer.Tap ? TunRequests.IFF_TAP : TunRequests.IFF_TUN)
            | (isMultiQueue ? TunRequests.IFF_MULTI_QUEUE : 0));

    private static unsafe int Attach(DescriptorHandle handle, string? name, ushort flags)
    {
        InterfaceRequest request = new()
        {
            Name = name ?? string.Empty,
            Flags = (ushort)(flags | TunRequests.IFF_NO_PI),
        };
        return Libc.Ioctl(handle, TunRequests.TUNSETIFF, &request) == 0
            ? ClearOffload(handle)
            : Marshal.GetLastPInvokeError();
    }

    // The mask belongs to the interface and outlives whoever set it: a persistent device that once was opened with
    // offload would still hand out 64 KiB super-packets.
    private static int ClearOffload(DescriptorHandle handle)
        => Libc.Ioctl(handle, TunRequests.TUNSETOFFLOAD, (nuint)0) == 0 ? 0 : Marshal.GetLastPInvokeError();
}
