using System.Management.Automation;

namespace TunPS;

/// <summary>Reads a rate: a number of bits a second, or a text with a unit, such as 10Mbit; 0 is no limit.</summary>
public sealed class BitRateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = NumberText.Unwrap(inputData);
        if (value is BitRate rate)
        {
            return rate;
        }

        try
        {
            return NumberText.Parse(value) is double number
                ? number == 0 ? default : BitRate.Parse(FormattableString.Invariant($"{number:0.###}"))
                : BitRate.Parse($"{value}");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new ArgumentTransformationMetadataException(ExceptionText.Of(e), e);
        }
    }
}
