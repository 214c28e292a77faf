using System.ComponentModel;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// What a parameter for connections takes: the job, its id, or its name, which may be a pattern with wildcards. A type of
/// its own for the same reason as <see cref="TunDeviceOrName"/>.
/// </summary>
[TypeConverter(typeof(DeserializedConverter))]
public sealed class TunConnectionOrName
{
    private readonly Job? _job;
    private readonly int? _id;
    private readonly string _name;
    private bool _isCopy;

    /// <summary>A job; that it is no connection is an error of the cmdlet.</summary>
    public TunConnectionOrName(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _job = job;
        _name = job.Name;
    }

    /// <summary>The id of a job.</summary>
    public TunConnectionOrName(int id)
    {
        _id = id;
        _name = $"{id}";
    }

    /// <summary>The name of a job, or a pattern.</summary>
    public TunConnectionOrName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
    }

    /// <summary>What came from another process, and is no connection any more.</summary>
    internal static TunConnectionOrName OfCopy(string name) => new(name) { _isCopy = true };

    public override string ToString() => _name;

    /// <summary>
    /// All running connections that are meant. That there is none is an error, but for a pattern, which means those that
    /// run and no others.
    /// </summary>
    /// <param name="jobs">The jobs of the session, in the order in which they were started.</param>
    /// <param name="error">Why there is none.</param>
    internal IReadOnlyList<TunConnectionJob> Resolve(IReadOnlyList<Job> jobs, out ErrorRecord? error)
    {
        if (_isCopy)
        {
            error = TunErrors.ConnectionElsewhere(_name);
            return [];
        }

        NamePattern pattern = new(_name, ignoreCase: true);
        IReadOnlyList<Job> meant = _job is not null ? [_job]
            : _id is not null ? [.. jobs.Where(job => job.Id == _id)]
            : pattern.Select(jobs, job => job.Name);
        TunConnectionJob[] connections = [.. meant.OfType<TunConnectionJob>()];
        TunConnectionJob[] running = [.. connections.Where(connection => connection.IsRunning)];

        // Jobs that have ended keep their names, and a new one may have the same.
        error = running.Length > 0 ? null
            : _job is null && _id is null && pattern.MeansSeveral ? null
            : connections.Length > 0 ? TunErrors.ConnectionEnded(connections[^1])
            : meant.Count > 0 ? TunErrors.NotAConnection(meant[0])
            : TunErrors.ConnectionNotFound(_name, _id, jobs);
        return running;
    }
}
