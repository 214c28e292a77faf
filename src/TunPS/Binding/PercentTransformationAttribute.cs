using System.Management.Automation;

namespace TunPS;

/// <summary>Reads a share in percent: 1.5, or '1.5%'.</summary>
public sealed class PercentTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        string text = (value as string)?.TrimEnd() ?? string.Empty;
        double? percent = NumberText.Parse(text.EndsWith('%') ? text[..^1] : value);
        return percent is >= 0 and <= 100
            ? percent.Value
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is no share in percent. Give a number from 0 to 100, such as 1.5 or 1.5%.");
    }
}
