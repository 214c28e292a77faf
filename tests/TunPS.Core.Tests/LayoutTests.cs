using System.Runtime.InteropServices;
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
}
