namespace TunPS;

/// <summary>The control bits of a TCP segment (RFC 9293), with those of explicit congestion notification.</summary>
#pragma warning disable CA1711 // Flags is what they are called, not how they are kept.
[Flags]
public enum TcpFlags
#pragma warning restore CA1711
{
    /// <summary>None is set.</summary>
    None = 0,

    /// <summary>The sender has sent all that it has to send.</summary>
    Fin = 0x001,

    /// <summary>Opens a connection.</summary>
    Syn = 0x002,

    /// <summary>Ends or refuses a connection at once.</summary>
    Rst = 0x004,

    /// <summary>The receiver shall hand on what it has.</summary>
    Psh = 0x008,

    /// <summary>The acknowledgment number counts.</summary>
    Ack = 0x010,

    /// <summary>The urgent pointer counts.</summary>
    Urg = 0x020,

    /// <summary>A router on the way was congested (RFC 3168).</summary>
    Ece = 0x040,

    /// <summary>The sender has slowed down for that (RFC 3168).</summary>
    Cwr = 0x080,

    /// <summary>Accurate congestion notification.</summary>
    Ae = 0x100,
}
