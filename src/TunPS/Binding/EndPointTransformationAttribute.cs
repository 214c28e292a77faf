using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>
/// Reads an address with a port: 192.0.2.9:4000, [2001:db8::1]:4000. PowerShell's own conversion takes an address alone
/// for one with the port 0, and a port alone for an address.
/// </summary>
public sealed class EndPointTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        return value as IPEndPoint
            ?? (value is string text ? Parse(text.Trim()) : null)
            ?? throw new ArgumentTransformationMetadataException(
                $"'{value}' is no address with a port. Give one such as 192.0.2.9:4000 or [2001:db8::1]:4000.");
    }

    private static IPEndPoint? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string address = colon < 0 ? string.Empty : text[..colon];
        bool isIPv6 = address.StartsWith('[') && address.EndsWith(']');

        return IPAddressText.TryParse(isIPv6 ? address[1..^1] : address, out IPAddress? parsed, allowZone: true)
            && isIPv6 == (parsed.AddressFamily == AddressFamily.InterNetworkV6)
            && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new IPEndPoint(parsed, port)
            : null;
    }
}
