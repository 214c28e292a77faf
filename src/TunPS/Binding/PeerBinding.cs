namespace TunPS;

/// <summary>Puts -Address and -Peer together.</summary>
internal static class PeerBinding
{
    private const string PeerWord = " peer ";

    /// <summary>
    /// The addresses, each with the peer that belongs to it: the first peer of a family to the first address of that
    /// family that has none, and so on.
    /// </summary>
    /// <exception cref="FormatException">One of the texts is no address, or there are more peers than addresses.</exception>
    internal static IReadOnlyList<TunAddress> Join(IEnumerable<string> addresses, IEnumerable<string> peers)
    {
        List<string> texts = [.. addresses];
        foreach (string peer in peers)
        {
            int match = texts.FindIndex(text => IsIPv6(text) == IsIPv6(peer) && !text.Contains(PeerWord, StringComparison.Ordinal));
            if (match < 0)
            {
                throw new FormatException($"The peer {peer} has no address of its family that it would belong to.");
            }

            texts[match] += PeerWord + peer;
        }

        return [.. texts.Select(TunAddress.Parse)];
    }

    private static bool IsIPv6(string text) => text.Contains(':', StringComparison.Ordinal);
}
