using System.Management.Automation.Runspaces;

namespace TunPS;

/// <summary>
/// The connections that run. They end with the runspace or the module of those who made them, as PowerShell's own jobs
/// do: nobody could stop them afterwards.
/// </summary>
internal static class OpenConnections
{
    private static readonly List<(TunConnectionJob Job, Runspace? Runspace)> s_connections = [];

    internal static void Add(TunConnectionJob job)
    {
        Runspace? runspace = Runspace.DefaultRunspace;
        lock (s_connections)
        {
            if (runspace is not null && !s_connections.Exists(entry => entry.Runspace == runspace))
            {
                runspace.StateChanged += OnStateChanged;
            }

            s_connections.Add((job, runspace));
        }
    }

    internal static void Remove(TunConnectionJob job)
    {
        lock (s_connections)
        {
            int index = s_connections.FindIndex(entry => entry.Job == job);
            if (index < 0)
            {
                return;
            }

            Runspace? runspace = s_connections[index].Runspace;
            s_connections.RemoveAt(index);
            if (runspace is not null && !s_connections.Exists(entry => entry.Runspace == runspace))
            {
                runspace.StateChanged -= OnStateChanged;
            }
        }
    }

    /// <summary>A connection that reads from the device; null when none does.</summary>
    internal static TunConnectionJob? Find(TunDevice device)
    {
        lock (s_connections)
        {
            return s_connections.Find(entry => entry.Job.Reads(device)).Job;
        }
    }

    /// <summary>What was started in the calling runspace.</summary>
    internal static IReadOnlyList<TunConnectionJob> Own() => StartedIn(Runspace.DefaultRunspace);

    /// <summary>Whether a connection of that name runs, in whatever runspace.</summary>
    internal static bool HasName(string name)
    {
        lock (s_connections)
        {
            return s_connections.Exists(entry => entry.Job.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Stops what was started in the calling runspace.</summary>
    internal static void StopOwn() => Stop(Runspace.DefaultRunspace);

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (e.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            Stop(sender as Runspace);
        }
    }

    private static TunConnectionJob[] StartedIn(Runspace? runspace)
    {
        lock (s_connections)
        {
            return [.. s_connections.Where(entry => entry.Runspace == runspace).Select(entry => entry.Job)];
        }
    }

    private static void Stop(Runspace? runspace)
    {
        foreach (TunConnectionJob job in StartedIn(runspace))
        {
            job.StopJob();
        }
    }
}
