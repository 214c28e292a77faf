using System.Runtime.InteropServices;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>Takes the messages of a table, or of a route socket, one after the other.</summary>
internal ref struct RouteTableReader(ReadOnlySpan<byte> table)
{
    private ReadOnlySpan<byte> _rest = table;

    /// <summary>Takes the next message; false at the end, and at nonsense.</summary>
    internal bool TryTake(out byte type, out ReadOnlySpan<byte> message)
    {
        type = 0;
        message = default;
        if (!MemoryMarshal.TryRead(_rest, out RouteMessagePrelude prelude)
            || prelude.Length < Marshal.SizeOf<RouteMessagePrelude>()
            || prelude.Length > _rest.Length)
        {
            return false;
        }

        type = prelude.Version == RouteConstants.RTM_VERSION ? prelude.Type : (byte)0;
        message = _rest[..prelude.Length];
        _rest = _rest[prelude.Length..];
        return true;
    }
}
