namespace TunPS.Platform;

/// <summary>Why an operation failed; together with the operation's name it makes a <see cref="TunException"/>.</summary>
/// <param name="Error">The kind.</param>
/// <param name="Reason">The reason as half a sentence: "the interface is down".</param>
/// <param name="Number">The errno, as <see cref="Native.Errno"/> has it; 0 when the system was not asked.</param>
/// <param name="Remedy">What the user can do.</param>
internal readonly record struct Failure(TunError Error, string Reason, int Number = 0, string? Remedy = null)
{
    /// <summary>The errno as this system counts.</summary>
    internal int SystemNumber => TunPlatform.Current.SystemErrno(Number);

    /// <summary>The errno as a person writes it, "EPERM (1)"; null without one.</summary>
    internal string? Errno => Number == 0 ? null : Native.Errno.Describe(Number, SystemNumber);
}
