namespace TunPS;

/// <summary>How far the checksums of a packet could be completed.</summary>
public enum ChecksumStatus
{
    /// <summary>All of them are right now.</summary>
    Complete,

    /// <summary>
    /// What the packet carries has no checksum, or none that is known here. That of an IPv4 header is right.
    /// </summary>
    NoChecksum,

    /// <summary>
    /// A fragment: the checksum of what it is a part of needs all parts. That of an IPv4 header is right.
    /// </summary>
    Fragment,

    /// <summary>
    /// Bytes are missing, or a length makes no sense. The checksum of an IPv4 header that is all there is right.
    /// </summary>
    CutOff,
}
