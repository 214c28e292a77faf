using System.Net.Sockets;

namespace TunPS.Core.Tests.Offload;

/// <summary>The kernel at the other end: what it gives, and what becomes of what it takes.</summary>
public sealed class OffloadKernelTests : IDisposable
{
    // 128 datagrams and 65535 bytes are the most that the kernel takes at once.
    private static readonly (int Size, int Count)[] s_series =
        [(1, 2), (1, 200), (9, 129), (1400, 46), (1400, 47), (1452, 60)];

    private readonly Wireshark _tools = new();

    public void Dispose() => _tools.Dispose();

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_series_of_datagrams_comes_out_as_sent(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = OffloadPeer.Create();
        byte[] payload = KernelPeer.Payload(1050);
        OffloadPeer.SendSeries(payload, 100, isIPv6);

        List<byte[]> packets = OffloadPeer.ReadSeries(device, 11);
        int headers = isIPv6 ? 48 : 28;
        Assert.Equal([.. Enumerable.Repeat(headers + 100, 10), headers + 50], packets.Select(packet => packet.Length));
        Assert.Equal(payload, packets.SelectMany(packet => packet[headers..]));
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_series_of_datagrams_in_a_batch_arrives_as_sent(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = OffloadPeer.Create();
        Socket socket = KernelPeer.Bound(SocketType.Dgram, isIPv6);
        byte[] payload = KernelPeer.Payload(1050);
        byte[][] packets = Datagrams(socket, payload, 100, isIPv6);
        long errors = KernelPeer.ChecksumErrors(isIPv6);
        long writes = device.Statistics!.SentPackets;

        Assert.Equal(
            packets.Length,
            device.WriteBatch([.. packets.SelectMany(packet => packet)], [.. packets.Select(packet => packet.Length)]));
        foreach (byte[] piece in payload.Chunk(100))
        {
            Assert.Equal(piece, KernelPeer.Receive(socket));
        }

        Assert.Equal(0, socket.Available);
        Assert.Equal(errors, KernelPeer.ChecksumErrors(isIPv6));
        Assert.Equal(device.HasUdpOffload ? 1 : packets.Length, device.Statistics.SentPackets - writes);
        Assert.False(device.OffloadWriter!.RefusesMerged);
    });

    [DeviceFact]
    public void All_sizes_and_numbers_that_are_joined_arrive() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = OffloadPeer.Create();
        foreach (bool isIPv6 in (bool[])[false, true])
        {
            using Socket socket = KernelPeer.Bound(SocketType.Dgram, isIPv6);
            foreach ((int size, int count) in s_series)
            {
                byte[] payload = KernelPeer.Payload((size * count) - (size / 2));
                byte[][] packets = Datagrams(socket, payload, size, isIPv6);
                byte[] all = [.. packets.SelectMany(packet => packet)];
                int[] lengths = [.. packets.Select(packet => packet.Length)];
                Assert.Equal(packets.Length, device.WriteBatch(all, lengths));
                Assert.Equal(payload, packets.SelectMany(_ => KernelPeer.Receive(socket)));
            }

            Assert.Equal(0, KernelPeer.ChecksumErrors(isIPv6));
        }

