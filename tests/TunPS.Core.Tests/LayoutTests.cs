using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

/// <summary>The kernel copies these by size: one that is too short lets it read and write behind its end.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structs_have_the_sizes_of_the_kernels_headers()
    {
        Assert.Equal(40, Marshal.SizeOf<InterfaceRequest>());
        Assert.Equal(8, Marshal.SizeOf<PollFd>());
        Assert.Equal(16, Marshal.SizeOf<NetlinkHeader>());
        Assert.Equal(16, Marshal.SizeOf<LinkHeader>());
        Assert.Equal(8, Marshal.SizeOf<AddressHeader>());
        Assert.Equal(12, Marshal.SizeOf<RouteHeader>());
        Assert.Equal(8, Marshal.SizeOf<NextHopHeader>());
        Assert.Equal(12, Marshal.SizeOf<NetlinkSocketAddress>());
        Assert.Equal(VirtioHeader.Size, Marshal.SizeOf<VirtioHeader>());
    }

    [Fact]
    public void Structs_with_pointers_have_the_sizes_of_libc()
    {
        bool is64Bit = IntPtr.Size == 8;

        // Of Linux it is 48 or 28 bytes.
        Assert.Equal(72, Marshal.SizeOf<PasswordEntry>());
        Assert.Equal(is64Bit ? 32 : 16, Marshal.SizeOf<GroupEntry>());
        Assert.Equal(2 * IntPtr.Size, Marshal.SizeOf<IoVector>());
    }

    [Fact]
    public void Fields_are_where_the_kernels_headers_have_them()
    {
        Assert.Equal(
            [0, 1, 4, 5, 6, 7, 8],
            OffsetsOf<RouteHeader>("Family", "DestinationLength", "Table", "Protocol", "Scope", "Type", "Flags"));
        Assert.Equal([0, 2, 3, 4], OffsetsOf<NextHopHeader>("Length", "Flags", "Hops", "Index"));
        Assert.Equal([0, 4, 8], OffsetsOf<NetlinkSocketAddress>("Family", "PortId", "Groups"));
        Assert.Equal([0, 2, 4, 8, 12], OffsetsOf<LinkHeader>("Family", "Type", "Index", "Flags", "Change"));
        Assert.Equal([0, 1, 2, 3, 4], OffsetsOf<AddressHeader>("Family", "PrefixLength", "Flags", "Scope", "Index"));
        Assert.Equal([0, 4, 6, 8, 12], OffsetsOf<NetlinkHeader>("Length", "Type", "Flags", "Sequence", "PortId"));
        Assert.Equal([0, 4, 6], OffsetsOf<PollFd>("Descriptor", "Interest", "Ready"));
        Assert.Equal(
            [0, 1, 2, 4, 6, 8],
            OffsetsOf<VirtioHeader>(
                "Flags", "GsoType", "HeaderLength", "SegmentSize", "ChecksumStart", "ChecksumOffset"));
    }

    [Fact]
    public void Accounts_are_where_libc_has_them()
    {
        int word = IntPtr.Size;

        Assert.Equal(
            [0, word, 2 * word, (2 * word) + 4],
            OffsetsOf<PasswordEntry>("Name", "Password", "UserId", "GroupId"));
        Assert.Equal([0, 2 * word, 3 * word], OffsetsOf<GroupEntry>("Name", "GroupId", "Members"));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(192)]
    [InlineData(200)]
    [InlineData(400)]
    public void Statistics_are_the_beginning_of_a_struct_that_grows(int size)
    {
        byte[] value = new byte[size];
        for (int i = 0; i < 8; i++)
        {
            MemoryMarshal.Write(value.AsSpan(i * 8), (long)(i + 1) << 32);
        }

        Assert.Equal(
            new TunStatistics
            {
                SentPackets = 1L << 32,
                ReceivedPackets = 2L << 32,
                SentBytes = 3L << 32,
                ReceivedBytes = 4L << 32,
                SendErrors = 5L << 32,
                ReceiveErrors = 6L << 32,
                SendDrops = 7L << 32,
                ReceiveDrops = 8L << 32,
            },
            LinkStatistics.Parse(value));
    }

    [Fact]
    public void Statistics_that_are_cut_off_are_none()
        => Assert.Equal(new TunStatistics(), LinkStatistics.Parse(Enumerable.Repeat((byte)1, 63).ToArray()));

    /// <summary>linux/if_tun.h, in the encoding that all processors have which .NET runs on.</summary>
    [Fact]
    public void Requests_have_the_numbers_of_the_kernels_headers()
    {
        Assert.Equal(0x400454CAu, TunRequests.TUNSETIFF);
        Assert.Equal(0x400454CBu, TunRequests.TUNSETPERSIST);
        Assert.Equal(0x400454CCu, TunRequests.TUNSETOWNER);
        Assert.Equal(0x400454CEu, TunRequests.TUNSETGROUP);
        Assert.Equal(0x400454D0u, TunRequests.TUNSETOFFLOAD);
        Assert.Equal(0x800454D2u, TunRequests.TUNGETIFF);
        Assert.Equal(0x800454D7u, TunRequests.TUNGETVNETHDRSZ);
        Assert.Equal(0x400454D8u, TunRequests.TUNSETVNETHDRSZ);
        Assert.Equal(0x400454D9u, TunRequests.TUNSETQUEUE);
        Assert.Equal(0x400454E2u, TunRequests.TUNSETCARRIER);
    }

    [Fact]
    public void A_name_keeps_its_terminating_NUL()
    {
        InterfaceRequest request = new() { Name = "fifteen-bytes-x", Flags = 0x1001 };

        Assert.Equal("fifteen-bytes-x", request.Name);
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<InterfaceRequest>(ref request));
        Assert.Equal(0, bytes[15]);
        Assert.Equal([0x01, 0x10], bytes[16..18].ToArray());
    }

    private static int[] OffsetsOf<T>(params string[] fields)
        => [.. fields.Select(field => (int)Marshal.OffsetOf<T>(field))];
}
