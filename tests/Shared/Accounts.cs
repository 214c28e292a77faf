using System.Globalization;

namespace TunPS.Testing;

/// <summary>
/// Owners and groups to give to devices. Where an ordinary user runs the tests, his namespace has only root.
/// </summary>
internal static class Accounts
{
    // Numbers that have no name anywhere.
    private const uint One = 4242001;
    private const uint Other = 4242002;

    private static readonly Lazy<bool> s_areMany = new(() => File.ReadLines("/proc/self/uid_map")
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Any(range => uint.Parse(range[0], CultureInfo.InvariantCulture) == 0
            && uint.Parse(range[2], CultureInfo.InvariantCulture) > Other));

    internal static SystemAccount First => s_areMany.Value ? new(One, null) : SystemAccount.ParseUser("0");

    /// <summary>One that is not the first.</summary>
    internal static SystemAccount Second { get; } = new(Other, null);

    /// <summary>(uid_t)-1, which no kernel takes.</summary>
    internal static SystemAccount Impossible { get; } = new(uint.MaxValue, null);

    /// <summary>Skips the test where there is no second one.</summary>
    internal static void RequireSecond()
        => Assert.SkipUnless(s_areMany.Value, "This user namespace has no other account than root.");
}
