using System.Runtime.CompilerServices;

namespace TunPS;

/// <summary>
/// A packet's meaning in one line, in the words of Wireshark's Info column. Works on the bytes alone, never throws, and
/// allocates the string only.
/// </summary>
internal static class PacketInfo
{
    [SkipLocalsInit]
    internal static string Describe(ReadOnlySpan<byte> bytes, int originalLength, TunLayer layer)
    {
        InfoWriter writer = new(stackalloc char[InfoWriter.BufferSize]);
        PacketPart packet = new(bytes, originalLength);
        if (layer == TunLayer.Tap)
        {
            FrameInfo.Write(ref writer, packet);
        }
        else
        {
            IPInfo.Write(ref writer, packet);
        }

        return writer.Finish();
    }
}
