using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// Questions to the kernel's network configuration. A socket stays for ever in the network namespace of the thread that
/// opened it, so whoever keeps one reaches that namespace from every thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class RtnetlinkSocket : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int DumpAttempts = 8;

    private readonly object _lock = new();
    private uint _sequence;

    private RtnetlinkSocket(DescriptorHandle handle)
    {
        Handle = handle;
        NamespaceCookie = AskForCookie() ?? LinuxNamespace.GetIdentity();
    }

    internal DescriptorHandle Handle { get; }

    /// <summary>What tells the socket's network namespace from all others.</summary>
    internal ulong NamespaceCookie { get; }

    /// <summary>Opens a socket in the network namespace of the calling thread; null with the errno when that fails.</summary>
    internal static RtnetlinkSocket? TryOpen(out int errno)
    {
        int descriptor = Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_ROUTE);
        errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor < 0)
        {
            return null;
        }

        RtnetlinkSocket socket = new(new DescriptorHandle(descriptor, ownsDescriptor: true));

        // Words for errors, and dumps of what was asked for alone. A kernel that has not got these does without.
        socket.SwitchOn(Libc.NETLINK_EXT_ACK);
        socket.SwitchOn(Libc.NETLINK_GET_STRICT_CHK);
        return socket;
    }

    /// <summary>Opens a socket in the network namespace of the calling thread.</summary>
    /// <exception cref="TunException">There is no descriptor left, or no memory.</exception>
    internal static RtnetlinkSocket Open(string operation)
        => TryOpen(out int errno) ?? throw new TunException(operation, LinuxErrors.Any(errno));

    /// <summary>Asks in the network namespace of the calling thread, over a socket for this one question.</summary>
    internal static NetlinkReply AskHere(NetlinkMessage request)
    {
        using RtnetlinkSocket? socket = TryOpen(out int errno);
        return socket?.Ask(request) ?? NetlinkReply.Failed(errno);
    }

    /// <summary>Sends a request and collects the answer. Failures, also those of the socket, are in the reply.</summary>
    internal NetlinkReply Ask(NetlinkMessage request)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            lock (_lock)
            {
                NetlinkReply reply = Ask(request, buffer);

                // A dump that was disturbed by a change is inconsistent and has to be asked for again.
                for (int attempt = 1; reply.IsDisturbed && attempt < DumpAttempts; attempt++)
                {
                    reply = Ask(request, buffer);
                }

                return reply;
            }
        }
        catch (ObjectDisposedException)
        {
            return NetlinkReply.Failed(Errno.EBADF);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => Handle.Dispose();

    private NetlinkReply Ask(NetlinkMessage request, byte[] buffer)
    {
        NetlinkAnswer answer = new(++_sequence);
        int errno = Send(request.ToBytes(_sequence));
        while (errno == 0)
        {
            // The kernel answers within the send, and goes on with a dump within the receive. What is not there now
            // never comes.
            int length = Receive(buffer);
            if (length >= 0 && answer.Take(buffer.AsSpan(0, Math.Min(length, buffer.Length))) is NetlinkReply reply)
            {
                return reply;
            }

            errno = length < 0 ? -length : length > buffer.Length ? Errno.EMSGSIZE : 0;
        }

        return NetlinkReply.Failed(errno);
    }

    private unsafe int Send(ReadOnlySpan<byte> message)
    {
        fixed (byte* bytes = message)
        {
            while (Libc.Send(Handle, bytes, (nuint)message.Length, 0) < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    return errno;
                }
            }
        }

        return 0;
    }

    /// <summary>The length of the next datagram, which may be more than fits; or the negative errno.</summary>
    private unsafe int Receive(byte[] buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                nint length = Libc.Receive(
                    Handle, bytes, (nuint)buffer.Length, Libc.MSG_TRUNC | Libc.MSG_DONTWAIT);
                int errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (errno != Errno.EINTR)
                {
                    return length < 0 ? -errno : (int)length;
                }
            }
        }
    }

    // Null before Linux 5.14.
    private unsafe ulong? AskForCookie()
    {
        ulong cookie = 0;
        uint size = sizeof(ulong);
        return Libc.GetSockOpt(Handle, Libc.SOL_SOCKET, Libc.SO_NETNS_COOKIE, &cookie, &size) == 0 ? cookie : null;
    }

    private unsafe void SwitchOn(int option)
    {
        int on = 1;
        _ = Libc.SetSockOpt(Handle, Libc.SOL_NETLINK, option, &on, sizeof(int));
    }
}
