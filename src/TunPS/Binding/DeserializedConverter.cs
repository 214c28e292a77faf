using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Takes copies of devices and connections, so that the cmdlets say what is wrong with them: that they cannot be converted
/// would tell nobody why.
/// </summary>
public sealed class DeserializedConverter : PSTypeConverter
{
    public override bool CanConvertFrom(object sourceValue, Type destinationType)
        => Convert(sourceValue, destinationType) is not null;

    public override object ConvertFrom(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
        => Convert(sourceValue, destinationType) ?? throw new PSInvalidCastException();

    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    public override object ConvertTo(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
        => throw new PSInvalidCastException();

    private static object? Convert(object value, Type type)
        => type == typeof(TunDeviceOrName) && DeserializedCopy.TryFind<TunDevice>(value, out PSObject? device)
            ? TunDeviceOrName.OfCopy(NameOf(device))
            : type == typeof(TunConnectionOrName) && DeserializedCopy.TryFind<TunConnectionJob>(value, out PSObject? job)
            ? TunConnectionOrName.OfCopy(NameOf(job))
            : null;

    private static string NameOf(PSObject copy) => $"{copy.Properties["Name"]?.Value ?? copy}";
}
