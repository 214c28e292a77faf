using System.Globalization;

namespace TunPS.Testing;

/// <summary>How long the tests run that search at random: short in every run, and as long as somebody likes.</summary>
internal static class StressTime
{
    /// <summary>TUNPS_STRESS_SECONDS, or 3 seconds.</summary>
    internal static TimeSpan Duration { get; } = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("TUNPS_STRESS_SECONDS") ?? "3", CultureInfo.InvariantCulture));
}
