using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TunPS.Core.Tests.Offload;

/// <summary>TCP between the kernels of two network namespaces, through two devices and a loop of ours.</summary>
public sealed class OffloadTransferTests
{
    private const int Length = 8 << 20;

    [DeviceTheory]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public void All_bytes_arrive(bool isIPv6, bool offloadsHere, bool offloadsThere) => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using TunDevice near = Create("spec0", 1, offloadsHere, null);
        using TunDevice far = Create("spec1", 2, offloadsThere, there.Path);
        using InterruptEvent stop = new();
        Task<long> forth = Background.Run(() => Forward(near, far, stop, keepsOrder: true));
        Task<long> back = Background.Run(() => Forward(far, near, stop, keepsOrder: false));
        using Socket listener = there.Run(() => Listen(KernelPeer.Far(isIPv6)));
        byte[] sent = KernelPeer.Payload(Length);

        // From here and back again: the server returns what it gets.
        Task<string> server = Background.Run(() => Echo(listener));
        using Socket client = new(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Task<string> received = Background.Run(() => Receive(client));
        _ = client.Send(sent);
        client.Shutdown(SocketShutdown.Send);

        string hash = Convert.ToHexString(SHA256.HashData(sent));
        Assert.Equal(hash, Background.Result(server));
        Assert.Equal(hash, Background.Result(received));
        Assert.Equal((0, 0), (ChecksumErrors(), there.Run(ChecksumErrors)));
        stop.Trigger();
        long packets = Background.Result(forth) + Background.Result(back);
        if (offloadsHere && offloadsThere)
        {
            // So many packets went by, and the kernel has seen far fewer.
            long writes = near.Statistics!.SentPackets + far.Statistics!.SentPackets;
            Assert.InRange(writes, 1, packets / 2);
        }
    });

    private static TunDevice Create(string name, int host, bool offload, string? networkNamespace)
    {
        TunDeviceOptions options = OffloadPeer.Options(name, host);
        return TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            Offload = offload,
            NetworkNamespace = networkNamespace,
            Addresses = options.Addresses,
            TxQueueLength = 5000,
        });
    }

    private static Socket Listen(IPAddress address)
    {
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        return listener;
    }

    /// <summary>Forwards until the event, and looks at every packet; returns how many there were.</summary>
    private static long Forward(TunDevice from, TunDevice to, InterruptEvent stop, bool keepsOrder)
    {
        byte[] buffer = new byte[4 * TunDevice.MaxPacketLength];
        int[] lengths = new int[128];
        long packets = 0;
        CoalescedBatch? batch = keepsOrder || !to.HasOffload ? null : new CoalescedBatch(to, keepsOrder: false);
        while (from.TryReadBatch(buffer, lengths, out int count, Timeout.InfiniteTimeSpan, [stop]).Status
            == WaitStatus.Ready)
        {
            int bytes = 0;
            foreach (int length in lengths.AsSpan(0, count))
            {
                OffloadPeer.AssertOrdinary(buffer.AsSpan(bytes, length), from);
                bytes += length;
            }

            Write(to, batch, buffer.AsSpan(0, bytes), lengths.AsSpan(0, count));
            packets += count;
        }

        return packets;
    }

    private static void Write(TunDevice to, CoalescedBatch? batch, ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        if (batch is not null)
        {
            batch.Load(packets, lengths);
            Assert.Equal(0, batch.Write(packets, lengths, []));
            return;
        }

        while (!lengths.IsEmpty)
        {
            int sent = to.WriteBatch(packets, lengths, KernelPeer.Patience);
            foreach (int length in lengths[..sent])
            {
                packets = packets[length..];
            }

            lengths = lengths[sent..];
        }
    }

    private static string Echo(Socket listener)
    {
        using Socket server = listener.Accept();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[65536];
        int length;
        while ((length = server.Receive(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, length);
            _ = server.Send(buffer, length, SocketFlags.None);
        }

        server.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string Receive(Socket client)
    {
        using NetworkStream stream = new(client);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    // Of both versions of IP.
    private static long ChecksumErrors()
    {
        string[][] rows = [.. File.ReadLines("/proc/thread-self/net/snmp")
            .Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(rows[1][Array.IndexOf(rows[0], "InCsumErrors")], CultureInfo.InvariantCulture);
    }
}
