using System.Net;
using System.Net.Sockets;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>macOS: utun, ioctl, route sockets.</summary>
/// <param name="calls">The system, or what stands for it in a test.</param>
internal sealed unsafe class MacOSPlatform(IXnu calls) : TunPlatform
{
    private const int NanosecondsPerMillisecond = 1_000_000;

    private readonly XnuKernel _kernel = new(calls);

    internal override ulong NamespaceCookie => 1;

    internal override int MinMtu => InterfaceConstants.IF_MINMTU;

    internal override Failure Gone => UtunErrors.Gone;

    internal override string? FindNameProblem(string name) => UtunName.FindProblem(name);

    internal override Failure? FindUnavailable(TunFeature feature) => UtunLimits.Find(feature);

    internal override int SystemErrno(int errno) => XnuErrno.FromPortable(errno);

    internal override Failure Meaning(int errno) => UtunErrors.Any(errno);

    internal override TunQueue OpenQueue(TunDeviceOptions options, out bool created)
    {
        created = true;
        return new UtunDriver(_kernel).Open(options.Name);
    }

    internal override TunQueue AdoptQueue(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload)
        => socketOffload == OffloadLevel.None
            ? new UtunDriver(_kernel).Adopt(descriptor, ownsDescriptor)
            : throw new TunException($"use descriptor {descriptor}", UtunLimits.Find(TunFeature.Offload));

    internal override Failure? ListLinks(out IReadOnlyList<LinkInfo> links)
    {
        links = InterfaceTable.Read(_kernel, 0, out int errno).Links;
        return errno == 0 ? null : UtunErrors.Any(errno);
    }

    internal override LinkInfo? FindLink(string name)
        => UtunName.IsUtun(name) ? InterfaceTable.Read(_kernel, 0, out _).Find(name) : null;

    internal override TunLink GetLink(LinkInfo link) => new UtunLink(_kernel, link);

    internal override int OpenPipe(out int readEnd, out int writeEnd)
    {
        int* ends = stackalloc int[2];
        int result = XnuKernel.Result(calls.Pipe(ends));
        (readEnd, writeEnd) = (ends[0], ends[1]);
        if (result != 0)
        {
            return result;
        }

        int on = 1;
        for (int i = 0; i < 2 && result == 0; i++)
        {
            result = XnuKernel.Result(calls.Ioctl(ends[i], XnuRequests.FIOCLEX, null));
            result = result == 0 ? XnuKernel.Result(calls.Ioctl(ends[i], XnuRequests.FIONBIO, &on)) : result;
        }

        if (result != 0)
        {
            _ = Posix.Close(readEnd);
            _ = Posix.Close(writeEnd);
        }

        return result;
    }

    internal override int Poll(Span<PollFd> set, Deadline deadline)
    {
        int timeout = ToMilliseconds(deadline.Rest);
        fixed (PollFd* descriptors = set)
        {
            return XnuKernel.Result(calls.Poll(descriptors, (uint)set.Length, timeout));
        }
    }

    internal override FileKind GetFileKind(string path)
        => calls.GetFileMode(path) is >= 0 and int mode ? KindOf(mode) : FileKind.Other;

    internal override int OpenFile(string path, bool isWritten)
        => XnuKernel.Result(calls.Open(
            path,
            (isWritten ? XnuFiles.O_WRONLY : XnuFiles.O_RDONLY) | XnuFiles.O_NONBLOCK | XnuFiles.O_CLOEXEC));

    internal override int Read(DescriptorHandle descriptor, byte* buffer, int size)
    {
        using BorrowedDescriptor borrowed = new(descriptor);
        return XnuKernel.Result(calls.Read(borrowed.Number, buffer, (nuint)size));
    }

    internal override int Write(DescriptorHandle descriptor, byte* buffer, int size)
    {
        using BorrowedDescriptor borrowed = new(descriptor);
        return XnuKernel.Result(calls.Write(borrowed.Number, buffer, (nuint)size));
    }

