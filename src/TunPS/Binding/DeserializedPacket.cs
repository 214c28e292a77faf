using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace TunPS;

/// <summary>Makes packets again of what is left of them after a job in another process, or a file of Export-Clixml.</summary>
internal static class DeserializedPacket
{
    /// <summary>False for anything else.</summary>
    internal static bool TryRead(object? input, [NotNullWhen(true)] out TunPacket? packet)
    {
        packet = null;
        if (!DeserializedCopy.TryFind<TunPacket>(input, out PSObject? copy)
            || !TryGet(copy, nameof(TunPacket.Data), out byte[]? data)
            || !TryGet(copy, nameof(TunPacket.Layer), out TunLayer layer)
            || !TryGet(copy, nameof(TunPacket.UnixTimeNanoseconds), out long time)
            || !TryGet(copy, nameof(TunPacket.OriginalLength), out int originalLength))
        {
            return false;
        }

        _ = TryGet(copy, nameof(TunPacket.Device), out string? device);
        packet = new TunPacket(data, device, layer, time, Math.Max(originalLength, data.Length));
        return true;
    }

    private static bool TryGet<T>(PSObject copy, string name, [NotNullWhen(true)] out T? value)
    {
        value = default;
        return copy.Properties[name]?.Value is object found && LanguagePrimitives.TryConvertTo(found, out value)
            && value is not null;
    }
}
