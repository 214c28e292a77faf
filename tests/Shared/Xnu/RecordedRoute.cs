using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>An entry of the recorded routing table.</summary>
internal sealed class RecordedRoute
{
    internal required int Family { get; init; }

    /// <summary>The key: masked, and with the interface inside when it is link-local.</summary>
    internal required byte[] Destination { get; init; }

    /// <summary>Null without a mask, as host routes are.</summary>
    internal required byte[]? Mask { get; init; }

    /// <summary>A socket address.</summary>
    internal required byte[] Gateway { get; set; }

    internal required int Flags { get; set; }

    /// <summary>The interface that it is for; 0 for all (RTF_IFSCOPE).</summary>
    internal required int Scope { get; init; }

    internal required RecordedInterface Interface { get; set; }

    /// <summary>The interface's address that goes with it.</summary>
    internal required RecordedAddress Source { get; set; }

    internal uint Mtu { get; set; }

    internal byte[] DestinationBytes => SocketBytes.Of(Family, Destination);

    internal bool IsHost => (Flags & RTF_HOST) != 0;

    /// <summary>SA_DEFAULT: by the address alone, whatever the mask.</summary>
    internal bool IsDefault => !Destination.AsSpan().ContainsAnyExcept((byte)0);

    internal int Length => Mask is null ? Destination.Length * 8 : BitMask.Count(Mask);

    internal bool Matches(ReadOnlySpan<byte> address)
        => Mask is null ? Destination.AsSpan().SequenceEqual(address) : BitMask.Agree(Mask, Destination, address);

    internal bool IsKey(int family, ReadOnlySpan<byte> destination, byte[]? mask, int scope)
        => Family == family && Scope == scope && Destination.AsSpan().SequenceEqual(destination)
            && (Mask is null) == (mask is null) && (mask is null || mask.AsSpan().SequenceEqual(Mask));
}