    internal override InternetSocketAddress ToSocketAddress(IPEndPoint point)
        => new(point, point.AddressFamily == AddressFamily.InterNetwork
            ? InternetSocketAddress.MacOSIPv4
            : InternetSocketAddress.MacOSIPv6);

    internal override DescriptorHandle? OpenUdpSocket(
        ref InternetSocketAddress local, int receiveBuffer, out int errno)
    {
        int family = local.IsIPv6 ? XnuSockets.AF_INET6 : XnuSockets.AF_INET;
        DescriptorHandle? socket = _kernel.OpenSocket(family, XnuSockets.SOCK_DGRAM, 0, out errno);
        if (socket is null)
        {
            return null;
        }

        InternetSocketAddress address = local;
        errno = -Bind(socket, &address, receiveBuffer);
        if (errno != 0)
        {
            socket.Dispose();
            return null;
        }

        local = address;
        return socket;
    }

    // Unlike Linux it does not tell of what did not fit. Nothing that can come is longer than a buffer for packets.
    internal override int Receive(DescriptorHandle socket, byte* buffer, int size, InternetSocketAddress* sender)
    {
        uint addressSize = (uint)sizeof(InternetSocketAddress);
        using BorrowedDescriptor borrowed = new(socket);
        return XnuKernel.Result(calls.RecvFrom(borrowed.Number, buffer, (nuint)size, 0, sender, &addressSize));
    }

    internal override int Send(
        DescriptorHandle socket, byte* datagram, int length, in InternetSocketAddress receiver)
    {
        using BorrowedDescriptor borrowed = new(socket);
        fixed (InternetSocketAddress* address = &receiver)
        {
            return XnuKernel.Result(
                calls.SendTo(borrowed.Number, datagram, (nuint)length, 0, address, receiver.Size));
        }
    }

    /// <summary>
    /// What poll(2) takes, which knows nothing shorter here: rounded up, so that no wait ends early or turns into a
    /// busy loop, and cut to what it can hold, after which the caller waits again.
    /// </summary>
    internal static int ToMilliseconds(long? nanoseconds) => nanoseconds is long rest
        ? (int)Math.Min(
            int.MaxValue, (rest / NanosecondsPerMillisecond) + (rest % NanosecondsPerMillisecond > 0 ? 1 : 0))
        : Timeout.Infinite;

    private int Bind(DescriptorHandle socket, InternetSocketAddress* address, int receiveBuffer)
    {
        int number = (int)socket.DangerousGetHandle();
        SetReceiveBuffer(number, receiveBuffer);

        // By itself it sends no datagram of more than net.inet.udp.maxdgram, which is 9216 bytes.
        Set(number, XnuSockets.SOL_SOCKET, XnuSockets.SO_SNDBUF, TunDevice.MaxPacketLength);
        if (address->IsIPv6)
        {
            // Otherwise the port would be taken for IPv4, too, from which nothing is accepted here.
            Set(number, XnuSockets.IPPROTO_IPV6, XnuSockets.IPV6_V6ONLY, 1);
        }

        int result = _kernel.SetNonBlocking(socket);
        result = result == 0 ? XnuKernel.Result(calls.Bind(number, address, address->Size)) : result;
        uint size = (uint)sizeof(InternetSocketAddress);
        return result == 0 ? XnuKernel.Result(calls.GetSockName(number, address, &size)) : result;
    }

    // More than kern.ipc.maxsockbuf it refuses, instead of giving what it has.
    private void SetReceiveBuffer(int socket, int size)
    {
        const int Least = 64 * 1024;
        while (size >= Least && !Set(socket, XnuSockets.SOL_SOCKET, XnuSockets.SO_RCVBUF, size))
        {
            size /= 2;
        }
    }

    private bool Set(int socket, int level, int option, int value)
        => calls.SetSockOpt(socket, level, option, &value, sizeof(int)) == 0;
}
