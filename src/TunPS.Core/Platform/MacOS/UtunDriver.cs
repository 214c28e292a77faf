using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>Opens utun devices: by a socket of the kernel control that makes them.</summary>
/// <param name="kernel">The system.</param>
internal sealed unsafe class UtunDriver(XnuKernel kernel)
{
    // How many packets may wait on the socket before the interface holds the others back, instead of 1.
    private const uint MaxPendingPackets = 128;

    /// <summary>Makes the interface. It is always a new one: nothing but closing takes it from whoever has it.</summary>
    /// <param name="name">"utun7"; null, or "utun", for the first that is free.</param>
    /// <exception cref="TunException">The system does not give it.</exception>
    internal UtunQueue Open(string? name)
    {
        uint unit = UtunName.ToUnit(name);
        string operation = unit == 0 ? "create a TUN device" : $"create the TUN device '{name}'";
        DescriptorHandle control = kernel.OpenSocket(
            XnuSockets.AF_SYSTEM, XnuSockets.SOCK_DGRAM, XnuSockets.SYSPROTO_CONTROL, out int errno)
            ?? throw new TunException(operation, UtunErrors.Any(errno));
        try
        {
            Connect(control, unit, operation, unit == 0 ? null : name);

            // Only now: a connect that may not wait could end before the interface is there (EINPROGRESS).
            Check(kernel.SetNonBlocking(control), operation);
            string given = FindName(control, out errno) ?? throw new TunException(operation, UtunErrors.Any(errno));
            SetMaxPendingPackets(control);
            LinkInfo link = InterfaceTable.Read(kernel, 0, out errno).Find(given)
                ?? throw new TunException(operation, UtunErrors.Any(errno == 0 ? Errno.ENXIO : errno));
            return new UtunQueue(kernel, control, new UtunLink(kernel, link));
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    /// <summary>Makes a queue of an open descriptor: a utun socket, or a datagram socket that carries the same.</summary>
    /// <exception cref="ArgumentException">It is no socket, or not open.</exception>
    internal UtunQueue Adopt(int descriptor, bool ownsDescriptor)
    {
        // Not owned until everything is checked: on failure the descriptor stays the caller's.
        using DescriptorHandle candidate = new(descriptor, ownsDescriptor: false);
        byte unused = 0;
        int errno = -kernel.SetNonBlocking(candidate);
        errno = errno == 0 && ownsDescriptor ? -kernel.Request(candidate, XnuRequests.FIOCLEX, ref unused) : errno;
        bool isUsable = errno == 0;
        string? name = isUsable ? FindName(candidate, out errno) : null;

        // Other sockets than those of utun answer in many ways.
        if (!isUsable || (name is null && errno == Errno.ENOTSOCK))
        {
            throw new ArgumentException(
                $"Descriptor {descriptor} cannot be used: {Errno.Describe(errno, XnuErrno.FromPortable(errno))}.",
                nameof(descriptor));
        }

        LinkInfo? link = name is null ? null : InterfaceTable.Read(kernel, 0, out _).Find(name);
        return new UtunQueue(
            kernel,
            new DescriptorHandle(descriptor, ownsDescriptor),
            link is null ? null : new UtunLink(kernel, link));
    }

    private void Connect(DescriptorHandle control, uint unit, string operation, string? name)
    {
        ControlInfo info = new() { Name = UtunConstants.UTUN_CONTROL_NAME };
        int result = kernel.Request(control, XnuRequests.CTLIOCGINFO, ref info);
        if (result != 0)
        {
            throw new TunException(operation, UtunErrors.FindingControl(-result));
        }

        ControlSocketAddress address = new(info.Id, unit);
        do
        {
            result = XnuKernel.Result(
                kernel.Calls.Connect((int)control.DangerousGetHandle(), &address, ControlSocketAddress.Size));
        }
        while (result == -Errno.EINTR);

        if (result != 0)
        {
            throw new TunException(operation, UtunErrors.Connecting(-result, name));
        }
    }

    /// <summary>The name of the interface of a socket; null when it is none of a utun device.</summary>
    private string? FindName(DescriptorHandle socket, out int errno)
    {
        Span<byte> name = stackalloc byte[InterfaceConstants.IFNAMSIZ];
        uint size = (uint)name.Length;
        fixed (byte* bytes = name)
        {
            errno = -XnuKernel.Result(kernel.Calls.GetSockOpt(
                (int)socket.DangerousGetHandle(),
                XnuSockets.SYSPROTO_CONTROL,
                UtunConstants.UTUN_OPT_IFNAME,
                bytes,
                &size));
        }

        return errno == 0 ? TextField.Read(name) : null;
    }

    // What does not work is done without: it is only slower.
    private void SetMaxPendingPackets(DescriptorHandle control)
    {
        uint count = MaxPendingPackets;
        _ = kernel.Calls.SetSockOpt(
            (int)control.DangerousGetHandle(),
            XnuSockets.SYSPROTO_CONTROL,
            UtunConstants.UTUN_OPT_MAX_PENDING_PACKETS,
            &count,
            sizeof(uint));
    }

    private static void Check(int result, string operation)
    {
        if (result != 0)
        {
            throw new TunException(operation, UtunErrors.Any(-result));
        }
    }
}
