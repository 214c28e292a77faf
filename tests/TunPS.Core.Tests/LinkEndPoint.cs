using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>An interface as the place where a packet socket sends a whole frame to: struct sockaddr_ll (packet(7)).</summary>
internal sealed class LinkEndPoint(int index) : EndPoint
{
    private const int Size = 20;
    private const int IndexOffset = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public override SocketAddress Serialize()
    {
        SocketAddress address = new(AddressFamily, Size);
        BitConverter.TryWriteBytes(address.Buffer.Span[IndexOffset..], index);
        return address;
    }
}
