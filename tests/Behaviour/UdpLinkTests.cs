using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Platform;

namespace TunPS.Behaviour.Tests;

public sealed class UdpLinkTests
{
    private static int s_port = 20_000;

    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [LoopbackTheory]
    [MemberData(nameof(Loopbacks))]
    public void Two_links_carry_packets_both_ways(string address) => LoopbackNetwork.Run(() =>
    {
        (UdpLink one, UdpLink other) = OpenPair(address);
        using UdpLink first = one;
        using UdpLink second = other;

        Assert.Equal(3, first.Send([1, 2, 3]));
        Assert.Equal([1, 2, 3], Next(second));
        Assert.Equal(2, second.Send([4, 5]));
        Assert.Equal([4, 5], Next(first));
        Assert.Equal(-Errno.EAGAIN, first.Receive(_buffer));
        Assert.Equal((0, 0), (first.ForeignPackets, first.MalformedPackets));
    });

    [LoopbackTheory]
    [MemberData(nameof(Loopbacks))]
    public void A_port_of_0_is_one_that_the_system_chooses_and_the_link_tells(string address) => LoopbackNetwork.Run(() =>
    {
        IPAddress here = IPAddress.Parse(address);
        using UdpLink link = UdpLink.Open(new IPEndPoint(here, 9), new IPEndPoint(here, 0));

        Assert.Equal(here, link.LocalEndPoint.Address);
        Assert.InRange(link.LocalEndPoint.Port, 1, 65535);
        using UdpLink any = UdpLink.Open(new IPEndPoint(here, 9));
        Assert.Contains(any.LocalEndPoint.Address, new[] { IPAddress.Any, IPAddress.IPv6Any });
    });

    /// <summary>Another port of the peer's address, and another address with the peer's port.</summary>
    [LoopbackFact]
    public void Datagrams_of_others_are_counted_and_skipped() => LoopbackNetwork.Run(() =>
    {
        (UdpLink one, UdpLink other) = OpenPair("127.0.0.1");
        using UdpLink link = one;
        using UdpLink peer = other;
        using UdpLink otherPort = UdpLink.Open(link.LocalEndPoint, new IPEndPoint(IPAddress.Loopback, 0));

        // The loopback of macOS has one address.
        using UdpLink? otherAddress = OperatingSystem.IsMacOS() ? null : UdpLink.Open(
            link.LocalEndPoint, new IPEndPoint(IPAddress.Parse("127.0.0.2"), peer.LocalEndPoint.Port));
        int others = otherAddress is null ? 1 : 2;
        _ = otherPort.Send([66]);
        _ = otherAddress?.Send([66]);
        _ = peer.Send([1]);
        _ = otherPort.Send([66]);

        Assert.Equal([1], Next(link));
        Assert.Equal(others, link.ForeignPackets);
        Assert.Equal(-Errno.EAGAIN, link.Receive(_buffer));
        Assert.Equal(others + 1, link.ForeignPackets);
    });

    [LoopbackFact]
    public void A_flood_of_others_does_not_keep_the_reader_from_its_events() => LoopbackNetwork.Run(() =>
    {
        (UdpLink one, UdpLink other) = OpenPair("127.0.0.1");
        using UdpLink link = one;
        using UdpLink peer = other;
        using UdpLink stranger = UdpLink.Open(link.LocalEndPoint, new IPEndPoint(IPAddress.Loopback, 0));
        for (int i = 0; i < 65; i++)
        {
            _ = stranger.Send([66]);
        }

        _ = peer.Send([1]);

        Assert.Equal(-Errno.EAGAIN, link.Receive(_buffer));
        Assert.Equal(64, link.ForeignPackets);
        Assert.Equal([1], Next(link));
        Assert.Equal(65, link.ForeignPackets);
    });

    [LoopbackFact]
    public void A_datagram_that_does_not_fit_or_is_empty_is_counted_and_never_delivered() => LoopbackNetwork.Run(() =>
    {
        (UdpLink one, UdpLink other) = OpenPair("127.0.0.1");
        using UdpLink link = one;
        using UdpLink peer = other;
        if (!TestBackend.IsMacOS)
        {
            // macOS does not tell of what did not fit: there a buffer has to have room for every datagram.
            _ = peer.Send(new byte[101]);
        }

        _ = peer.Send([]);
        _ = peer.Send(new byte[100]);

        Assert.Equal(100, link.Receive(_buffer.AsSpan(0, 100)));
        Assert.Equal(TestBackend.IsMacOS ? 1 : 2, link.MalformedPackets);
    });

