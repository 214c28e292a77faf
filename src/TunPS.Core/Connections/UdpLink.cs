using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.Linux;
using TunPS.Platform;
using TunPS.Platform.Linux;

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
        _remote = new InternetSocketAddress(remote);
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

        int type = Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
        int descriptor = Libc.Socket(isIPv6 ? Libc.AF_INET6 : Libc.AF_INET, type, 0);
        if (descriptor < 0)
        {
            throw new TunException(operation, UdpErrors.Binding(Marshal.GetLastPInvokeError(), local));
        }

        DescriptorHandle handle = new(descriptor, ownsDescriptor: true);
        int errno = Bind(handle, local, out InternetSocketAddress bound);
        if (errno != 0)
        {
            handle.Dispose();
            throw new TunException(operation, UdpErrors.Binding(errno, local));
        }

        return new UdpLink(handle, bound.ToEndPoint(), remote);
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
                uint size = (uint)sizeof(InternetSocketAddress);
                nint length = Libc.RecvFrom(Handle, bytes, (nuint)buffer.Length, Libc.MSG_TRUNC, &sender, &size);
                if (length < 0)
                {
                    int errno = Marshal.GetLastPInvokeError();
                    if (errno != Errno.EINTR)
                    {
                        return -errno;
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
                    return (int)length;
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
        InternetSocketAddress remote = _remote;
        fixed (byte* bytes = packet)
        {
            while (true)
            {
                nint length = Libc.SendTo(Handle, bytes, (nuint)packet.Length, 0, &remote, remote.Size);
                int errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (errno != Errno.EINTR)
                {
                    return length < 0 ? -errno : (int)length;
                }
            }
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

    private static unsafe int Bind(DescriptorHandle handle, IPEndPoint local, out InternetSocketAddress bound)
    {
        InternetSocketAddress address = new(local);
        Set(handle, Libc.SOL_SOCKET, Libc.SO_RCVBUF, ReceiveBufferSize);
        Set(handle, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, ReceiveBufferSize);
        if (address.Family == Libc.AF_INET6)
        {
            // Otherwise the port would be taken for IPv4, too, from which nothing is accepted here.
            Set(handle, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 1);
        }

        uint size = (uint)sizeof(InternetSocketAddress);
        int result = Libc.Bind(handle, &address, address.Size);
        if (result == 0)
        {
            result = Libc.GetSockName(handle, &address, &size);
        }

        bound = address;
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    // What does not work is done without.
    private static unsafe void Set(DescriptorHandle handle, int level, int option, int value)
        => _ = Libc.SetSockOpt(handle, level, option, &value, sizeof(int));
}
