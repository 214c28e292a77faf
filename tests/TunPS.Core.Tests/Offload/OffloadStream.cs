using CsCheck;

namespace TunPS.Core.Tests.Offload;

/// <summary>One packet of a random stream: of which flow, what is odd about it, and how long it is.</summary>
internal sealed record OffloadStep(int Flow, OffloadOddity Oddity, int Length);

/// <summary>What a packet of a random stream may have that keeps it from being merged, or changes how it is.</summary>
internal enum OffloadOddity
{
    None,
    Push,
    Short,
    Long,
    Gap,
    Earlier,
    OtherId,
    OtherTrafficClass,
    OtherHopLimit,
    OtherWindow,
    OtherOptions,
    OtherAcknowledgment,
    OtherFlags,
    Empty,
    WrongChecksum,
    WrongHeaderChecksum,
    NoChecksum,
    Fragment,
    WrongLength,
    CutOff,
    NoIP,
}

/// <summary>A random stream of packets of a few flows, and how they are to be merged.</summary>
internal sealed record OffloadStream(
    OffloadFlow[] Flows, OffloadStep[] Steps, int[] Sizes, bool TakesUdp, bool KeepsOrder)
{
    private const string Timestamps = "0101080a 00000001 00000002";

    private static readonly string?[] s_links =
        [null, null, OffloadFlow.Macs, OffloadFlow.Macs + "8100 0064", OffloadFlow.Macs + "88a8 0001 8100 0002",
            OffloadFlow.Macs + "88a8 0001 8100 0002 8100 0003"];

    private static readonly (byte Number, string Body)[][] s_extensions =
        [[], [], [], [(0, "00 050200000100")], [(0, "00 050200000100"), (60, "00 010400000000")],
            [(43, "02 0001 00000000 20010db8000000000000000000000009")]];

    internal static Gen<OffloadFlow> Flow { get; } = Gen.Select(
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, (isIPv6, isTcp, dontFragment) => (isIPv6, isTcp, dontFragment)),
        OneOf("", "", Timestamps, "0101080a 00000001 00000002 01010512 00000003 00000004 00000005 00000006 00000000"),
        OneOf(s_extensions),
        OneOf("", "", "", "94040000"),
        Gen.Int[1, 2],
        (kind, options, extensions, options4, port) => new OffloadFlow
        {
            IsIPv6 = kind.isIPv6,
            IsTcp = kind.isTcp,
            DontFragment = kind.dontFragment,
            TcpOptions = options,
            Extensions = extensions,
            IPv4Options = options4,
            Port = (ushort)port,
        });

    internal static Gen<string?> Link { get; } = OneOf(s_links);

    /// <summary>Mostly small, so that a second is enough for many streams; rarely does one fill an IP packet.</summary>
    internal static Gen<int> Size { get; } = Gen.Frequency(
        (200, Gen.Int[1, 40]), (20, Gen.Int[41, 600]), (4, Gen.Int[1000, 1500]), (1, Gen.Int[9000, 32000]));

    internal static Gen<OffloadStream> Any { get; } = Gen.Select(
        Link,
        Flow.Array[1, 3],
        Gen.Select(
            Gen.Int[0, 2],
            Gen.Frequency((4, Gen.Const(OffloadOddity.None)), (1, Gen.Enum<OffloadOddity>())),
            Gen.Int[1, 40],
            (flow, oddity, length) => new OffloadStep(flow, oddity, length)).Array[1, 14],
        Size.Array[3],
        Gen.Bool,
        Gen.Bool,
        (link, flows, steps, sizes, takesUdp, keepsOrder) => new OffloadStream(
            [.. flows.Select(flow => flow with { Link = link })], steps, sizes, takesUdp, keepsOrder));

    internal TunLayer Layer => Flows[0].Layer;

    /// <summary>The packets, always the same ones.</summary>
    internal List<byte[]> Packets()
    {
        uint[] sequences = [1, uint.MaxValue - 100, 1000];
        int[] ids = [0xFFFE, 7, 7];
        List<byte[]> packets = [];
        byte fill = 0;
        foreach (OffloadStep step in Steps)
        {
            int index = step.Flow % Flows.Length;
            byte[] payload = new byte[step.Oddity switch
            {
                OffloadOddity.Short => Math.Min(step.Length, Sizes[index]),
                OffloadOddity.Long => Sizes[index] + step.Length,
                OffloadOddity.Empty => 0,
                _ => Sizes[index],
            }];
            payload.AsSpan().Fill(++fill);
            OffloadFlow flow = Change(Flows[index], step.Oddity);
            packets.Add(Make(flow, step.Oddity, payload, ref sequences[index], ref ids[index]));
        }

        return packets;
    }

    private static OffloadFlow Change(OffloadFlow flow, OffloadOddity oddity) => oddity switch
    {
        OffloadOddity.OtherTrafficClass => flow with { TrafficClass = 4 },
        OffloadOddity.OtherHopLimit => flow with { HopLimit = 9 },
        OffloadOddity.OtherWindow => flow with { Window = 9, FlowLabel = 9 },
        OffloadOddity.OtherOptions => flow with { TcpOptions = "0101080a 00000001 00000009" },
        OffloadOddity.OtherAcknowledgment => flow with { Acknowledgment = 9 },
        _ => flow,
    };

    private static byte[] Make(OffloadFlow flow, OffloadOddity oddity, byte[] payload, ref uint sequence, ref int id)
    {
        sequence = oddity switch
        {
            OffloadOddity.Gap => sequence + 10,
            OffloadOddity.Earlier => sequence - (uint)(2 * payload.Length),
            _ => sequence,
        };
        id = oddity switch
        {
            OffloadOddity.OtherId => id + 10,
            OffloadOddity.Earlier => id - 2,
            _ => id,
        };
        TcpFlags flags = oddity switch
        {
            OffloadOddity.Push => TcpFlags.Ack | TcpFlags.Psh,
            OffloadOddity.OtherFlags => TcpFlags.Ack | TcpFlags.Ece,
            _ => TcpFlags.Ack,
        };
        byte[] packet = flow.Packet(payload, sequence, id, flags);
        sequence += (uint)payload.Length;
        id++;
        return Damage(packet, flow, oddity);
    }

    private static byte[] Damage(byte[] packet, OffloadFlow flow, OffloadOddity oddity)
    {
        int network = flow.NetworkOffset;
        switch (oddity)
        {
            case OffloadOddity.WrongChecksum:
                packet[^1] ^= 1;
                break;
            case OffloadOddity.WrongHeaderChecksum when !flow.IsIPv6:
                packet[network + 10] ^= 1;
                break;
            case OffloadOddity.NoChecksum:
                packet.AsSpan(flow.TransportOffset + (flow.IsTcp ? 16 : 6), 2).Clear();
                break;
            case OffloadOddity.Fragment when !flow.IsIPv6:
                packet[network + 6] = 0x20;
                break;
            case OffloadOddity.WrongLength:
                packet[network + (flow.IsIPv6 ? 5 : 3)] ^= 1;
                break;
            case OffloadOddity.CutOff:
                return packet[..(packet.Length / 2)];
            case OffloadOddity.NoIP:
                packet[network] = 0x15;
                break;
            default:
                break;
        }

        return packet;
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    public override string ToString()
        => $"{Layer} udp={TakesUdp} ordered={KeepsOrder} sizes={string.Join(',', Sizes)}\n"
            + string.Join('\n', [.. Flows.Select(flow => flow.ToString()), .. Steps.Select(step => step.ToString())]);
}