    [LoopbackTheory]
    [InlineData("127.0.0.1", 65507)]
    [InlineData("::1", 65527)]
    public void The_longest_datagram_passes_and_a_longer_one_is_told(string address, int length) => LoopbackNetwork.Run(() =>
    {
        (UdpLink one, UdpLink other) = OpenPair(address);
        using UdpLink link = one;
        using UdpLink peer = other;

        Assert.Equal(-Errno.EMSGSIZE, link.Send(new byte[length + 1]));
        Assert.Equal(length, link.Send(new byte[length]));
        Assert.Equal(length, Next(peer).Length);
        TunException failure = link.SendFailure(Errno.EMSGSIZE);
        Assert.Equal(TunError.InvalidPacket, failure.Error);
        Assert.Contains("longer than a datagram", failure.Message, StringComparison.Ordinal);
    });

    [LoopbackFact]
    public void A_peer_that_is_not_there_is_no_error() => LoopbackNetwork.Run(() =>
    {
        using UdpLink gone = UdpLink.Open(new IPEndPoint(IPAddress.Loopback, 9), new IPEndPoint(IPAddress.Loopback, 0));
        using UdpLink link = UdpLink.Open(gone.LocalEndPoint, new IPEndPoint(IPAddress.Loopback, 0));
        gone.Dispose();

        Assert.Equal([1, 1, 1], new[] { link.Send([1]), link.Send([1]), link.Send([1]) });
        Assert.Equal(-Errno.EAGAIN, link.Receive(_buffer));
    });

    [Fact]
    public void A_port_in_use_is_told()
    {
        using UdpLink link = UdpLink.Open(new IPEndPoint(IPAddress.Loopback, 9), new IPEndPoint(IPAddress.Loopback, 0));
        TunException e = Assert.Throws<TunException>(() => UdpLink.Open(link.RemoteEndPoint, link.LocalEndPoint));

        int number = TunPlatform.Current.SystemErrno(Errno.EADDRINUSE);
        Assert.Equal((TunError.AlreadyExists, number), (e.Error, e.Errno));
        Assert.Equal(
            $"Cannot open a UDP link from {link.LocalEndPoint} to 127.0.0.1:9: "
            + $"the UDP port {link.LocalEndPoint.Port} is in use there: EADDRINUSE ({number}).",
            e.Message);
    }

