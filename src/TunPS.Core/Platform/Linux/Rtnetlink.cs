using System.Runtime.InteropServices;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// One question to the kernel's network configuration, over a socket of its own. The kernel answers within the send,
/// so that nothing here can block for long. The socket belongs to the calling thread's network namespace.
/// </summary>
internal static class Rtnetlink
{
    private const int ReceiveBufferSize = 64 * 1024;
    private const int DumpAttempts = 8;
    private const uint Sequence = 1;

    /// <summary>Sends a request and collects the answer. Failures, also those of the socket, are in the reply.</summary>
    internal static NetlinkReply Ask(NetlinkMessage request)
    {
        NetlinkReply? reply = null;

        // A dump that was disturbed by a change is inconsistent and has to be asked for again.
        for (int attempt = 0; reply is null && attempt < DumpAttempts; attempt++)
        {
            int descriptor = Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_ROUTE);
            if (descriptor < 0)
            {
                return new NetlinkReply(Marshal.GetLastPInvokeError(), null, []);
            }

            using DescriptorHandle socket = new(descriptor, ownsDescriptor: true);
            AskForErrorTexts(socket);
            reply = Send(socket, request.ToBytes(Sequence)) is int errno and not 0
                ? new NetlinkReply(errno, null, [])
                : Receive(socket);
        }

        return reply ?? new NetlinkReply(Errno.EAGAIN, null, []);
    }

    private static unsafe void AskForErrorTexts(DescriptorHandle socket)
    {
        int on = 1;
        _ = Libc.SetSockOpt(socket, Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, &on, sizeof(int));
    }

    private static unsafe int Send(DescriptorHandle socket, ReadOnlySpan<byte> message)
    {
        fixed (byte* bytes = message)
        {
            while (Libc.Send(socket, bytes, (nuint)message.Length, 0) < 0)
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

    /// <summary>Reads until the end of the answer; null when a dump was disturbed.</summary>
    private static unsafe NetlinkReply? Receive(DescriptorHandle socket)
    {
        byte[] buffer = new byte[ReceiveBufferSize];
        List<byte[]> messages = [];
        bool disturbed = false;

        while (true)
        {
            nint length;
            fixed (byte* bytes = buffer)
            {
                length = Libc.Receive(socket, bytes, (nuint)buffer.Length, 0);
            }

            if (length < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno == Errno.EINTR)
                {
                    continue;
                }

                return new NetlinkReply(errno, null, messages);
            }

            ReadOnlySpan<byte> rest = buffer.AsSpan(0, (int)length);
            while (NetlinkReader.TryTakeMessage(ref rest, out NetlinkHeader header, out ReadOnlySpan<byte> payload))
            {
                disturbed |= (header.Flags & RtnetlinkConstants.NLM_F_DUMP_INTR) != 0;
                switch (header.Type)
                {
                    case RtnetlinkConstants.NLMSG_DONE:
                        return disturbed ? null : new NetlinkReply(0, null, messages);
                    case RtnetlinkConstants.NLMSG_ERROR:
                        return EndOf(header, payload, messages);
                    default:
                        messages.Add(payload.ToArray());
                        break;
                }
            }
        }
    }

    /// <summary>
    /// struct nlmsgerr: the negative errno, then the request (only its header when capped), then attributes.
    /// </summary>
    private static NetlinkReply EndOf(NetlinkHeader header, ReadOnlySpan<byte> payload, List<byte[]> messages)
    {
        if (!MemoryMarshal.TryRead(payload, out int negative))
        {
            return new NetlinkReply(Errno.EINVAL, null, messages);
        }

        int errno = -negative;
        string? text = null;
        if (errno != 0
            && (header.Flags & RtnetlinkConstants.NLM_F_ACK_TLVS) != 0
            && MemoryMarshal.TryRead(payload[sizeof(int)..], out NetlinkHeader request))
        {
            int echoed = (header.Flags & RtnetlinkConstants.NLM_F_CAPPED) != 0
                ? NetlinkReader.HeaderSize
                : NetlinkReader.Align((int)Math.Min(request.Length, (uint)payload.Length));
            ReadOnlySpan<byte> attributes = payload[Math.Min(sizeof(int) + echoed, payload.Length)..];
            while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
            {
                if (type == RtnetlinkConstants.NLMSGERR_ATTR_MSG)
                {
                    text = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                }
            }
        }

        return new NetlinkReply(errno, text, messages);
    }
}
