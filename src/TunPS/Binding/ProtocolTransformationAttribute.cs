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
        return value is not IPProtocol && LanguagePrimitives.TryConvertTo(value, out byte number) && value is not null
            ? (IPProtocol)number
            : inputData;
    }
}
