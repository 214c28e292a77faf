using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct rtnl_link_stats64 (linux/if_link.h); it has grown over time, and only its first eight are used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct LinkStatistics
{
    private readonly long _rxPackets;
    private readonly long _txPackets;
    private readonly long _rxBytes;
    private readonly long _txBytes;
    private readonly long _rxErrors;
    private readonly long _txErrors;
    private readonly long _rxDropped;
    private readonly long _txDropped;

    /// <summary>What the kernel transmits the script receives, and the other way round.</summary>
    internal static TunStatistics Parse(ReadOnlySpan<byte> value)
        => MemoryMarshal.TryRead(value, out LinkStatistics kernel)
            ? new TunStatistics
            {
                ReceivedPackets = kernel._txPackets,
                ReceivedBytes = kernel._txBytes,
                ReceiveErrors = kernel._txErrors,
                ReceiveDrops = kernel._txDropped,
                SentPackets = kernel._rxPackets,
                SentBytes = kernel._rxBytes,
                SendErrors = kernel._rxErrors,
                SendDrops = kernel._rxDropped,
            }
            : new TunStatistics();
}
