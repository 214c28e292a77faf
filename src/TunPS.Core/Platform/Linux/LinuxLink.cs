using System.Net.NetworkInformation;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>One interface, by its index, which outlives a rename: asks for its properties and sets them.</summary>
/// <param name="Socket">
/// A socket of the interface's network namespace; null for that of whichever thread is calling.
/// </param>
/// <param name="Index">The interface's index.</param>
internal readonly record struct LinuxLink(RtnetlinkSocket? Socket, int Index)
{
    /// <summary>Looks in the socket's network namespace, or in that of the calling thread.</summary>
    internal static LinkInfo? Find(string name, RtnetlinkSocket? socket = null)
        => First(Ask(socket, Question(default).With(RtnetlinkConstants.IFLA_IFNAME, NullTerminated(name))));

    /// <summary>All interfaces of TUN and TAP in the network namespace of the calling thread.</summary>
    internal static NetlinkReply List(out IReadOnlyList<LinkInfo> links)
    {
        NetlinkReply reply = RtnetlinkSocket.AskHere(NetlinkMessage.Create(
            RtnetlinkConstants.RTM_GETLINK, RtnetlinkConstants.NLM_F_DUMP, default(LinkHeader)));
        links = [.. reply.Messages
            .Select(message => LinkInfo.Parse(message))
            .OfType<LinkInfo>()
            .Where(link => link.Kind == LinkInfo.TunKind)];
        return reply;
    }

    /// <summary>What the kernel tells of the interface now; null when it is gone, or nothing can be asked.</summary>
    internal LinkInfo? Find() => Find(out _);

    /// <inheritdoc cref="Find()"/>
    /// <param name="errno">0, ENODEV when it is gone, or why nothing can be asked.</param>
    internal LinkInfo? Find(out int errno)
    {
        NetlinkReply reply = Ask(Question(new LinkHeader { Index = Index }));
        errno = reply.Errno;
        return First(reply);
    }

    internal Failure? SetMtu(int mtu) => Change(RtnetlinkConstants.IFLA_MTU, BitConverter.GetBytes(mtu));

    internal Failure? SetTxQueueLength(int packets)
        => Change(RtnetlinkConstants.IFLA_TXQLEN, BitConverter.GetBytes(packets));

    internal Failure? SetMacAddress(PhysicalAddress address)
        => Change(RtnetlinkConstants.IFLA_ADDRESS, address.GetAddressBytes());

    /// <summary>Sets the alias; an empty one takes it away.</summary>
    internal Failure? SetAlias(string alias)
        => Change(RtnetlinkConstants.IFLA_IFALIAS, Encoding.UTF8.GetBytes(alias));

    internal Failure? Rename(string name)
        => Change(RtnetlinkConstants.IFLA_IFNAME, NullTerminated(name), errno => LinuxErrors.Renaming(errno, name));

    internal Failure? SetUp(bool isUp)
    {
        LinkHeader header = new()
        {
            Index = Index,
            Flags = isUp ? RtnetlinkConstants.IFF_UP : 0,
            Change = RtnetlinkConstants.IFF_UP,
        };
        return Ask(Command(header)).ToFailure(LinuxErrors.Changing);
    }

    internal NetlinkReply Ask(NetlinkMessage message) => Ask(Socket, message);

    private static NetlinkReply Ask(RtnetlinkSocket? socket, NetlinkMessage message)
        => socket?.Ask(message) ?? RtnetlinkSocket.AskHere(message);

    private static LinkInfo? First(NetlinkReply reply)
        => reply is { Errno: 0, Messages: [byte[] message, ..] } ? LinkInfo.Parse(message) : null;

    private static byte[] NullTerminated(string name) => [.. Encoding.UTF8.GetBytes(name), 0];

    private static NetlinkMessage Question(LinkHeader header)
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_GETLINK, RtnetlinkConstants.NLM_F_ACK, header);

    private static NetlinkMessage Command(LinkHeader header)
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_NEWLINK, RtnetlinkConstants.NLM_F_ACK, header);

    private Failure? Change(ushort attribute, byte[] value, Func<int, Failure>? meaning = null)
        => Ask(Command(new LinkHeader { Index = Index }).With(attribute, value)).ToFailure(meaning ?? LinuxErrors.Changing);
}
