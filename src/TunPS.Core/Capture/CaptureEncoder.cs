using TunPS.Platform;

namespace TunPS;

/// <summary>Writes packets as one format has them.</summary>
internal abstract class CaptureEncoder(CaptureSink sink)
{
    internal abstract CaptureFormat Format { get; }

    private protected CaptureSink Sink { get; } = sink;

    /// <summary>
    /// Writes what comes before the first packet, as far as it is not there; for a file that gets none.
    /// </summary>
    internal virtual void Begin()
    {
    }

    /// <exception cref="TunException">This packet cannot be written; nothing of it is, and others can.</exception>
    internal void Write(TunPacket packet)
    {
        if (packet.Length > PcapFormat.MaxPacketLength)
        {
            throw Refusal(
                $"it has {packet.Length} bytes, and readers of captures take {PcapFormat.MaxPacketLength} at most",
                null);
        }

        if (packet.UnixTimeNanoseconds < 0)
        {
            throw Refusal("its time is before 1970, and captures have no such times", null);
        }

        Encode(packet);
    }

    private protected abstract void Encode(TunPacket packet);

    private protected static TunException Refusal(string reason, string? remedy)
        => new("keep the packet in the capture", new Failure(TunError.InvalidPacket, reason, Remedy: remedy));
}
