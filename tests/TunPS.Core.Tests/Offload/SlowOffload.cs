using System.Buffers.Binary;

namespace TunPS.Core.Tests.Offload;

/// <summary>What splitting and merging are to do, written to be read and not to be fast.</summary>
internal static class SlowOffload
{
    /// <summary>The ordinary packets of a super-packet.</summary>
    internal static List<byte[]> Split(byte[] packet, int segmentSize, TunLayer layer)
    {
        (int network, int transport, int data, bool isTcp) = Find(packet, layer);
        bool isIPv6 = packet[network] >> 4 == 6;
        List<byte[]> segments = [];
        int count = Math.Max(1, (packet.Length - data + segmentSize - 1) / segmentSize);
        for (int i = 0; i < count; i++)
        {
            int start = data + (i * segmentSize);
            byte[] segment = [.. packet[..data], .. packet[start..Math.Min(start + segmentSize, packet.Length)]];
            SetLengths(segment, network, transport, isTcp);
            if (!isIPv6)
            {
                Add(segment.AsSpan(network + 4, 2), i);
            }

            if (isTcp)
            {
                uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(transport + 4));
                BinaryPrimitives.WriteUInt32BigEndian(
                    segment.AsSpan(transport + 4), sequence + (uint)(i * segmentSize));
                segment[transport + 13] = i == count - 1
                    ? segment[transport + 13]
                    : (byte)(segment[transport + 13] & ~(int)(TcpFlags.Fin | TcpFlags.Psh));
            }

            Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(segment, layer));
            segments.Add(segment);
        }

        return segments;
    }

    /// <summary>The writes of a batch: which packets are in each of them.</summary>
    internal static List<List<int>> Merge(List<byte[]> packets, TunLayer layer, bool takesUdp, bool keepsOrder)
    {
        List<SlowItem> items = [];
        for (int i = 0; i < packets.Count; i++)
        {
            SlowPacket? packet = SlowPacket.Read(packets[i], layer);
            if (packet is null || (!packet.IsTcp && !takesUdp))
            {
                // Something that may belong to any flow of datagrams: they have to stay behind it.
                if (packet is not null || !SlowPacket.IsTcpAtFirstSight(packets[i], layer))
                {
                    items.ForEach(item => item.IsClosed |= !item.First.IsTcp);
                }

                items.Add(new SlowItem(i, packet ?? new SlowPacket()) { IsClosed = true });
                continue;
            }

            IEnumerable<SlowItem> candidates = items.Where(item => item.First.Flow == packet.Flow).Reverse();
            if (keepsOrder)
            {
                candidates = items.TakeLast(1).Where(item => item.First.Flow == packet.Flow);
            }

            bool isBad = false;
            SlowItem? joined = null;
            foreach (SlowItem item in packet.IsTcp ? candidates : candidates.Take(1))
            {
                bool appends = item.CanAppend(packet);
                if (item.IsClosed || !(appends || (!keepsOrder && item.CanPrepend(packet))))
                {
                    continue;
                }

                item.IsClosed = !item.First.IsGood;
                isBad = !packet.IsGood;
                joined = item.IsClosed || isBad ? null : item;
                joined?.Join(i, packet, appends);
                if (joined is not null || isBad)
                {
                    break;
                }
            }

            if (joined is null)
            {
                items.Add(new SlowItem(i, packet) { IsClosed = isBad });
            }
        }

        return [.. items.Select(item => item.Members)];
    }

    /// <summary>What is written for packets that were merged: the virtio header and the super-packet.</summary>
    internal static byte[] Write(List<byte[]> packets, TunLayer layer)
    {
        if (packets.Count == 1)
        {
            return [.. new byte[VirtioHeader.Size], .. packets[0]];
        }

        (int network, int transport, int data, bool isTcp) = Find(packets[0], layer);
        bool isIPv6 = packets[0][network] >> 4 == 6;
        byte[] whole = [.. packets[0][..data], .. packets.SelectMany(packet => packet[data..])];
        SetLengths(whole, network, transport, isTcp);
        int field = transport + (isTcp ? 16 : 6);
        whole.AsSpan(field, 2).Clear();
        if (isTcp)
        {
            whole[transport + 13] = packets[^1][transport + 13];
        }

        if (!isIPv6)
        {
            whole.AsSpan(network + 10, 2).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(
                whole.AsSpan(network + 10), SlowChecksum.Of(whole.AsSpan(network, 20)));
        }

        byte[] pseudo =
        [
            .. whole[(network + (isIPv6 ? 8 : 12))..(network + (isIPv6 ? 40 : 20))],
            .. Bytes.Number(whole.Length - transport, 4), .. Bytes.Number(isTcp ? 6 : 17, 4),
        ];
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(field), (ushort)~SlowChecksum.Of(pseudo));

        byte[] header = new byte[VirtioHeader.Size];
        header[0] = 1;
        header[1] = (byte)(!isTcp ? 5 : isIPv6 ? 4 : 1);
        ushort[] numbers = [(ushort)data, 0, (ushort)transport, (ushort)(isTcp ? 16 : 6)];
        numbers[1] = (ushort)(packets[0].Length - data);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.True(BitConverter.TryWriteBytes(header.AsSpan(2 + (2 * i)), numbers[i]));
        }

        return [.. header, .. whole];
    }

    /// <summary>Where the IP header, the transport header and the payload begin.</summary>
    internal static (int Network, int Transport, int Data, bool IsTcp) Find(byte[] packet, TunLayer layer)
    {
        int network = layer == TunLayer.Tap ? EthernetFrame.Read(packet).PayloadOffset : 0;
        IPHeader header = IPHeader.Read(packet.AsSpan(network));
        int transport = network + header.PayloadOffset;
        bool isTcp = header.Protocol == IPProtocol.Tcp;
        return (network, transport, transport + (isTcp ? (packet[transport + 12] >> 4) * 4 : 8), isTcp);
    }

    private static void SetLengths(byte[] packet, int network, int transport, bool isTcp)
    {
        bool isIPv6 = packet[network] >> 4 == 6;
        int length = packet.Length - network - (isIPv6 ? 40 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(network + (isIPv6 ? 4 : 2)), (ushort)length);
        if (!isTcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(transport + 4), (ushort)(packet.Length - transport));
        }
    }

    private static void Add(Span<byte> field, int number)
        => BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(field) + number));
}
