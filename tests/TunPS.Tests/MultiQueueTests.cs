using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Tests;

/// <summary>Two runspaces that read a queue each of one device.</summary>
[Collection(nameof(Session))]
public sealed class MultiQueueTests
{
    private const int Flows = 50;
    private const int PacketsPerFlow = 200;

    [DeviceFact]
    public void Together_they_get_every_packet_exactly_once_and_each_flow_in_order() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Open();
        using TunDevice other = Open();
        using InterruptEvent done = new();
        ConcurrentQueue<int>[] received = [new(), new()];
        Task<bool>[] readers =
        [
            Background.Run(() => Receive(one, done, received[0])),
            Background.Run(() => Receive(other, done, received[1])),
        ];
        Send();
        Assert.True(
            SpinWait.SpinUntil(() => received.Sum(all => all.Count) >= Flows * PacketsPerFlow, TimeSpan.FromSeconds(60)),
            $"{received.Sum(all => all.Count)} packets of {Flows * PacketsPerFlow} came; {one.Statistics}.");
        done.Trigger();
        Task.WaitAll(readers);

        Assert.Equal(
            Enumerable.Range(0, Flows * PacketsPerFlow), received.SelectMany(all => all).Order());
        Assert.All(received, Assert.NotEmpty);
        Assert.All(received, all => Assert.All(
            all.GroupBy(number => number % Flows), flow => Assert.Equal(flow.Order(), flow)));
        Assert.Equal(0, one.Statistics!.Drops);
    });

    private static bool Receive(TunDevice queue, InterruptEvent done, ConcurrentQueue<int> received)
    {
        using Session session = new();
        session["q"] = queue;
        session["done"] = done;
        using PowerShell shell = session.Prepare("Receive-TunPacket $q -Continuous -InterruptEvent $done -AsByteArray");
        using PSDataCollection<PSObject> output = [];
        output.DataAdded += (_, added) =>
            received.Enqueue(BitConverter.ToInt32(((byte[])output[added.Index].BaseObject).AsSpan()[^sizeof(int)..]));
        shell.Invoke(null, output);
        return true;
    }

    private static void Send()
    {
        Socket[] sockets = [.. Enumerable.Range(0, Flows).Select(
            _ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))];
        for (int i = 0; i < Flows * PacketsPerFlow; i++)
        {
            _ = sockets[i % Flows].SendTo(BitConverter.GetBytes(i), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        }

        Array.ForEach(sockets, socket => socket.Dispose());
    }

    // The queue holds all, so that a slow reader loses nothing.
    private static TunDevice Open() => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        MultiQueue = true,
        Mtu = 1279,
        TxQueueLength = Flows * PacketsPerFlow,
        Addresses = [TunAddress.Parse("192.0.2.1/24")],
    });
}
