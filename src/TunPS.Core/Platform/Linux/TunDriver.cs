using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Opens queues of TUN devices: by /dev/net/tun, or from a descriptor that somebody else opened.</summary>
[SupportedOSPlatform("linux")]
internal static class TunDriver
{
    /// <summary>
    /// Creates the interface, or opens a queue of one that exists, in the network namespace that the options name.
    /// </summary>
    /// <param name="options">Name, layer, whether multi-queue, namespace.</param>
    /// <param name="created">False when the interface existed before.</param>
    /// <exception cref="TunException">The driver cannot be opened, or does not give the interface.</exception>
    internal static LinuxQueue Open(TunDeviceOptions options, out bool created)
    {
        (LinuxQueue queue, created) = options.NetworkNamespace is string name
            ? LinuxNamespace.Run(name, () => Open(options))
            : Open(options);
        return queue;
    }

    /// <summary>Opens a queue of an interface that nobody has open, in the namespace of the calling thread.</summary>
    /// <exception cref="TunException">Somebody has it open, or the process may not.</exception>
    internal static LinuxQueue OpenExisting(LinkInfo link, string operation)
    {
        DescriptorHandle handle = OpenDriver();
        try
        {
            // Exclusively it would be refused whoever has it, and without that a multi-queue device would be shared.
            int errno = IsShared(link)
                ? Errno.EBUSY
                : Attach(handle, link.Name, FlagsOf(link.Layer, link.IsMultiQueue, offload: false));
            errno = errno == 0 ? TunOffload.Clear(handle) : errno;
            if (errno != 0)
            {
                throw new TunException(operation, LinuxErrors.Opening(errno, link.Name));
            }

            // One that was removed meanwhile would have been made anew; closing takes it away again.
            return LinuxLink.Find(link.Name)?.Index == link.Index
                ? new LinuxQueue(handle, RtnetlinkSocket.Open(operation), link.Layer)
                : throw new TunException(operation, LinuxErrors.Gone);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes a queue of an open descriptor: a TUN descriptor, or a datagram socket in its place.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsDescriptor">Whether it is to be closed with the queue.</param>
    /// <param name="socketOffload">What a socket gives and takes; a TUN descriptor is asked.</param>
    /// <exception cref="ArgumentException">The descriptor is not open or cannot serve.</exception>
    internal static unsafe LinuxQueue Adopt(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload)
    {
        // Not owned until everything is checked: on failure the descriptor stays the caller's.
        LinuxQueue candidate = new(new DescriptorHandle(descriptor, ownsDescriptor: false), null, TunLayer.Tun);
        int nonBlocking = 1;
        if (Libc.Ioctl(candidate.Handle, Libc.FIONBIO, &nonBlocking) != 0
            || (ownsDescriptor && Libc.Ioctl(candidate.Handle, Libc.FIOCLEX, (nuint)0) != 0))
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new ArgumentException(
                $"Descriptor {descriptor} cannot be used: {Errno.Describe(errno, errno)}.", nameof(descriptor));
        }

        OffloadLevel offload = socketOffload;
        int result = candidate.GetInterface(out _, out ushort flags);
        if (result == 0)
        {
            if ((flags & TunRequests.IFF_NO_PI) == 0)
            {
                throw new ArgumentException(
                    $"Descriptor {descriptor} does not carry bare packets: open it with IFF_NO_PI.", nameof(descriptor));
            }

            offload = AdoptOffload(candidate.Handle, (flags & TunRequests.IFF_VNET_HDR) != 0);
        }
        else if (result == -Errno.EBADFD)
        {
            throw new ArgumentException(
                $"Descriptor {descriptor} has no interface: attach it with TUNSETIFF first.", nameof(descriptor));
        }

        RtnetlinkSocket? network = result == 0 ? OpenNetwork(candidate.Handle, $"use descriptor {descriptor}") : null;
        TunLayer layer = (flags & TunRequests.IFF_TAP) != 0 ? TunLayer.Tap : TunLayer.Tun;
        candidate.Dispose();
        return new LinuxQueue(new DescriptorHandle(descriptor, ownsDescriptor), network, layer, offload);
    }

    // Whoever opened the descriptor may not have said what the interface may hand over, or may have said too much.
    private static OffloadLevel AdoptOffload(DescriptorHandle handle, bool hasHeader)
    {
        if (!hasHeader)
        {
            _ = TunOffload.Clear(handle);
            return OffloadLevel.None;
        }

        int size = TunOffload.GetHeaderSize(handle);
        if (size != VirtioHeader.Size)
        {
            throw new ArgumentException(
                $"The descriptor has a virtio header of {size} bytes: set it to {VirtioHeader.Size} by TUNSETVNETHDRSZ.",
                nameof(handle));
        }

        return TunOffload.Enable(handle, out OffloadLevel level) is Failure failure
            ? throw new ArgumentException($"The descriptor cannot be used: {failure.Reason}.", nameof(handle))
            : level;
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

    private static (LinuxQueue Queue, bool Created) Open(TunDeviceOptions options)
    {
        string kind = (options.Layer ?? TunLayer.Tun).ToText();
        string operation = options.Name is null ? $"create a {kind} device" : $"create the {kind} device '{options.Name}'";
        DescriptorHandle handle = OpenDriver();
        try
        {
            // IFF_TUN_EXCL refuses an existing interface with EBUSY; that is how to know whether this one is new.
            TunLayer layer = options.Layer ?? TunLayer.Tun;
            ushort flags = FlagsOf(layer, options.MultiQueue, options.Offload);
            int errno = Attach(handle, options.Name, (ushort)(flags | TunRequests.IFF_TUN_EXCL));
            bool created = errno == 0;
            if (errno == Errno.EBUSY)
            {
                operation = $"open the device '{options.Name}'";
                errno = AttachExisting(handle, options, operation, ref layer);
            }

            if (errno != 0)
            {
                throw new TunException(operation, LinuxErrors.Creating(errno, options.Name));
            }

            return TunOffload.Set(handle, options.Offload, out OffloadLevel offload) is Failure failure
                ? throw new TunException(operation, failure)
                : (new LinuxQueue(handle, RtnetlinkSocket.Open(operation), layer, offload), created);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // What the options leave open an existing interface decides. Only one that somebody has open is not shared unless
    // that was asked for: each queue takes a part of the packets from the others.
    private static int AttachExisting(
        DescriptorHandle handle, TunDeviceOptions options, string operation, ref TunLayer layer)
    {
        if (LinuxLink.Find(options.Name!) is not { IsTun: true } link)
        {
            return Errno.EINVAL;
        }

        layer = options.Layer ?? link.Layer;
        if (link.IsMultiQueue && IsShared(link))
        {
            return options.MultiQueue
                ? AttachFurther(handle, link, operation, FlagsOf(layer, isMultiQueue: true, options.Offload))
                : Errno.EINVAL;
        }

        return Attach(
            handle, options.Name, FlagsOf(layer, options.MultiQueue || link.IsMultiQueue, options.Offload));
    }

    // The kernel gives a further queue of an interface the form of packets that the first one chose, whatever is asked
    // for. It has to be known before: a queue that is then refused must not have taken packets from the others.
    private static int AttachFurther(DescriptorHandle handle, LinkInfo link, string operation, ushort flags)
    {
        bool isWanted = (flags & TunRequests.IFF_VNET_HDR) != 0;
        if (link.HasPacketInformation)
        {
            throw new TunException(operation, LinuxErrors.FormDiffers);
        }

        if (link.HasVirtioHeader != isWanted)
        {
            throw new TunException(operation, LinuxErrors.OffloadDiffers(isWanted));
        }

        int errno = Attach(handle, link.Name, flags);
        return errno == 0 && isWanted && TunOffload.GetHeaderSize(handle) != VirtioHeader.Size
            ? throw new TunException(operation, LinuxErrors.FormDiffers)
            : errno;
    }

    private static DescriptorHandle OpenDriver()
    {
        int descriptor = Libc.Open(TunRequests.DevicePath, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        return descriptor >= 0
            ? new DescriptorHandle(descriptor, ownsDescriptor: true)
            : throw new TunException(
                $"open {TunRequests.DevicePath}", LinuxErrors.OpeningDriver(Marshal.GetLastPInvokeError()));
    }

    private static bool IsShared(LinkInfo link) => link.QueueCount + link.DetachedQueueCount > 0;

    private static ushort FlagsOf(TunLayer layer, bool isMultiQueue, bool offload)
        => (ushort)((layer == TunLayer.Tap ? TunRequests.IFF_TAP : TunRequests.IFF_TUN)
            | (isMultiQueue ? TunRequests.IFF_MULTI_QUEUE : 0)
            | (offload ? TunRequests.IFF_VNET_HDR : 0));

    private static unsafe int Attach(DescriptorHandle handle, string? name, ushort flags)
    {
        InterfaceRequest request = new()
        {
            Name = name ?? string.Empty,
            Flags = (ushort)(flags | TunRequests.IFF_NO_PI),
        };
        return Libc.Ioctl(handle, TunRequests.TUNSETIFF, &request) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
