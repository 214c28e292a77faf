namespace TunPS.Core.Tests.Offload;

/// <summary>The checksum as RFC 1071 says it, byte by byte.</summary>
internal static class SlowChecksum
{
    internal static ushort Of(ReadOnlySpan<byte> data)
    {
        int sum = 0;
        for (int i = 0; i < data.Length; i += 2)
        {
            sum += (data[i] << 8) + (i + 1 < data.Length ? data[i + 1] : 0);
            sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
        }

        return (ushort)~sum;
    }
}
