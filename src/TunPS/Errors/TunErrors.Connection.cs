using System.Management.Automation;

namespace TunPS;

/// <content>Errors about connections.</content>
internal static partial class TunErrors
{
    /// <summary>A job of another kind.</summary>
    internal static ErrorRecord NotAConnection(Job job)
        => Create(
            new ArgumentException($"The job '{job.Name}' is no connection of TUN or TAP devices."),
            TunErrorId.TunNotAConnection,
            job,
            "Give a job of Connect-TunDevice: Get-Job | Where-Object PSJobTypeName -EQ TunConnection.");

    /// <summary>A TUN device and a TAP device.</summary>
    internal static ErrorRecord LayersDiffer(TunDevice device, TunDevice other)
        => Create(
            new ArgumentException(
                $"{device} is a {device.Layer} device and {other} a {other.Layer} device: IP packets are no Ethernet frames."),
            TunErrorId.TunInvalidArgument,
            device,
            "Make both of one layer: New-TunDevice without -Layer makes a TUN device, and with -Layer Tap a TAP device.");

    /// <summary>The session has no job of that name or id.</summary>
    internal static ErrorRecord ConnectionNotFound(string name, int? id, IReadOnlyList<Job> jobs)
    {
        MissingConnection missing = new(name, id, jobs);
        return Create(
            new ItemNotFoundException(missing.Message), TunErrorId.TunConnectionNotFound, name, missing.Remedy);
    }

    /// <summary>What was given is what is left of a connection that came from another process.</summary>
    internal static ErrorRecord ConnectionElsewhere(string name)
        => Elsewhere(
            "connection", name, TunErrorId.TunConnectionNotFound, "Set-TunConnection $using:line -Loss 1%");

    /// <summary>The connection does not run any more.</summary>
    internal static ErrorRecord ConnectionEnded(TunConnectionJob job)
        => Create(
            new InvalidOperationException($"The connection '{job.Name}' has ended: {job.StatusMessage}"),
            TunErrorId.TunConnectionEnded,
            job,
            "Make a new one with Connect-TunDevice.");

    /// <summary>A connection ended by what was never to happen.</summary>
    internal static ErrorRecord ConnectionFailed(Exception exception, object target)
        => Create(exception, TunErrorId.TunConnectionFailed, target);
}
