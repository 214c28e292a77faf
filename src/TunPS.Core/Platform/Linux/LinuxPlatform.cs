using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Linux: /dev/net/tun, rtnetlink, network namespaces. It has all that there is.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxPlatform : TunPlatform
{
    internal override ulong NamespaceCookie => LinuxLink.CookieHere();

    internal override Failure? FindUnavailable(TunFeature feature) => null;

    internal override Failure Meaning(int errno) => LinuxErrors.Any(errno);

    internal override Failure Gone => LinuxErrors.Gone;

    internal override TunQueue OpenQueue(TunDeviceOptions options, out bool created)
        => TunDriver.Open(options, out created);

    internal override TunQueue AdoptQueue(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload)
        => TunDriver.Adopt(descriptor, ownsDescriptor, socketOffload);

    internal override Failure? ListLinks(out IReadOnlyList<LinkInfo> links)
        => LinuxLink.List(out links).ToFailure(LinuxErrors.Any);

    internal override LinkInfo? FindLink(string name) => LinuxLink.Find(name) is { IsTun: true } link ? link : null;

    // Of a single-queue device the carrier tells that somebody has it open.
    internal override Failure? FindOccupant(string name, bool multiQueue) => LinuxLink.Find(name) switch
    {
        { IsTun: false } => LinuxErrors.Creating(Errno.EINVAL, name),
        { IsMultiQueue: false, HasCarrier: true } when !multiQueue => LinuxErrors.Creating(Errno.EBUSY, name),
        _ => null,
    };

    internal override TunLink GetLink(LinkInfo link) => new LinuxLink(null, link.Index);

    internal override IReadOnlyList<string> GetNamespaceNames() => LinuxNamespace.GetNames();

    internal override unsafe int OpenPipe(out int readEnd, out int writeEnd)
    {
        int* ends = stackalloc int[2];
        int result = Libc.Pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        (readEnd, writeEnd) = (ends[0], ends[1]);
        return result;
    }

    // In nanoseconds by ppoll(2): milliseconds are too coarse for a delay.
    internal override unsafe int Poll(Span<PollFd> set, Deadline deadline)
    {
        TimeSpec rest = default;
        TimeSpec* timeout = null;
        if (deadline.Rest is long nanoseconds)
        {
            (long seconds, long fraction) = Math.DivRem(nanoseconds, Deadline.NanosecondsPerSecond);
            rest = new TimeSpec { Seconds = (nint)seconds, Nanoseconds = (nint)fraction };
            timeout = &rest;
        }

        fixed (PollFd* descriptors = set)
        {
            int count = Libc.PPoll(descriptors, (nuint)set.Length, timeout, null);
            return count >= 0 ? count : -Marshal.GetLastPInvokeError();
        }
    }

    internal override void SharpenTimers() => _ = Libc.PrCtl(Libc.PR_SET_TIMERSLACK, 1, 0, 0, 0);

    internal override unsafe FileKind GetFileKind(string path)
    {
        byte* status = stackalloc byte[Libc.StatxSize];
        if (Libc.Statx(Libc.AT_FDCWD, path, 0, Libc.STATX_TYPE, status) < 0)
        {
            return FileKind.Other;
        }

        ReadOnlySpan<byte> mode = new(status + Libc.StatxModeOffset, sizeof(ushort));
        return KindOf(MemoryMarshal.Read<ushort>(mode));
    }

    internal override int OpenFile(string path, bool isWritten)
    {
        int access = isWritten ? Libc.O_WRONLY : Libc.O_RDONLY;
        int descriptor = Libc.Open(path, access | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }

    internal override unsafe int Read(DescriptorHandle descriptor, byte* buffer, int size)
    {
        nint result = Posix.Read(descriptor, buffer, (nuint)size);
        return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
    }

    internal override unsafe int Write(DescriptorHandle descriptor, byte* buffer, int size)
    {
        nint result = Posix.Write(descriptor, buffer, (nuint)size);
        return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
    }

    internal override InternetSocketAddress ToSocketAddress(IPEndPoint point)
        => new(point, point.AddressFamily == AddressFamily.InterNetwork
            ? InternetSocketAddress.LinuxIPv4
            : InternetSocketAddress.LinuxIPv6);

    internal override unsafe DescriptorHandle? OpenUdpSocket(
        ref InternetSocketAddress local, int receiveBuffer, out int errno)
    {
        int type = Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
        int descriptor = Libc.Socket(local.IsIPv6 ? Libc.AF_INET6 : Libc.AF_INET, type, 0);
        errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor < 0)
        {
            return null;
        }

        DescriptorHandle socket = new(descriptor, ownsDescriptor: true);
        Set(socket, Libc.SOL_SOCKET, Libc.SO_RCVBUF, receiveBuffer);
        Set(socket, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, receiveBuffer);
        if (local.IsIPv6)
        {
            // Otherwise the port would be taken for IPv4, too, from which nothing is accepted here.
            Set(socket, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 1);
        }

        InternetSocketAddress address = local;
        uint size = (uint)sizeof(InternetSocketAddress);
        if (Libc.Bind(socket, &address, address.Size) != 0 || Libc.GetSockName(socket, &address, &size) != 0)
        {
            errno = Marshal.GetLastPInvokeError();
            socket.Dispose();
            return null;
        }

        local = address;
        return socket;
    }

    internal override unsafe int Receive(
        DescriptorHandle socket, byte* buffer, int size, InternetSocketAddress* sender)
    {
        uint addressSize = (uint)sizeof(InternetSocketAddress);
        nint length = Libc.RecvFrom(socket, buffer, (nuint)size, Libc.MSG_TRUNC, sender, &addressSize);
        return length >= 0 ? (int)length : -Marshal.GetLastPInvokeError();
    }

    internal override unsafe int Send(
        DescriptorHandle socket, byte* datagram, int length, in InternetSocketAddress receiver)
    {
        fixed (InternetSocketAddress* address = &receiver)
        {
            nint sent = Libc.SendTo(socket, datagram, (nuint)length, 0, address, receiver.Size);
            return sent >= 0 ? (int)sent : -Marshal.GetLastPInvokeError();
        }
    }

    // What does not work is done without.
    private static unsafe void Set(DescriptorHandle socket, int level, int option, int value)
        => _ = Libc.SetSockOpt(socket, level, option, &value, sizeof(int));
}
