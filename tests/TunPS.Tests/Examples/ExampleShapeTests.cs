namespace TunPS.Tests.Examples;

public sealed class ExampleShapeTests
{
    [Theory]
    [InlineData("12:49:58.437 192.0.2.1 Udp 31 39289 → 4001 Len=3", "01:02:03.004 192.0.2.1 Udp 5 7 → 8 Len=12")]
    [InlineData("tun0 fe80::c23e:68f5:50e:18e4/64 False", "tun0 fe80::1/64   False")]
    [InlineData("02:13:22.119 fe80::abc:f31f… ff02::2", "02:13:22.119 fe80::9… ff02::2")]
    [InlineData("Echo (ping) request  id=0xd3e9, seq=0/0, ttl=64", "Echo (ping) request  id=0x1, seq=12/3072, ttl=128")]
    [InlineData("LinkAddress : 02005E005302", "LinkAddress : AA005E0053FF")]
    [InlineData("at 48:c4:81:7b:69:57", "at 00:11:22:33:44:55")]
    [InlineData("Timestamp : 2026-11-24 15:58:27.2735142", "Timestamp : 2031-01-02 03:04:05.1")]
    [InlineData("Elapsed : 00:00:01.0643338", "Elapsed : 1.02:03:04")]
    [InlineData("rtt min/avg/max/mdev = 0.167/0.468/1.049/0.410 ms", "rtt min/avg/max/mdev = 10/2.5/3/4 ms")]
    [InlineData("time 403ms, 25% loss, 1,110,000/s", "time 1ms, 0% loss, 90/s")]
    [InlineData("  [+] cost a packet one hop 8ms", "  [+] cost a packet one hop 1.13s")]
    [InlineData("Tests completed in 412ms", "Tests completed in 1.02s")]
    [InlineData("Id Name State\n", "Id   Name      State")]
    [InlineData("-- ---- -----", "------ --------- -----")]
    [InlineData(" 1 Job1 Running", "12 Job345 Running")]
    [InlineData("'/home/lab/day.pcapng'", "'/tmp/tunps-Ab1_x/day.pcapng'")]
    [InlineData("0000  45 00 00 1c 1b 36 00 00  40 01 db a5   E....6..@...", "0010  c0 00 02 02   ....")]
    [InlineData("id 6f9619ff-8b86-d011-b42d-00cf4fc964ff", "id 11111111-2222-3333-4444-555555555555")]
    [InlineData("192.0.2.1/24, fe80::d07e:2f75:1480:cdb5/…", "192.0.2.1/24, fe80::bce7:a4e7:4236:abb6/64")]
    [InlineData("Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSv…", "Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval…")]
    public void What_varies_from_run_to_run_has_one_shape(string one, string other)
        => Assert.True(
            ExampleShape.AreSame(ExampleShape.Of(one), ExampleShape.Of(other)),
            $"{ExampleShape.Of(one)}\n{ExampleShape.Of(other)}");

    [Theory]
    [InlineData("Ready", "TimedOut")]
    [InlineData("tun0 Tun Up", "tun0 Tun Down")]
    [InlineData("tun0 Tun Up", "tun1 Tun Up")]
    [InlineData("192.0.2.1 192.0.2.2", "192.0.2.2 192.0.2.1")]
    [InlineData("192.0.2.1/24", "192.0.2.1/32")]
    [InlineData("2001:db8::1/64", "2001:db8::2/64")]
    [InlineData("Time Source Length", "Time Length Source")]
    [InlineData("Time Source Length", "Time Source")]
    [InlineData("---- ------ ------", "---- ------")]
    [InlineData("4 packets", "packets")]
    [InlineData("QueueLimit : 5", "QueueLimit :")]
    [InlineData("403ms", "403s")]
    [InlineData("[+] takes a hop 8ms", "[-] takes a hop 8ms")]
    [InlineData("192.0.2.1 Udp", "fe80::1 Udp")]
    [InlineData("Seq=0 Win=64240…", "Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM")]
    public void Words_columns_and_given_addresses_count(string one, string other)
        => Assert.False(ExampleShape.AreSame(ExampleShape.Of(one), ExampleShape.Of(other)), ExampleShape.Of(one));
}
