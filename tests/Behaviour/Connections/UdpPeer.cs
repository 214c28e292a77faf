using System.Net;
using System.Net.Sockets;

namespace TunPS.Behaviour.Tests;

/// <summary>A socket of loopback that stands for another machine.</summary>
internal static class UdpPeer
{
    internal static Socket Bind(int port = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    internal static IPEndPoint EndPointOf(Socket socket) => (IPEndPoint)socket.LocalEndPoint!;
}
