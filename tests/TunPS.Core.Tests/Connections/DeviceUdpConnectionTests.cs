using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>Connections over UDP between real devices.</summary>
public sealed class DeviceUdpConnectionTests
{
    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_of_them_join_two_namespaces(bool isOffloaded) => LoopbackNetwork.Run(() =>
    {
        using JoinedNamespaces joined = new(isOffloaded, isOffloaded, mtu: 1279);
        using Socket first = UdpPeer.Bind();
        using Socket second = UdpPeer.Bind();
        IPEndPoint firstPoint = UdpPeer.EndPointOf(first);
        IPEndPoint secondPoint = UdpPeer.EndPointOf(second);
        first.Dispose();
        second.Dispose();
        using TunConnection near = TunConnection.Start(joined.Near, secondPoint, firstPoint);
        using TunConnection far = TunConnection.Start(joined.Far, firstPoint, secondPoint);
        using Socket listener = joined.BindThere(SocketType.Stream);
        listener.Listen();
        using Socket here = JoinedNamespaces.BindHere(SocketType.Stream);
        here.Connect(listener.LocalEndPoint!);
        using Socket there = listener.Accept();
        byte[] payload = KernelPeer.Payload(1 << 20);
        Task<int> send = Background.Run(() => here.Send(payload));
        byte[] received = new byte[payload.Length];
        for (int length = 0; length < received.Length;)
        {
            length += there.Receive(received.AsSpan(length));
        }

        Assert.Equal(payload, received);
        Assert.Equal(payload.Length, Background.Result(send));
    });
}
