using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Reads a port, or a list of them. PowerShell's own conversion rounds fractions, and tells of others in words of .NET.
/// </summary>
public sealed class PortTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        return value switch
        {
            null => inputData,
            IEnumerable list and not string
                => list.Cast<object?>().Select(item => ToPort(PSValue.Unwrap(item))).ToArray(),
            _ => ToPort(value),
        };
    }

    private static int ToPort(object? value)
        => NumberText.Parse(value) is double number and >= ushort.MinValue and <= ushort.MaxValue
            && double.IsInteger(number)
            ? (int)number
            : throw new ArgumentTransformationMetadataException(
                string.Create(CultureInfo.InvariantCulture, $"'{value ?? "$null"}' is no port: write 0 to 65535."));
}
