using System.Management.Automation;
using System.Net;

namespace TunPS;

/// <summary>
/// Reads an IP address. PowerShell's own conversion takes 10.1 and 5 for addresses, and says little about what is none;
/// of one that is given by its place it does not even say that.
/// </summary>
public sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        return value is not string && !NumberText.IsNumber(value)

            // Another parameter may take it, or PowerShell knows how to convert it.
            ? inputData
            : IPAddressText.TryParse($"{inputData}".Trim(), out IPAddress? address, allowZone: true)
            ? address
            : throw new ArgumentTransformationMetadataException(
                $"'{inputData}' is no address: write it as 192.0.2.1 or 2001:db8::1.");
    }
}
