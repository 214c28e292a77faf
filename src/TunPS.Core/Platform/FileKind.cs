namespace TunPS.Platform;

/// <summary>What a path leads to, as far as it matters here.</summary>
internal enum FileKind
{
    /// <summary>A file, a folder, a socket, or nothing.</summary>
    Other,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A terminal, or something else that gives and takes bytes.</summary>
    CharacterDevice,
}
