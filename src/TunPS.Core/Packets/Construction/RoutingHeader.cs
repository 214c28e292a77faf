namespace TunPS;

/// <summary>IPv6 Routing headers (RFC 8200, RFC 8754): packets with stops to make before their destination.</summary>
internal static class RoutingHeader
{
    private const int IPv6HeaderLength = 40;
    private const int AddressLength = 16;
    private const int AddressesOffset = 8;

    /// <summary>
    /// Finds where the packet will go in the end, which is what checksums cover. Leaves the destination alone where
    /// that is the end, and is false where the header is of a type that is not known.
    /// </summary>
    /// <param name="packet">An IPv6 packet whose extension headers are all there.</param>
    /// <param name="payloadOffset">Where they end.</param>
    /// <param name="destination">The destination address, replaced by the final one.</param>
    internal static bool TryFindFinalDestination(
        ReadOnlySpan<byte> packet, int payloadOffset, ref ReadOnlySpan<byte> destination)
    {
        IPProtocol next = (IPProtocol)packet[6];
        int offset = IPv6HeaderLength;
        while (offset + AddressesOffset <= payloadOffset)
        {
            int length = next switch
            {
                IPProtocol.Fragment => 8,
                IPProtocol.Ah => (packet[offset + 1] + 2) * 4,
                _ => (packet[offset + 1] + 1) * 8,
            };
            ReadOnlySpan<byte> header = packet[offset..Math.Min(offset + length, payloadOffset)];
            if (next == IPProtocol.Routing && header[3] > 0)
            {
                ReadOnlySpan<byte> addresses = header[AddressesOffset..];
                if (addresses.Length < AddressLength)
                {
                    return false;
                }

                // In the order of the way, or in the reverse one of segment routing.
                switch (header[2])
                {
                    case 0 or 2:
                        int last = ((addresses.Length / AddressLength) - 1) * AddressLength;
                        destination = addresses.Slice(last, AddressLength);
                        break;
                    case 4:
                        destination = addresses[..AddressLength];
                        break;
                    default:
                        return false;
                }
            }

            next = (IPProtocol)packet[offset];
            offset += length;
        }

        return true;
    }
}
