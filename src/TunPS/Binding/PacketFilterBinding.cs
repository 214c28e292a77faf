using System.Management.Automation;

namespace TunPS;

/// <summary>Puts the parameters together that choose packets, and refuses what no packet can match.</summary>
internal static class PacketFilterBinding
{
    /// <summary>The filter; null when none of the parameters is given.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="refuse">Ends the command when no packet can match, whatever it comes from.</param>
    internal static PacketFilter? Create(IPacketFilterParameters parameters, Action<ErrorRecord> refuse)
    {
        PacketFilter filter = new()
        {
            Protocols = parameters.Protocol,
            Sources = parameters.Source,
            Destinations = parameters.Destination,
            Ports = parameters.Port,
        };
        if (filter.FindContradiction() is PacketFilterContradiction contradiction)
        {
            refuse(TunErrors.NothingMatches(contradiction, filter));
        }

        return filter.IsEmpty ? null : filter;
    }

    /// <summary>Why no packet of any of the devices can match; null when one may.</summary>
    internal static ErrorRecord? Check(PacketFilter? filter, IEnumerable<TunDevice> devices)
    {
        PacketFilterContradiction?[] found =
            [.. devices.Select(device => device.Layer).Distinct().Select(layer => filter?.FindContradiction(layer))];
        return found is [PacketFilterContradiction first, ..] && Array.TrueForAll(found, one => one is not null)
            ? TunErrors.NothingMatches(first, filter!)
            : null;
    }
}
