using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;

namespace TunPS;

/// <summary>Numbers as people type them as arguments, with units.</summary>
internal static class NumberText
{
    /// <summary>
    /// The number without a wrapper. What PowerShell has made a number of, though it has a unit, becomes text again:
    /// 200us is the number 200 of the type UInt16 to it, and 10MB is 10485760.
    /// </summary>
    internal static object? Unwrap(object? input)
    {
        object? value = PSValue.Unwrap(input);
        string text = input is PSObject && IsNumber(value) ? $"{input}" : string.Empty;
        return text.Length > 0 && char.IsLetter(text[^1]) ? text : value;
    }

    /// <summary>True for whole numbers and fractions of all sizes.</summary>
    internal static bool IsNumber([NotNullWhen(true)] object? value)
        => value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    /// <summary>The number; null for anything else, what is not finite above all.</summary>
    internal static double? Parse(object? value)
    {
        double number = value is string text && double.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed
            : IsNumber(value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : double.NaN;
        return double.IsFinite(number) ? number : null;
    }
}
