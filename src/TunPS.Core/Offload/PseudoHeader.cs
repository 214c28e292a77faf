namespace TunPS;

/// <summary>What the checksums of TCP and UDP cover besides their segment (RFC 9293, RFC 8200).</summary>
internal static class PseudoHeader
{
    /// <summary>
    /// Adds up the addresses and the protocol; the length is still to be added. False where a routing header does not
    /// tell the final destination.
    /// </summary>
    /// <param name="packet">An IP packet whose headers are all there.</param>
    /// <param name="payloadOffset">Where they end.</param>
    /// <param name="protocol">What follows.</param>
    /// <param name="sum">The sum, for <see cref="OnesComplement"/>.</param>
    internal static bool TrySum(ReadOnlySpan<byte> packet, int payloadOffset, IPProtocol protocol, out ulong sum)
    {
        ReadOnlySpan<byte> destination = IPHeader.Destination(packet);
        bool isKnown = packet[0] >> 4 == 4
            || RoutingHeader.TryFindFinalDestination(packet, payloadOffset, ref destination);
        sum = OnesComplement.Sum(IPHeader.Source(packet))
            + OnesComplement.Sum(destination)
            + OnesComplement.Of((int)protocol);
        return isKnown;
    }
}
