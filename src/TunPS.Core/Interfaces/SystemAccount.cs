using System.Globalization;
using TunPS.Platform;

namespace TunPS;

/// <summary>A user or a group of the system, who may be given a device.</summary>
/// <param name="Id">The user id or group id.</param>
/// <param name="Name">The name; null when the system knows none.</param>
public sealed record SystemAccount(uint Id, string? Name)
{
    // (uid_t)-1 stands for "none" in every system call that takes one.
    private const uint None = uint.MaxValue;

    /// <summary>Finds a user by the name, or by the number, which needs no name.</summary>
    /// <exception cref="FormatException">There is no such user.</exception>
    /// <exception cref="TunException">Devices have no owners on this system (NotSupported).</exception>
    public static SystemAccount ParseUser(string nameOrId)
        => Parse(nameOrId, "user", SystemAccounts.FindUser, SystemAccounts.FindUser);

    /// <summary>Finds a group by the name, or by the number, which needs no name.</summary>
    /// <exception cref="FormatException">There is no such group.</exception>
    /// <exception cref="TunException">Devices have no groups on this system (NotSupported).</exception>
    public static SystemAccount ParseGroup(string nameOrId)
        => Parse(nameOrId, "group", SystemAccounts.FindGroup, SystemAccounts.FindGroup);

    /// <summary>
    /// The names of the users that the system itself has (passwd(5)), in order; none where no device has an owner.
    /// </summary>
    public static IReadOnlyList<string> GetUserNames() => ReadNames("/etc/passwd");

    /// <summary>
    /// The names of the groups that the system itself has (group(5)), in order; none where no device has a group.
    /// </summary>
    public static IReadOnlyList<string> GetGroupNames() => ReadNames("/etc/group");

    /// <summary>Whether both have the same number: that is all that the system keeps.</summary>
    public bool Equals(SystemAccount? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The name, or the number of an account without one.</summary>
    public override string ToString() => Name ?? Id.ToString(CultureInfo.InvariantCulture);

    internal static SystemAccount? User(uint? id)
        => id is uint user ? SystemAccounts.FindUser(user) ?? new SystemAccount(user, null) : null;

    internal static SystemAccount? Group(uint? id)
        => id is uint group ? SystemAccounts.FindGroup(group) ?? new SystemAccount(group, null) : null;

    private static SystemAccount Parse(
        string nameOrId, string kind, Func<string, SystemAccount?> byName, Func<uint, SystemAccount?> byId)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        TunPlatform.Current.ThrowIfUnavailable(
            TunFeature.Ownership, $"give a TUN device to the {kind} '{nameOrId}'");

        // As chown(1) does: a name that looks like a number comes before the number.
        return (nameOrId.Length > 0 && !nameOrId.Contains('\0', StringComparison.Ordinal) ? byName(nameOrId) : null)
            ?? (uint.TryParse(nameOrId, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != None
                ? byId(id) ?? new SystemAccount(id, null)
                : throw new FormatException($"There is no {kind} '{nameOrId}' on this system."));
    }

    private static IReadOnlyList<string> ReadNames(string path)
    {
        if (TunPlatform.Current.FindUnavailable(TunFeature.Ownership) is not null)
        {
            return [];
        }

        try
        {
            return [.. File.ReadLines(path)
                .Select(line => line.Split(':')[0])
                .Where(name => name.Length > 0 && name[0] is not ('#' or '+' or '-'))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
