using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Reads protocols by name or number. PowerShell's own conversion would take the number 6 for a name, and has no way from
/// the enumerations.
/// </summary>
public sealed class PacketProtocolTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        return value is IEnumerable list and not string
            ? list.Cast<object?>().Select(item => ToProtocol(PSValue.Unwrap(item))).ToArray()
            : new[] { ToProtocol(value) };
    }

    private static PacketProtocol ToProtocol(object? value)
    {
        try
        {
            return value switch
            {
                PacketProtocol protocol => protocol,
                IPProtocol protocol => new PacketProtocol(protocol),
                EtherType etherType => new PacketProtocol(etherType),
                string text => PacketProtocol.Parse(text),
                sbyte or byte or short or ushort or int or uint or long
                    => PacketProtocol.FromNumber(Convert.ToInt32(value, CultureInfo.InvariantCulture)),
                _ => throw new FormatException($"'{value}' is no protocol."),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new ArgumentTransformationMetadataException(ExceptionText.Of(e), e);
        }
    }
}
