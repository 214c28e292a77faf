using System.Net;
using TunPS.Native.MacOS;
using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>What is read out of the kernel's tables.</summary>
public sealed class UtunParserTests
{
    [Fact]
    public void The_table_of_interfaces_has_their_names_numbers_and_addresses()
    {
        InterfaceTable table = InterfaceTable.Parse(KernelTables.Interfaces);
        LinkInfo link = table.Find("utun7")!;

        Assert.Equal(["utun0", "utun1", "utun2", "utun3", "utun7"], table.Links.Select(one => one.Name));
        Assert.Equal(1400, link.Mtu);
        Assert.Same(link, table.Find(link.Index));
        Assert.Equal(
            [
                "192.0.2.1/23",
                "198.51.100.1 peer 198.51.100.2/32",
                "2001:db8::1/47",
                "2001:db8:1::1 peer 2001:db8:1::2/128",
            ],
            table.AddressesOf(link.Index, "utun7").Where(address => !address.Address.IsIPv6LinkLocal)
                .Select(address => address.ToString()));
        Assert.Null(table.Find("en0"));
        Assert.Empty(table.AddressesOf(999, null));
    }

    [Fact]
    public void The_table_of_routes_has_their_networks_routers_and_interfaces()
    {
        int index = InterfaceTable.Parse(KernelTables.Interfaces).Find("utun7")!.Index;
        List<RouteEntry> entries = RouteEntry.ParseAll(KernelTables.Routes);

        RouteEntry routed = Assert.Single(entries, entry => entry.Destination == IPNetwork.Parse("10.1.0.0/16"));
        Assert.Equal(IPAddress.Parse("192.0.2.2"), routed.Gateway);
        Assert.Equal(index, routed.Index);
        _ = Assert.Single(entries, entry => entry.IsPrefix(IPNetwork.Parse("192.0.2.0/23")));
        _ = Assert.Single(entries, entry => entry.IsPrefix(IPNetwork.Parse("2001:db8::/47")) && entry.Index == index);
        Assert.Contains(entries, entry => entry.Destination.PrefixLength == 0 && entry.Index != index);
        Assert.Contains(entries, entry => entry.IsKernelsOwn);
    }

    [Theory]
    [InlineData("", false, 0)]
    [InlineData("00", false, 0)]
    [InlineData("05 02 00 00 FF", false, 8)]
    [InlineData("07 FF FF FF FF FF FE", false, 23)]
    [InlineData("10 02 00 00 FF FF FF FF 00 00 00 00 00 00 00 00", false, 32)]
    [InlineData("0E FF FF FF FF FF FF FF FF FF FF FF FF FE", true, 47)]
    [InlineData("1C 1E 00 00 00 00 00 00 FF FF FF FF FF FF FF FF 00 00 00 00 00 00 00 00 00 00 00 00", true, 64)]
    public void A_mask_counts_as_far_as_it_goes(string hex, bool isIPv6, int length)
        => Assert.Equal(length, SocketAddressReader.ToPrefixLength(Bytes(hex), isIPv6));

    [Theory]
    [InlineData("10 02 00 00 C0 00 02 01 00 00 00 00 00 00 00 00", "192.0.2.1")]
    [InlineData("05 02 00 00 0A", "10.0.0.0")]
    [InlineData("1C 1E 00 00 00 00 00 00 FE 80 00 0C 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 00", "fe80::2")]
    [InlineData("1C 1E 00 00 00 00 00 00 20 01 00 0C 00 00 00 00 00 00 00 00 00 00 00 02 07 00 00 00", "2001:c::2")]
    [InlineData("14 12 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", null)]
    [InlineData("", null)]
    [InlineData("02", null)]
    public void An_address_comes_without_the_number_of_its_interface(string hex, string? expected)
        => Assert.Equal(expected, SocketAddressReader.ToIPAddress(Bytes(hex))?.ToString());

    [Fact]
    public void Addresses_are_taken_in_the_order_of_their_bits_up_to_the_next_multiple_of_four()
    {
        SocketAddressReader reader = new(
            Bytes("05 02 00 00 0A 00 00 00  00 00 00 00  08 12 01 00 00 00 00 00  05 02 00 00 0B"), 0b1001_0101);
        List<(int, int)> taken = [];
        while (reader.TryTake(out int which, out ReadOnlySpan<byte> address))
        {
            taken.Add((which, address.Length));
        }

        Assert.Equal([(1, 5), (4, 0), (0x10, 8), (0x80, 5)], taken);
    }

    [Fact]
    public void A_message_of_another_version_is_stepped_over()
    {
        RouteTableReader reader = new([.. Bytes("08 00 04 04 00 00 00 00"), .. KernelTables.Interfaces]);

        Assert.True(reader.TryTake(out byte type, out ReadOnlySpan<byte> taken));
        Assert.Equal((0, 8), (type, taken.Length));
        Assert.True(reader.TryTake(out type, out _));
        Assert.Equal(RouteConstants.RTM_IFINFO2, type);
    }

    private static byte[] Bytes(string hex)
        => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
