namespace TunPS.Host;

/// <summary>The host's own exit codes; a script's "exit N" gives N.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    /// <summary>The script ended with an error that nothing caught.</summary>
    internal const int Failure = 1;

    /// <summary>The host does not understand its command line.</summary>
    internal const int Usage = 2;

    /// <summary>Stopped by Ctrl+C, as shells report it: 128 + SIGINT.</summary>
    internal const int Stopped = 130;
}
