using System.Globalization;

namespace TunPS.Stress.Speed;

/// <summary>
/// What a figure, or its ratio to that which it is compared with, must not fall below or must not exceed.
/// </summary>
internal sealed record Limit(double Value, bool IsLeast)
{
    internal static Limit AtLeast(double value) => new(value, IsLeast: true);

    internal static Limit AtMost(double value) => new(value, IsLeast: false);

    internal bool Holds(double figure) => IsLeast ? figure >= Value : figure <= Value;

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? ">=" : "<=")} {Value:#,0.###}");
}
