using System.Collections;
using System.Management.Automation;
using System.Text;

namespace TunPS;

/// <summary>Reads a payload: bytes in any list, or a text, which becomes UTF-8.</summary>
public sealed class PayloadTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        return value switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            IEnumerable<byte> bytes => (byte[])[.. bytes],
            IEnumerable items => (byte[])[.. items.Cast<object?>().Select(ToByte)],
            _ => (byte[])[ToByte(value)],
        };
    }

    // PowerShell itself would take 'a' and 300 and $null for bytes that nobody meant, or fail in words of its own.
    private static byte ToByte(object? item)
        => PSValue.Unwrap(item) is sbyte or byte or short or ushort or int or uint or long
            && LanguagePrimitives.TryConvertTo(item, out byte result)
                ? result
                : throw new ArgumentTransformationMetadataException(
                    $"'{item ?? "$null"}' is no byte. A payload is a text, or bytes from 0 to 255.");
}
