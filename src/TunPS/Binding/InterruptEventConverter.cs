using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Refuses to make an event of anything else. Without it PowerShell takes a hashtable, or what is left of an event in
/// another process, for the description of a new event: one that nobody else knows of, and so nobody ever triggers.
/// </summary>
public sealed class InterruptEventConverter : PSTypeConverter
{
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => true;

    public override object ConvertFrom(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
        => throw new PSInvalidCastException(
            $"An object of the type {PSObject.AsPSObject(sourceValue).TypeNames[0]} is no interrupt event. "
            + "New-InterruptEvent makes one; it works in every runspace and thread job of its process ($using:), but not "
            + "in another process or on another machine.");

    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    public override object ConvertTo(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
        => throw new PSInvalidCastException();
}
