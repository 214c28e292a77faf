using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Asks and sets the properties of interfaces by their index, which outlives a rename.</summary>
internal static class LinuxLink
{
    internal static LinkInfo? Find(string name)
        => Find(Message(default).With(RtnetlinkConstants.IFLA_IFNAME, [.. Encoding.UTF8.GetBytes(name), 0]));

    internal static LinkInfo? Find(int index) => Find(Message(new LinkHeader { Index = index }));

    internal static Failure? SetMtu(int index, int mtu)
        => Change(new LinkHeader { Index = index }, message => message.With(RtnetlinkConstants.IFLA_MTU, mtu));

    internal static Failure? BringUp(int index)
        => Change(
            new LinkHeader { Index = index, Flags = RtnetlinkConstants.IFF_UP, Change = RtnetlinkConstants.IFF_UP },
            message => message);

    /// <summary>Adds an address, or makes one that is there already what is asked for.</summary>
    internal static Failure? AddAddress(int index, TunAddress address)
    {
        bool isIPv6 = address.Address.AddressFamily == AddressFamily.InterNetworkV6;
        AddressHeader header = new()
        {
            Family = isIPv6 ? (byte)Libc.AF_INET6 : (byte)Libc.AF_INET,
            PrefixLength = (byte)address.PrefixLength,
            Index = index,
        };
        NetlinkMessage message = NetlinkMessage.Create(
            RtnetlinkConstants.RTM_NEWADDR,
            RtnetlinkConstants.NLM_F_ACK | RtnetlinkConstants.NLM_F_CREATE | RtnetlinkConstants.NLM_F_REPLACE,
            header);

        // IFA_ADDRESS is the other end where there is one, and the own address otherwise.
        _ = message.With(RtnetlinkConstants.IFA_LOCAL, address.Address.GetAddressBytes())
            .With(RtnetlinkConstants.IFA_ADDRESS, (address.Peer ?? address.Address).GetAddressBytes());
        return Rtnetlink.Ask(message).ToFailure(errno => LinuxErrors.AddingAddress(errno, isIPv6));
    }

    /// <summary>The addresses of the interface in the kernel's order, IPv4 first.</summary>
    internal static IReadOnlyList<TunAddress> GetAddresses(int index)
    {
        NetlinkMessage dump = NetlinkMessage.Create(
            RtnetlinkConstants.RTM_GETADDR, RtnetlinkConstants.NLM_F_DUMP, default(AddressHeader));
        List<TunAddress> addresses = [];
        foreach (byte[] message in Rtnetlink.Ask(dump).Messages)
        {
            if (MemoryMarshal.TryRead(message, out AddressHeader header)
                && header.Index == index
                && ParseAddress(header, message.AsSpan(Marshal.SizeOf<AddressHeader>())) is TunAddress address)
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static TunAddress? ParseAddress(AddressHeader header, ReadOnlySpan<byte> attributes)
    {
        IPAddress? local = null;
        IPAddress? address = null;
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (value.Length is not (4 or 16))
            {
                continue;
            }

            if (type == RtnetlinkConstants.IFA_LOCAL)
            {
                local = new IPAddress(value);
            }
            else if (type == RtnetlinkConstants.IFA_ADDRESS)
            {
                address = new IPAddress(value);
            }
        }

        // IPv6 without a peer has IFA_ADDRESS alone.
        local ??= address;
        return local is null ? null : new TunAddress(local, header.PrefixLength, local.Equals(address) ? null : address);
    }

    private static LinkInfo? Find(NetlinkMessage question)
        => Rtnetlink.Ask(question) is { Errno: 0, Messages: [byte[] message, ..] } ? LinkInfo.Parse(message) : null;

    private static NetlinkMessage Message(LinkHeader header)
        => NetlinkMessage.Create(RtnetlinkConstants.RTM_GETLINK, RtnetlinkConstants.NLM_F_ACK, header);

    private static Failure? Change(LinkHeader header, Func<NetlinkMessage, NetlinkMessage> withAttributes)
    {
        NetlinkMessage message = NetlinkMessage.Create(
            RtnetlinkConstants.RTM_NEWLINK, RtnetlinkConstants.NLM_F_ACK, header);
        return Rtnetlink.Ask(withAttributes(message)).ToFailure(LinuxErrors.Any);
    }
}
