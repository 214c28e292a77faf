using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Puts the answer to one question together from the datagrams that come. Bad ones are an error, never more.</summary>
/// <param name="sequence">The number of the question; messages with another one belong to somebody else.</param>
[SupportedOSPlatform("linux")]
internal sealed class NetlinkAnswer(uint sequence)
{
    private readonly List<byte[]> _messages = [];
    private bool _isDisturbed;

    /// <summary>Takes the next datagram; gives the reply as soon as it is whole.</summary>
    internal NetlinkReply? Take(ReadOnlySpan<byte> datagram)
    {
        while (NetlinkReader.TryTakeMessage(ref datagram, out NetlinkHeader header, out ReadOnlySpan<byte> payload))
        {
            if (header.Sequence != sequence)
            {
                continue;
            }

            _isDisturbed |= (header.Flags & RtnetlinkConstants.NLM_F_DUMP_INTR) != 0;
            switch (header.Type)
            {
                // The end of a dump brings its result: the negative errno, or nothing of interest.
                case RtnetlinkConstants.NLMSG_DONE:
                    _ = MemoryMarshal.TryRead(payload, out int result);
                    return new NetlinkReply(ErrnoOf(Math.Min(result, 0)), null, _messages, _isDisturbed);
                case RtnetlinkConstants.NLMSG_ERROR:
                    return EndOf(header, payload);
                default:
                    _messages.Add(payload.ToArray());
                    break;
            }
        }

        return datagram.IsEmpty ? null : NetlinkReply.Failed(Errno.EBADMSG);
    }

    /// <summary>
    /// struct nlmsgerr: the negative errno, then the request (only its header when capped), then attributes.
    /// </summary>
    private NetlinkReply EndOf(NetlinkHeader header, ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead(payload, out int negative))
        {
            return NetlinkReply.Failed(Errno.EBADMSG);
        }

        string? text = null;
        if (negative != 0
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

        return new NetlinkReply(ErrnoOf(negative), text, _messages, _isDisturbed);
    }

    // Errors are negative; a positive number would be a lie, and so would one that has no positive.
    private static int ErrnoOf(int negative) => negative is > 0 or int.MinValue ? Errno.EBADMSG : -negative;
}
