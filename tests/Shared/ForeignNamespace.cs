namespace TunPS.Testing;

/// <summary>A network namespace in which no thread of the tests is but one that does what it is told there.</summary>
internal sealed class ForeignNamespace : IDisposable
{
    private readonly System.Collections.Concurrent.BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    internal ForeignNamespace()
    {
        using ManualResetEventSlim ready = new();
        _thread = new Thread(() =>
        {
            NetworkNamespace.Enter();
            Path = $"/proc/self/task/{NetworkNamespace.ThreadId}/ns/net";
            ready.Set();
            foreach (Action work in _work.GetConsumingEnumerable())
            {
                work();
            }
        });
        _thread.Start();
        ready.Wait();
    }

    /// <summary>The namespace as a path that can be opened while this object lives.</summary>
    internal string Path { get; private set; } = string.Empty;

    /// <summary>Does something inside, and gives what comes of it.</summary>
    internal T Run<T>(Func<T> action)
    {
        TaskCompletionSource<T> result = new();
        _work.Add(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return Background.Result(result.Task);
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }
}
