using System.Buffers.Binary;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed unsafe class RecordedListTests
{
    private const int Dump = 1;
    private const int InterfaceList2 = 6;
    private const int Dump2 = 7;

    [Fact]
    public void sysctl_iflist2_lists_an_interface_and_its_addresses_byte_by_byte()
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.240.0"));
        Assert.Equal(0, caller.SetMtu(caller.Socket(2), "utun4", 1400));
        List<byte[]> messages = caller.List(0, InterfaceList2, 7);

        Assert.Equal(new byte[] { 0x12, 0xC, 0x13 }, messages.Select(message => message[3]));
        byte[] one = messages[0];
        Assert.Equal(160 + 20, one.Length);
        Assert.Equal(0x10, BinaryPrimitives.ReadInt32LittleEndian(one.AsSpan(4)));
        Assert.Equal(0x8051, BinaryPrimitives.ReadInt32LittleEndian(one.AsSpan(8)));
        Assert.Equal(7, BinaryPrimitives.ReadUInt16LittleEndian(one.AsSpan(12)));
        Assert.Equal(1, one[32]);
        Assert.Equal(1400u, BinaryPrimitives.ReadUInt32LittleEndian(one.AsSpan(40)));
        Assert.Equal([20, 18, 7, 0, 1, 5, 0, 0, .. "utun4"u8, 0, 0, 0, 0, 0, 0, 0], one[160..]);

        byte[] address = messages[1];
        byte[] expected =
        [
            60, 0, 5, 0xC, 0xA4, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0,
            7, 2, 0, 0, 255, 255, 240, 0,
            16, 2, 0, 0, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0,
            16, 2, 0, 0, 192, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, address);
    }

    [Fact]
    public void sysctl_iflist2_gives_the_whole_mask_of_IPv6_and_the_scope_in_the_address()
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress6(caller.Socket(30), "utun4", "2001:db8::1", 64));
        byte[][] addresses = [.. caller.List(30, InterfaceList2, 7).Where(message => message[3] == 0xC)];

        Assert.Equal(2, addresses.Length);
        Dictionary<int, byte[]> linkLocal = Caller.Addresses(addresses[0], 20, 4);
        Assert.Equal(Caller.Internet6("fe80:7::200:5eff:fe10:1"), linkLocal[0x20]);
        Assert.Equal(Caller.Internet6("ffff:ffff:ffff:ffff::"), linkLocal[4]);
        Dictionary<int, byte[]> other = Caller.Addresses(addresses[1], 20, 4);
        Assert.Equal(Caller.Internet6("2001:db8::1"), other[0x20]);
        Assert.Empty(other[0x80]);
        Assert.Equal(0x100, BinaryPrimitives.ReadInt32LittleEndian(addresses[1].AsSpan(8)));
    }

    [Fact]
    public void sysctl_iflist2_rounds_the_bytes_down_to_whole_KiB()
    {
        using Caller caller = new();
        _ = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        Assert.True(tunnel.InjectPacket(new byte[1400]));
        Assert.True(tunnel.InjectPacket(new byte[100]));
        byte[] one = caller.List(0, InterfaceList2, 7)[0];

        Assert.Equal(2ul, BinaryPrimitives.ReadUInt64LittleEndian(one.AsSpan(32 + 40)));
        Assert.Equal(1024ul, BinaryPrimitives.ReadUInt64LittleEndian(one.AsSpan(32 + 72)));
    }

    [Fact]
    public void sysctl_iflist2_lists_all_interfaces_for_index_zero_and_none_for_an_unknown_one()
    {
        using Caller caller = new();
        Assert.Equal(6, caller.List(0, InterfaceList2, 0).Count(message => message[3] == 0x12));
        Assert.Empty(caller.List(0, InterfaceList2, 99));
    }

    [Fact]
    public void sysctl_dumpentry_lists_routes_with_the_masks_as_the_table_keeps_them()
    {
        using Caller caller = new();
        _ = caller.Open();
        int route = caller.RouteSocket();
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        byte[] add = Caller.Message(
            1, 0x801, (1, Caller.Internet("198.51.96.0")), (2, Caller.Link(7)), (4, Caller.Internet("255.255.240.0")));
        Assert.Equal(add.Length, caller.Write(route, add));
        List<byte[]> messages = caller.List(2, Dump, 0);

        // The default route first: its mask has no length, and four bytes all the same.
        Dictionary<int, byte[]> first = Caller.Addresses(messages[0], 92, 12);
        Assert.Equal(Caller.Internet("0.0.0.0"), first[1]);
        Assert.Equal(Caller.Internet("203.0.113.1"), first[2]);
        Assert.Empty(first[4]);
        Assert.Equal(92 + 16 + 16 + 4 + 16, messages[0].Length);

        byte[] host = messages.Find(message => message[92 + 7] == 2 && message[92 + 4] == 192)!;
        Assert.Equal([1, 2, 0x20], Caller.Addresses(host, 92, 12).Keys);
        Assert.Equal(0x5, BinaryPrimitives.ReadInt32LittleEndian(host.AsSpan(8)));

        byte[] net = messages.Find(message => message[92 + 4] == 198)!;
        Dictionary<int, byte[]> addresses = Caller.Addresses(net, 92, 12);
        Assert.Equal(4, net[3]);
        Assert.Equal(7, BinaryPrimitives.ReadUInt16LittleEndian(net.AsSpan(4)));
        Assert.Equal(Caller.Link(7), addresses[2]);
        Assert.Equal([7, 255, 255, 255, 255, 255, 240], addresses[4]);
        Assert.Equal(Caller.Internet("192.0.2.1"), addresses[0x20]);
    }

    [Fact]
    public void sysctl_dumpentry_shortens_the_masks_of_IPv6_and_keeps_the_scope_in_the_address()
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress6(caller.Socket(30), "utun4", "2001:db8::1", 64));
        List<byte[]> messages = caller.List(30, Dump, 0);
        byte[][] ours = [.. messages.Where(message => message[4] == 7)];

        byte[] prefix = ours.First(message => message[92 + 8] == 0x20);
        Dictionary<int, byte[]> addresses = Caller.Addresses(prefix, 92, 12);
        Assert.Equal(
            [16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], addresses[4]);
        Assert.Equal(Caller.Internet6("fe80:7::200:5eff:fe10:1"), addresses[2]);
        byte[] linkLocal = ours.First(message => message[92 + 8] == 0xFE);
        Assert.Equal(Caller.Internet6("fe80:7::"), Caller.Addresses(linkLocal, 92, 12)[1]);
        Assert.Equal(0x1000000, BinaryPrimitives.ReadInt32LittleEndian(linkLocal.AsSpan(8)) & 0x1000000);
    }

    [Fact]
    public void sysctl_dumpentry_has_a_second_form_of_the_same_size()
    {
        using Caller caller = new();
        Assert.All(caller.List(0, Dump2, 0), message => Assert.Equal(0x14, message[3]));
        Assert.Equal(
            caller.List(0, Dump, 0).Select(message => message.Length),
            caller.List(0, Dump2, 0).Select(message => message.Length));
    }

    [Fact]
    public void sysctl_old_user_does_not_fit_into_a_buffer_that_is_too_small()
    {
        using Caller caller = new();
        int[] name = [4, 17, 0, 0, Dump, 0];
        int first = caller.List(0, Dump, 0)[0].Length;
        byte[] buffer = new byte[first + 10];
        nuint size = (nuint)buffer.Length;
        fixed (byte* bytes = buffer)
        {
            Assert.Equal(-12, caller.Xnu.Sysctl(name, bytes, &size));
            Assert.Equal((nuint)first, size);
            name[4] = InterfaceList2;
            size = 10;
            Assert.Equal(-12, caller.Xnu.Sysctl(name, bytes, &size));
            Assert.Equal((nuint)0, size);
        }
    }
}
