namespace TunPS.Testing;

/// <summary>A descriptor that the recorded kernel gave out, and what the caller asked for it.</summary>
internal class RecordedDescriptor(int number, string name) : IDisposable
{
    internal int Number { get; } = number;

    /// <summary>What the list of calls names it.</summary>
    internal virtual string Name { get; } = name;

    internal bool IsCloseOnExec { get; set; }

    internal bool IsNonBlocking { get; set; }

    /// <summary>SO_SNDBUF and SO_RCVBUF as the caller set them, by their numbers.</summary>
    internal Dictionary<int, int> Buffers { get; } = [];

    /// <summary>Whether the caller has closed it; what has no other end cannot tell.</summary>
    internal virtual bool IsClosed => false;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
