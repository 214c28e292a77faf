using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.Versioning;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>An interface of Linux, by rtnetlink.</summary>
/// <param name="socket">
/// A socket of the interface's network namespace; null for that of whichever thread is calling.
/// </param>
/// <param name="index">The interface's index.</param>
[SupportedOSPlatform("linux")]
internal sealed class LinuxLink(RtnetlinkSocket? socket, int index) : TunLink(index)
{
    internal override ulong NamespaceCookie => socket?.NamespaceCookie ?? CookieHere();

    /// <summary>Looks in the socket's network namespace, or in that of the calling thread.</summary>
    internal static LinkInfo? Find(string name, RtnetlinkSocket? socket = null)
        => First(Ask(socket, Question(default).With(RtnetlinkConstants.IFLA_IFNAME, NullTerminated(name))));

    /// <summary>All interfaces of TUN and TAP in the network namespace of the calling thread.</summary>
    internal static NetlinkReply List(out IReadOnlyList<LinkInfo> links)
    {
        NetlinkReply reply = RtnetlinkSocket.AskHere(Dump());
        links = [.. ParseAll(reply).Where(link => link.IsTun)];
        return reply;
    }

    /// <summary>All interfaces of any kind in the network namespace of this one.</summary>
    internal LinkInfo[] ListAll() => [.. ParseAll(Ask(Dump()))];

    /// <summary>What tells the network namespace of the calling thread from all others.</summary>
    internal static ulong CookieHere()
    {
        using RtnetlinkSocket? here = RtnetlinkSocket.TryOpen(out _);
        return here?.NamespaceCookie ?? 0;
    }

    internal override LinkInfo? Find(out int errno)
    {
        NetlinkReply reply = Ask(Question(new LinkHeader { Index = Index }));
        errno = reply.Errno;
        return First(reply);
    }

    internal override Failure? SetMtu(int mtu) => Change(RtnetlinkConstants.IFLA_MTU, BitConverter.GetBytes(mtu));

    internal override Failure? SetTxQueueLength(int packets)
        => Change(RtnetlinkConstants.IFLA_TXQLEN, BitConverter.GetBytes(packets));

    internal override Failure? SetMacAddress(PhysicalAddress address)
        => Change(RtnetlinkConstants.IFLA_ADDRESS, address.GetAddressBytes());

    internal override Failure? SetAlias(string alias)
        => Change(RtnetlinkConstants.IFLA_IFALIAS, Encoding.UTF8.GetBytes(alias));

    internal override Failure? Rename(string name)
        => Change(RtnetlinkConstants.IFLA_IFNAME, NullTerminated(name), errno => LinuxErrors.Renaming(errno, name));

    internal override Failure? SetUp(bool isUp)
    {
        LinkHeader header = new()
        {
            Index = Index,
            Flags = isUp ? RtnetlinkConstants.IFF_UP : 0,
            Change = RtnetlinkConstants.IFF_UP,
        };
        return Ask(Command(header)).ToFailure(LinuxErrors.Changing);
    }

    internal override TunAddress[] ListAddresses(string device) => LinuxAddresses.List(this, device);

    internal override Failure? AddAddress(TunAddress address, bool detectDuplicates)
        => LinuxAddresses.Add(this, address, detectDuplicates);

    internal override Failure? RemoveAddress(TunAddress address) => LinuxAddresses.Remove(this, address);

    internal override void WaitUntilUsable(IEnumerable<TunAddress> addresses)
        => LinuxAddresses.WaitUntilUsable(this, addresses);

    internal override TunRoute[] ListRoutes(string device) => LinuxRoutes.List(this, device);

    internal override TunRoute? FindBestRoute(IPNetwork network) => LinuxRoutes.Best(this, network);

    internal override Failure? AddRoute(TunRoute route) => LinuxRoutes.Add(this, route);

    internal override Failure? RemoveRoute(TunRoute route) => LinuxRoutes.Remove(this, route);

    internal override LinkWatch Watch(string operation) => LinuxLinkWatch.Open(socket, operation);

    internal override TunQueue OpenQueue(LinkInfo link, string operation) => TunDriver.OpenExisting(link, operation);

    internal override Failure StillHeld(string name) => LinuxErrors.StillHeld(name);

    internal NetlinkReply Ask(NetlinkMessage message) => Ask(socket, message);

    private static NetlinkReply Ask(RtnetlinkSocket? socket, NetlinkMessage message)
        => socket?.Ask(message) ?? RtnetlinkSocket.AskHere(message);

    private static NetlinkMessage Dump()
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_GETLINK, RtnetlinkConstants.NLM_F_DUMP, default(LinkHeader));

    private static IEnumerable<LinkInfo> ParseAll(NetlinkReply reply)
        => reply.Messages.Select(message => LinuxLinkParser.Parse(message)).OfType<LinkInfo>();

    private static LinkInfo? First(NetlinkReply reply)
        => reply is { Errno: 0, Messages: [byte[] message, ..] } ? LinuxLinkParser.Parse(message) : null;

    private static byte[] NullTerminated(string name) => [.. Encoding.UTF8.GetBytes(name), 0];

    private static NetlinkMessage Question(LinkHeader header)
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_GETLINK, RtnetlinkConstants.NLM_F_ACK, header);

    private static NetlinkMessage Command(LinkHeader header)
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_NEWLINK, RtnetlinkConstants.NLM_F_ACK, header);

    private Failure? Change(ushort attribute, byte[] value, Func<int, Failure>? meaning = null)
        => Ask(Command(new LinkHeader { Index = Index }).With(attribute, value)).ToFailure(meaning ?? LinuxErrors.Changing);
}
