using System.Management.Automation;

namespace TunPS;

/// <summary>Reads a pace, by its name or as a number of packets a second.</summary>
public sealed class PacketPaceTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        if (value is PacketPace pace)
        {
            return pace;
        }

        try
        {
            return PacketPace.Parse(FormattableString.Invariant($"{value}"));
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
