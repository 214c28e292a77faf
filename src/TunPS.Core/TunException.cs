using TunPS.Platform;

namespace TunPS;

/// <summary>An operation on a TUN device that failed: which one, why, and what to do about it.</summary>
public sealed class TunException : Exception
{
    internal TunException(string operation, Failure failure, TunDevice? device = null)
        : base(failure.Errno is null
            ? $"Cannot {operation}: {failure.Reason}."
            : $"Cannot {operation}: {failure.Reason}: {failure.Errno}.")
    {
        Error = failure.Error;
        Operation = operation;
        Errno = failure.SystemNumber;
        Remedy = failure.Remedy;
        Device = device;
    }

    private TunException(TunException other, TunDevice device)
        : base(other.Message, other)
    {
        Error = other.Error;
        Operation = other.Operation;
        Errno = other.Errno;
        Remedy = other.Remedy;
        Device = device;
    }

    /// <summary>The kind of failure.</summary>
    public TunError Error { get; }

    /// <summary>What was being done, as the message says it: "set the MTU of tun0 to 1400".</summary>
    public string Operation { get; }

    /// <summary>The system's error number (errno(3)), or 0 when the system was not asked.</summary>
    public int Errno { get; }

    /// <summary>What the user can do, in one or a few sentences; null when nothing useful can be said.</summary>
    public string? Remedy { get; }

    /// <summary>The device that failed, when there was one already.</summary>
    public TunDevice? Device { get; }

    /// <summary>The same, told of a device.</summary>
    internal TunException Of(TunDevice device) => new(this, device);
}
