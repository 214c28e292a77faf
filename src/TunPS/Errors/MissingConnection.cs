using System.Management.Automation;

namespace TunPS;

/// <summary>Why the session has no connection of a name or an id, as far as it helps whoever asked for it.</summary>
internal sealed class MissingConnection
{
    internal MissingConnection(string name, int? id, IReadOnlyList<Job> jobs)
    {
        TunConnectionJob[] running = [.. jobs.OfType<TunConnectionJob>().Where(connection => connection.IsRunning)];
        string[] names = [.. running.Select(connection => connection.Name).Distinct()];
        Message = id is null
            ? $"This session has no connection named '{name}'."
            : $"This session has no connection with the id {name}.";
        if (Array.Find(running, connection => connection.Device == name || connection.OtherDevice == name)
            is TunConnectionJob itsConnection)
        {
            Remedy = $"{name} is a device. Did you mean {itsConnection.Name}, which connects {itsConnection.Location}?";
        }
        else if (id is null && NearName.Find(name, names) is string near)
        {
            Remedy = $"Did you mean {near}?";
        }
        else if (id is null && OpenConnections.HasName(name))
        {
            Remedy = "It was started in another runspace: give the job itself, such as $using:line in a thread job.";
        }
        else
        {
            Remedy = names.Length == 0
                ? "Make one with Connect-TunDevice."
                : $"Running in this session: {string.Join(", ", names)}.";
        }
    }

    internal string Message { get; }

    internal string Remedy { get; }
}