    // Without an address of its own a system accepts any.
    [LoopbackTheory]
    [InlineData("192.0.2.77", "192.0.2.1")]
    [InlineData("2001:db8::77", "2001:db8::1")]
    public void An_address_of_somebody_else_is_told(string local, string remote) => LoopbackNetwork.Run(() =>
    {
        TunException e = Assert.Throws<TunException>(
            () => UdpLink.Open(new IPEndPoint(IPAddress.Parse(remote), 9), new IPEndPoint(IPAddress.Parse(local), 0)));

        int number = TunPlatform.Current.SystemErrno(Errno.EADDRNOTAVAIL);
        Assert.Equal((TunError.InvalidValue, number), (e.Error, e.Errno));
        Assert.Contains($"{local} is no address of this system", e.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("192.0.2.1:9", "[::]:0", "IPv4 and the other of IPv6")]
    [InlineData("192.0.2.1:0", null, "no port")]
    [InlineData("0.0.0.0:9", null, "one machine")]
    [InlineData("[::]:9", null, "one machine")]
    [InlineData("224.0.0.1:9", null, "one machine")]
    [InlineData("255.255.255.255:9", null, "one machine")]
    [InlineData("[ff02::1]:9", null, "one machine")]
    [InlineData("[fe80::1]:9", null, "name its interface")]
    [InlineData("[2001:db8::1]:9", "[fe80::1]:0", "name its interface")]
    [InlineData("127.0.0.1:9", "0.0.0.0:9", "get back what it sends")]
    [InlineData("[::1]:9", "[::]:9", "get back what it sends")]
    [InlineData("192.0.2.1:9", "192.0.2.1:9", "get back what it sends")]
    public void End_points_that_are_of_no_use_are_refused_in_words(string remote, string? local, string words)
    {
        TunException e = Assert.Throws<TunException>(
            () => UdpLink.Open(IPEndPoint.Parse(remote), local is null ? null : IPEndPoint.Parse(local)));

        Assert.Equal(TunError.InvalidValue, e.Error);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_IPv4_address_in_the_clothes_of_IPv6_is_one_of_IPv4()
    {
        using UdpLink link = UdpLink.Open(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 9));

        Assert.Equal(IPAddress.Loopback, link.RemoteEndPoint.Address);
        Assert.Equal(AddressFamily.InterNetwork, link.LocalEndPoint.AddressFamily);
    }

    [Fact]
    public void Both_families_may_have_the_same_port()
    {
        using UdpLink six = UdpLink.Open(
            new IPEndPoint(IPAddress.IPv6Loopback, 9), new IPEndPoint(IPAddress.IPv6Any, NextPort()));
        using UdpLink four = UdpLink.Open(
            new IPEndPoint(IPAddress.Loopback, 9), new IPEndPoint(IPAddress.Any, six.LocalEndPoint.Port));

        Assert.Equal(six.LocalEndPoint.Port, four.LocalEndPoint.Port);
    }

    [Theory]
    [InlineData(Errno.ENETUNREACH, TunError.NotFound)]
    [InlineData(Errno.EPERM, TunError.AccessDenied)]
    [InlineData(Errno.ENOBUFS, TunError.LimitReached)]
    public void Failures_of_a_send_have_a_kind(int errno, TunError error)
    {
        using UdpLink link = UdpLink.Open(new IPEndPoint(IPAddress.Loopback, 9));

        Assert.Equal(error, link.SendFailure(errno).Error);
        Assert.StartsWith(
            "Cannot receive from 127.0.0.1:9: ", link.ReceiveFailure(errno).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1:5000", "192.0.2.1:5000", true)]
    [InlineData("192.0.2.1:5000", "192.0.2.1:5001", false)]
    [InlineData("192.0.2.1:5000", "192.0.2.2:5000", false)]
    [InlineData("[2001:db8::1]:5000", "[2001:db8::1]:5000", true)]
    [InlineData("[2001:db8::1]:5000", "[2001:db8::2]:5000", false)]
    [InlineData("[2001:db8::1]:5000", "[2001:db9::1]:5000", false)]
    [InlineData("[2001:db8::1%2]:5000", "[2001:db8::1]:5000", true)]
    [InlineData("[fe80::1%2]:5000", "[fe80::1%2]:5000", true)]
    [InlineData("[fe80::1%2]:5000", "[fe80::1%3]:5000", false)]
    [InlineData("[febf::1%2]:5000", "[febf::1%3]:5000", false)]
    public void End_points_are_compared_with_the_link_only_where_it_matters(string one, string other, bool isSame)
    {
        InternetSocketAddress first = TunPlatform.Current.ToSocketAddress(IPEndPoint.Parse(one));
        InternetSocketAddress second = TunPlatform.Current.ToSocketAddress(IPEndPoint.Parse(other));

        Assert.Equal(isSame, first.IsSameEnd(second));
        Assert.Equal(IPEndPoint.Parse(one), first.ToEndPoint());
    }

    [Fact]
    public void A_socket_address_is_where_the_kernel_looks_for_it()
    {
        Assert.Equal(28, Marshal.SizeOf<InternetSocketAddress>());
        InternetSocketAddress[] addresses =
        [
            TunPlatform.Current.ToSocketAddress(IPEndPoint.Parse("192.0.2.1:258")),
            TunPlatform.Current.ToSocketAddress(IPEndPoint.Parse("[fe80::99%7]:258")),
        ];
        ReadOnlySpan<byte> four = MemoryMarshal.AsBytes(addresses.AsSpan(0, 1));
        ReadOnlySpan<byte> six = MemoryMarshal.AsBytes(addresses.AsSpan(1, 1));

        Assert.Equal("0102C0000201", Convert.ToHexString(four[2..8]));
        Assert.Equal("010200000000FE800000000000000000000000000099", Convert.ToHexString(six[2..24]));
        Assert.Equal(7u, MemoryMarshal.Read<uint>(six[24..]));
        Assert.Equal([16u, 28u], addresses.Select(address => address.Size));
    }

    // Each has to know the port of the other.
    private static (UdpLink One, UdpLink Other) OpenPair(string address)
    {
        IPEndPoint first = new(IPAddress.Parse(address), NextPort());
        IPEndPoint second = new(first.Address, NextPort());
        return (UdpLink.Open(second, first), UdpLink.Open(first, second));
    }

    // Below those that the system chooses from, in the namespace of the test program alone.
    private static int NextPort() => Interlocked.Increment(ref s_port);

    private byte[] Next(UdpLink link) => _buffer[..link.Receive(_buffer)];
}
