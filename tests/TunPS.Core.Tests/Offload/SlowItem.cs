namespace TunPS.Core.Tests.Offload;

/// <summary>One write of the slow way: the packets in it, in their order.</summary>
internal sealed class SlowItem(int index, SlowPacket packet)
{
    private readonly List<SlowPacket> _packets = [packet];

    internal List<int> Members { get; } = [index];

    internal SlowPacket First => _packets[0];

    internal bool IsClosed { get; set; }

    // All but the last are of the size of the first.
    internal bool CanAppend(SlowPacket next)
        => CanHold(next)
            && !_packets[^1].IsPush
            && _packets[^1].PayloadLength == First.PayloadLength
            && next.PayloadLength <= First.PayloadLength
            && (next.IsTcp
                ? next.Sequence == (uint)(_packets[^1].Sequence + _packets[^1].PayloadLength)
                : _packets.Count < 128)
            && (!next.HasId || next.Id == (ushort)(First.Id + _packets.Count));

    internal bool CanPrepend(SlowPacket previous)
        => CanHold(previous)
            && previous.IsTcp
            && !previous.IsPush
            && (uint)(previous.Sequence + previous.PayloadLength) == First.Sequence
            && (_packets.Count == 1
                ? previous.PayloadLength >= First.PayloadLength
                : previous.PayloadLength == First.PayloadLength)
            && (!previous.HasId || First.Id == (ushort)(previous.Id + 1));

    internal void Join(int index, SlowPacket packet, bool appends)
    {
        Members.Insert(appends ? Members.Count : 0, index);
        _packets.Insert(appends ? _packets.Count : 0, packet);
    }

    private bool CanHold(SlowPacket packet)
        => packet.Headers == First.Headers
            && First.HeadersLength + packet.PayloadLength + _packets.Sum(each => each.PayloadLength) <= 65535;
}