        Assert.False(device.OffloadWriter!.RefusesMerged);
        Assert.Equal(0, device.Statistics!.SendErrors + device.Statistics.SendDrops);
    });

    [DeviceFact]
    public void The_longest_frames_are_not_cut() => NetworkNamespace.Run(() =>
    {
        TunDeviceOptions options = OffloadPeer.Options();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = options.Name,
            Offload = true,
            Layer = TunLayer.Tap,
            Addresses = options.Addresses,
        });
        _ = IpCommand.Run("neighbor add 192.0.2.2 lladdr 02:00:5e:10:00:02 dev spec0");

        // One frame of 65535 bytes, and what would be one of 65549, which the kernel splits itself.
        foreach (int length in (int[])[65493, 65507])
        {
            byte[] payload = KernelPeer.Payload(length);
            OffloadPeer.SendSeries(payload, 1472, isIPv6: false);
            List<byte[]> frames = OffloadPeer.ReadSeries(device, 45);
            Assert.Equal(payload, frames.SelectMany(frame => frame[42..]));
        }
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_in_a_batch_arrive_as_sent(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        TunDeviceOptions options = OffloadPeer.Options();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = options.Name,
            Offload = true,
            Layer = TunLayer.Tap,
            Addresses = options.Addresses,
        });
        using Socket socket = KernelPeer.Bound(SocketType.Dgram, isIPv6);
        byte[] payload = KernelPeer.Payload(1050);
        byte[] link =
        [
            .. device.Interface!.MacAddress!.GetAddressBytes(), 2, 0, 0x5E, 0x10, 0, 2,
            .. isIPv6 ? [0x86, 0xDD] : (byte[])[8, 0],
        ];
        byte[][] frames = [.. Datagrams(socket, payload, 100, isIPv6).Select(packet => Bytes.Join(link, packet))];
        long writes = device.Statistics!.SentPackets;

        Assert.Equal(
            frames.Length,
            device.WriteBatch([.. frames.SelectMany(frame => frame)], [.. frames.Select(frame => frame.Length)]));
        Assert.Equal(payload, frames.SelectMany(_ => KernelPeer.Receive(socket)));
        Assert.Equal(device.HasUdpOffload ? 1 : frames.Length, device.Statistics.SentPackets - writes);
    });

    [DeviceFact]
    public void Several_readers_get_every_packet_of_many_series_once() => NetworkNamespace.Run(() =>
    {
        const int Series = 200;
        const int Pieces = 20;
        using TunDevice device = OffloadPeer.Create();
        int left = Series * Pieces;
        Task<List<string>>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Background.Run(() =>
        {
            List<string> numbers = [];
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (Volatile.Read(ref left) > 0)
            {
                if (device.TryRead(buffer, out int length, TimeSpan.FromMilliseconds(50)).Status == WaitStatus.Ready
                    && OffloadPeer.IsOfSeries(new TunPacket(buffer[..length], "spec0", TunLayer.Tun)))
                {
                    numbers.Add(Convert.ToHexString(buffer.AsSpan(28, 4)));
                    _ = Interlocked.Decrement(ref left);
                }
            }

            return numbers;
        }))];
        using Socket socket = KernelPeer.Bound(SocketType.Dgram, isIPv6: false);
        int[] all = [.. Enumerable.Range(0, Series * Pieces)];
        foreach (int[] series in all.Chunk(Pieces))
        {
            OffloadPeer.SendSeries(
                socket,
                [.. series.SelectMany(number => Bytes.Join(Bytes.Number(number, 4), new byte[96]))],
                100,
                isIPv6: false);
            SpinWait.SpinUntil(() => Volatile.Read(ref left) <= all.Length - series[0], KernelPeer.Patience);
        }

        Assert.Equal(all.Select(number => $"{number:X8}"), readers.SelectMany(Background.Result).Order());
    });

    [ToolFact("tshark")]
    public void Tshark_finds_no_bad_checksum_in_what_is_split_here_and_in_what_the_kernel_splits_for_others()
        => NetworkNamespace.Run(() =>
        {
            // What is written to the first device the kernel forwards to the second, which has no offload.
            using TunDevice device = OffloadPeer.Create();
            using TunDevice far = TunDevice.Create(new TunDeviceOptions
            {
                Name = "spec1",
                Addresses = [TunAddress.Parse("198.51.100.9/24"), TunAddress.Parse("2001:db8:1::9/64")],
            });
            File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
            File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
            List<TunPacket> packets = [];
            foreach (bool isIPv6 in (bool[])[false, true])
            {
                OffloadPeer.SendSeries(KernelPeer.Payload(1050), 100, isIPv6);
                packets.AddRange(
                    OffloadPeer.ReadSeries(device, 11).Select(data => new TunPacket(data, "spec0", TunLayer.Tun)));
                foreach (bool isTcp in (bool[])[false, true])
                {
                    packets.AddRange(Forward(device, far, new OffloadFlow
                    {
                        IsIPv6 = isIPv6,
                        IsTcp = isTcp,
                        Source = "2",
                    }));
                }
            }

            File.WriteAllBytes(_tools["x.pcapng"], Captures.Write(CaptureFormat.Pcapng, [.. packets]));
            string[] lines = _tools.Run(
                "tshark", "-n", "-r", "x.pcapng", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
                "udp.check_checksum:TRUE", "-T", "fields", "-e", "ip.version", "-e", "ip.checksum.status", "-e",
                "tcp.checksum.status", "-e", "udp.checksum.status").Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // 1 is good, of the IP header of IPv4 and of either transport header.
            Assert.Equal(packets.Count, lines.Length);
            Assert.All(lines, line => Assert.Equal("1", string.Concat(line.Split('\t')[2..])));
            Assert.All(lines, line => Assert.Equal(line.StartsWith('4') ? "1" : "", line.Split('\t')[1]));
        });

    private static IEnumerable<TunPacket> Forward(TunDevice device, TunDevice far, OffloadFlow flow)
    {
        byte[][] packets =
        [
            .. KernelPeer.Payload(1050).Chunk(100).Select((piece, i) => flow.Packet(piece, (uint)(1 + (100 * i)), 100 + i)),
        ];
        long writes = device.Statistics!.SentPackets;
        Assert.Equal(
            packets.Length,
            device.WriteBatch([.. packets.SelectMany(packet => packet)], [.. packets.Select(packet => packet.Length)]));
        Assert.Equal(1, device.Statistics.SentPackets - writes);
        return packets.Select(_ => KernelPeer.ReadUntil(
            far, packet => packet.Protocol == (flow.IsTcp ? IPProtocol.Tcp : IPProtocol.Udp)));
    }

    /// <summary>The datagrams as they come from the far end, to the socket.</summary>
    private static byte[][] Datagrams(Socket socket, byte[] payload, int size, bool isIPv6)
    {
        byte[] port = Bytes.Number(((System.Net.IPEndPoint)socket.LocalEndPoint!).Port, 2);
        return
        [
            .. payload.Chunk(size).Select(piece =>
            {
                byte[] udp = Bytes.Join([0, 7], port, Bytes.Number(8 + piece.Length, 2), [0, 0], piece);
                byte[] source = KernelPeer.Far(isIPv6).GetAddressBytes();
                byte[] destination = KernelPeer.Near(isIPv6).GetAddressBytes();
                byte[] packet = isIPv6
                    ? Bytes.Join([0x60, 0, 0, 0], Bytes.Number(udp.Length, 2), [17, 64], source, destination, udp)
                    : Bytes.Join(
                        [0x45, 0], Bytes.Number(20 + udp.Length, 2), [0, 0, 0x40, 0, 64, 17, 0, 0], source, destination,
                        udp);
                Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, TunLayer.Tun));
                return packet;
            }),
        ];
    }
}
