using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>The IP addresses of an interface.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxAddresses
{
    // For routes that the kernel is just making: far longer than it ever takes.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Adds an address; EEXIST becomes <see cref="TunError.AlreadyExists"/>.</summary>
    internal static Failure? Add(LinuxLink link, TunAddress address, bool detectDuplicates)
    {
        bool isIPv6 = address.Address.AddressFamily == AddressFamily.InterNetworkV6;
        NetlinkMessage message = Command(
            RtnetlinkConstants.RTM_NEWADDR,
            RtnetlinkConstants.NLM_F_CREATE | RtnetlinkConstants.NLM_F_EXCL,
            link,
            address,
            isIPv6 && !detectDuplicates ? RtnetlinkConstants.IFA_F_NODAD : (byte)0);
        return link.Ask(message).ToFailure(errno => errno == Errno.EEXIST && !List(link, string.Empty).Contains(address)
            ? Failures.AddressDiffers
            : LinuxErrors.AddingAddress(errno, isIPv6));
    }

    /// <summary>
    /// Waits until IPv6 addresses of the interface can be used. The kernel makes their routes a moment after it has taken
    /// them, or after the interface came up: until then packets to them are lost, and a peer is not reached.
    /// </summary>
    internal static void WaitUntilUsable(LinuxLink link, IEnumerable<TunAddress> addresses)
    {
        // Those that are looked up for duplicates take a second or more, and link-local ones belong to the kernel.
        TunAddress[] awaited = [.. addresses
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6)
            .Where(address => !address.IsTentative && !address.Address.IsIPv6LinkLocal)];

        // Before that the kernel makes no routes.
        if (awaited.Length == 0 || link.Find() is not { IsUp: true, HasCarrier: true })
        {
            return;
        }

        // No message tells of the route to a peer when it is there; usually it is at the second look.
        long begin = Stopwatch.GetTimestamp();
        while (!awaited.All(address => LinuxRoutes.AreThere(link, address))
            && Stopwatch.GetElapsedTime(begin) < s_patience)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Removes an address; an absent one becomes <see cref="TunError.NotFound"/>.</summary>
    internal static Failure? Remove(LinuxLink link, TunAddress address)
        => link.Ask(Command(RtnetlinkConstants.RTM_DELADDR, 0, link, address, 0))
            .ToFailure(LinuxErrors.RemovingAddress);

    /// <summary>The addresses of the interface in the kernel's order, IPv4 first.</summary>
    internal static TunAddress[] List(LinuxLink link, string device)
    {
        NetlinkMessage dump = NetlinkMessage.Create(
            RtnetlinkConstants.RTM_GETADDR,
            RtnetlinkConstants.NLM_F_DUMP,
            new AddressHeader { Index = link.Index });
        return [.. link.Ask(dump).Messages
            .Select(message => Parse(message, link.Index, device))
            .OfType<TunAddress>()];
    }

    /// <summary>The address in a message; null when it is of another interface or makes no sense.</summary>
    internal static TunAddress? Parse(ReadOnlySpan<byte> message, int index, string? device)
    {
        if (!MemoryMarshal.TryRead(message, out AddressHeader header) || header.Index != index)
        {
            return null;
        }

        IPAddress? local = null;
        IPAddress? address = null;
        ReadOnlySpan<byte> attributes = message[Marshal.SizeOf<AddressHeader>()..];
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == RtnetlinkConstants.IFA_LOCAL)
            {
                local = NetlinkReader.Address(header.Family, value);
            }
            else if (type == RtnetlinkConstants.IFA_ADDRESS)
            {
                address = NetlinkReader.Address(header.Family, value);
            }
        }

        // IPv6 without a peer has IFA_ADDRESS alone.
        local ??= address;
        IPAddress? peer = local is null || local.Equals(address) ? null : address;
        return local is null || TunAddress.FindProblem(local, header.PrefixLength, peer) is not null
            ? null
            : new TunAddress(local, header.PrefixLength, peer)
            {
                Device = device,
                IsTentative = (header.Flags & RtnetlinkConstants.IFA_F_TENTATIVE) != 0,
            };
    }

    // IFA_ADDRESS is the other end where there is one, and the own address otherwise.
    private static NetlinkMessage Command(
        ushort type, int flags, LinuxLink link, TunAddress address, byte addressFlags)
    {
        AddressHeader header = new()
        {
            Family = NetlinkReader.FamilyOf(address.Address),
            PrefixLength = (byte)address.PrefixLength,
            Flags = addressFlags,
            Index = link.Index,
        };
        return NetlinkMessage.Create(type, (ushort)(RtnetlinkConstants.NLM_F_ACK | flags), header)
            .With(RtnetlinkConstants.IFA_LOCAL, address.Address.GetAddressBytes())
            .With(RtnetlinkConstants.IFA_ADDRESS, (address.Peer ?? address.Address).GetAddressBytes());
    }
}
