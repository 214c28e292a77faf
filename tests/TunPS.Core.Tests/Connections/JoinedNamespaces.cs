using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>
/// Two network namespaces with a device each: that of the calling thread, whose device has the addresses that end in 1, and
/// a foreign one, where they end in 2.
/// </summary>
internal sealed class JoinedNamespaces : IDisposable
{
    internal const string NearName = "join0";
    internal const string FarName = "join1";

    internal JoinedNamespaces(
        bool isNearOffloaded = false, bool isFarOffloaded = false, TunLayer layer = TunLayer.Tun, int mtu = 1500)
    {
        Near = Create(NearName, 1, isNearOffloaded, layer, mtu, null);
        Far = Create(FarName, 2, isFarOffloaded, layer, mtu, There.Path);
    }

    internal ForeignNamespace There { get; } = new();

    internal TunDevice Near { get; }

    internal TunDevice Far { get; }

    internal static IPAddress NearAddress(bool isIPv6 = false) => KernelPeer.Near(isIPv6);

    internal static IPAddress FarAddress(bool isIPv6 = false) => KernelPeer.Far(isIPv6);

    /// <summary>A socket there, bound to the far address.</summary>
    internal Socket BindThere(SocketType type, bool isIPv6 = false) => There.Run(() => Bind(type, FarAddress(isIPv6)));

    /// <summary>A socket here, bound to the near address.</summary>
    internal static Socket BindHere(SocketType type, bool isIPv6 = false) => Bind(type, NearAddress(isIPv6));

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
        There.Dispose();
    }

    private static Socket Bind(SocketType type, IPAddress address)
    {
        Socket socket = new(
            address.AddressFamily, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)KernelPeer.Patience.TotalMilliseconds,
            SendTimeout = (int)KernelPeer.Patience.TotalMilliseconds,
        };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private static TunDevice Create(
        string name, int host, bool offload, TunLayer layer, int mtu, string? networkNamespace)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            Offload = offload,
            Layer = layer,
            Mtu = mtu,
            NetworkNamespace = networkNamespace,

            // Below this MTU there is no IPv6, and the kernel sends nothing that nobody asked for.
            Addresses = mtu < TunDevice.MinMtuForIPv6
                ? [TunAddress.Parse($"192.0.2.{host}/24")]
                : [TunAddress.Parse($"192.0.2.{host}/24"), TunAddress.Parse($"2001:db8::{host}/64")],
        });
}
