using System.Buffers.Binary;
using TunPS.Native.MacOS;

namespace TunPS.Testing;

/// <summary>What the system has before each packet: nothing on Linux, on macOS the family in network order.</summary>
internal static class Framing
{
    private const int IPv6 = 6;

    /// <summary>How many bytes that is.</summary>
    internal static int HeaderSize => TestBackend.IsMacOS ? sizeof(uint) : 0;

    /// <summary>The packet as the system gives it.</summary>
    internal static byte[] Add(ReadOnlySpan<byte> packet)
    {
        byte[] frame = new byte[HeaderSize + packet.Length];
        packet.CopyTo(frame.AsSpan(HeaderSize));
        if (HeaderSize > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame, FamilyOf(packet));
        }

        return frame;
    }

    /// <summary>The packet in what the system got; fails the test when what lies before it is wrong.</summary>
    internal static byte[] Remove(ReadOnlySpan<byte> frame)
    {
        Assert.True(frame.Length >= HeaderSize, $"{frame.Length} bytes are too few for a header.");
        ReadOnlySpan<byte> packet = frame[HeaderSize..];
        if (HeaderSize > 0)
        {
            Assert.Equal(FamilyOf(packet), BinaryPrimitives.ReadUInt32BigEndian(frame));
        }

        return packet.ToArray();
    }

    // What is neither is that of IPv4: some header it has to have.
    private static uint FamilyOf(ReadOnlySpan<byte> packet)
        => !packet.IsEmpty && packet[0] >> 4 == IPv6 ? (uint)XnuSockets.AF_INET6 : XnuSockets.AF_INET;
}
