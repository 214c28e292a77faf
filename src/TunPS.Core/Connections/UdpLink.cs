using System.Net;
using System.Net.Sockets;
using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A way to one other machine: each packet is one UDP datagram, without a header and unencrypted. The socket is not
/// connected, so that the kernel hands over what others send and it can be counted, and so that a peer which is not
/// there yet (ICMP port unreachable) is no error. One thread may receive while another sends.
/// </summary>
internal sealed class UdpLink : IDisposable
{
    // A burst while the reader is busy; the kernel takes what it allows.
    private const int ReceiveBufferSize = 4 << 20;

    // Others may send without end. After so many the caller gets to look at its events, and poll says at once that
    // there is more.
    private const int MaxSkipped = 64;

    private readonly InternetSocketAddress _remote;
    private long _foreign;
    private long _malformed;

    private UdpLink(DescriptorHandle handle, IPEndPoint local, IPEndPoint remote)
    {
        Handle = handle;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
        _remote = TunPlatform.Current.ToSocketAddress(remote);
    }

    /// <summary>What to poll.</summary>
    internal DescriptorHandle Handle { get; }

    /// <summary>Where the link is bound, with the port that the system chose.</summary>
    internal IPEndPoint LocalEndPoint { get; }

    /// <summary>To whom everything is sent, and from whom alone anything is received.</summary>
    internal IPEndPoint RemoteEndPoint { get; }

    /// <summary>The datagrams that came from somebody else.</summary>
    internal long ForeignPackets => Volatile.Read(ref _foreign);

    /// <summary>The datagrams of the peer that were longer than a packet can be, or empty.</summary>
    internal long MalformedPackets => Volatile.Read(ref _malformed);

    /// <summary>Opens a link in the network namespace of the calling thread.</summary>
    /// <param name="remote">The peer: the address of one machine, and its port.</param>
    /// <param name="local">Where to be reached; null for any address and a port that the system chooses.</param>
    /// <exception cref="TunException">The end points do not fit, or the system refuses the local one.</exception>
    internal static UdpLink Open(IPEndPoint remote, IPEndPoint? local = null)
    {
        remote = Unmap(remote);
        bool isIPv6 = remote.AddressFamily == AddressFamily.InterNetworkV6;
        local = local is null ? new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0) : Unmap(local);
        string operation = $"open a UDP link from {local} to {remote}";
        if (FindProblem(remote, local) is string problem)
        {
            throw new TunException(operation, new Failure(TunError.InvalidValue, problem));
        }

        TunPlatform.Current.ThrowIfUnsupported(operation);
        InternetSocketAddress bound = TunPlatform.Current.ToSocketAddress(local);
        return TunPlatform.Current.OpenUdpSocket(ref bound, ReceiveBufferSize, out int errno) is DescriptorHandle handle
            ? new UdpLink(handle, bound.ToEndPoint(), remote)
            : throw new TunException(operation, UdpErrors.Binding(errno, local));
    }

    /// <summary>Receives the next packet of the peer, without waiting.</summary>
    /// <param name="buffer">Where it goes. A datagram that does not fit is counted, and never delivered cut.</param>
    /// <returns>
    /// The length, above 0; or the negative errno. EAGAIN means that there is nothing, or that only others have sent
    /// for a while: poll tells.
    /// </returns>
    internal unsafe int Receive(Span<byte> buffer)
    {
        InternetSocketAddress sender;
        int skipped = 0;
        fixed (byte* bytes = buffer)
        {
            while (skipped < MaxSkipped)
            {
                int length = TunPlatform.Current.Receive(Handle, bytes, buffer.Length, &sender);
                if (length < 0)
                {
                    if (length != -Errno.EINTR)
                    {
                        return length;
                    }
                }
                else if (!sender.IsSameEnd(_remote))
                {
                    _foreign++;
                    skipped++;
                }
                else if (length == 0 || length > buffer.Length)
                {
                    _malformed++;
                    skipped++;
                }
                else
                {
                    return length;
                }
            }
        }

        return -Errno.EAGAIN;
    }

    /// <summary>Sends a packet to the peer, without waiting.</summary>
    /// <returns>
    /// The length; or the negative errno: EAGAIN when there is no room now, EMSGSIZE when the packet is longer than a
    /// datagram can be (65507 bytes over IPv4, 65527 over IPv6).
    /// </returns>
    internal unsafe int Send(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            int result;
            do
            {
                result = TunPlatform.Current.Send(Handle, bytes, packet.Length, _remote);
            }
            while (result == -Errno.EINTR);

            return result;
        }
    }

    /// <summary>The exception for a receive that failed for good.</summary>
    internal TunException ReceiveFailure(int errno)
        => new($"receive from {RemoteEndPoint}", UdpErrors.Receiving(errno));

    /// <summary>The exception for a send that failed for good.</summary>
    internal TunException SendFailure(int errno)
        => new($"send to {RemoteEndPoint}", UdpErrors.Sending(errno, RemoteEndPoint));

    public void Dispose() => Handle.Dispose();

    /// <summary>What the system would refuse without saying why, or accept to no use; null when all is well.</summary>
    private static string? FindProblem(IPEndPoint remote, IPEndPoint local)
    {
        IPAddress address = remote.Address;
        bool isMulticast = address.IsIPv6Multicast
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);
        return remote.AddressFamily != local.AddressFamily ? "one is an address of IPv4 and the other of IPv6"
            : remote.Port == 0 ? "the remote end point has no port"
            : isMulticast || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
                ? "the remote address is not that of one machine"
            : NeedsScope(address) || NeedsScope(local.Address)
                ? "a link-local address is to name its interface, as fe80::1%eth0 does"
            : remote.Port == local.Port && Reaches(local.Address, address)
                ? "the two are the same end, which would get back what it sends"
            : null;
    }

    private static bool Reaches(IPAddress local, IPAddress remote)
        => local.Equals(remote)
            || (local.Equals(IPAddress.Any) && remote.Equals(IPAddress.Loopback))
            || (local.Equals(IPAddress.IPv6Any) && remote.Equals(IPAddress.IPv6Loopback));

    private static bool NeedsScope(IPAddress address) => address.IsIPv6LinkLocal && address.ScopeId == 0;

    private static IPEndPoint Unmap(IPEndPoint point)
        => point.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(point.Address.MapToIPv4(), point.Port) : point;
}
