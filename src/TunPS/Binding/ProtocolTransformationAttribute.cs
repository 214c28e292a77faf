using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Takes any number for a protocol. PowerShell refuses the numbers that have no name in an enumeration.
/// </summary>
public sealed class ProtocolTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        if (value is sbyte or short or ushort or int or uint or long && !LanguagePrimitives.TryConvertTo(value, out byte _))
        {
            throw new ArgumentTransformationMetadataException(
                $"The protocol {value} is none: the numbers of IP protocols are 0 to 255.");
        }

        return value is not IPProtocol && LanguagePrimitives.TryConvertTo(value, out byte number) && value is not null
            ? (IPProtocol)number
            : inputData;
    }
}
