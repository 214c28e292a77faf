using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TunPS.Core.Tests;

/// <summary>Impairments as two systems see them that a connection joins.</summary>
public sealed partial class LineTests
{
    private const int Seed = 7;

    // No IPv6 below 1280: the systems send nothing that nobody asked for, so that a seed decides everything.
    private const int Mtu = 1200;

    [ToolFact("ping")]
    public void A_seed_decides_how_many_pings_are_lost() => NetworkNamespace.Run(() =>
    {
        SkipWithoutDevices();
        const int Count = 500;
        Impairment impairment = new() { Loss = 10 };
        using JoinedNamespaces joined = new(mtu: Mtu);
        using TunConnection connection = Start(joined, impairment);
        (int transmitted, int received, int duplicates) = Flood(Count);
        connection.Dispose();

        int there = Predict(impairment, Seed, Count, line => line.LostPackets);
        int back = Predict(impairment, ~Seed, Count - there, line => line.LostPackets);
        Assert.Equal((Count, Count - there - back, 0), (transmitted, received, duplicates));
        Assert.Equal((there, back), (connection.Forward.LostPackets, connection.Backward.LostPackets));
        Assert.NotEqual(0, there * back);
    });

    [ToolFact("ping")]
    public void A_seed_decides_how_many_pings_come_twice() => NetworkNamespace.Run(() =>
    {
        SkipWithoutDevices();
        const int Count = 500;
        Impairment impairment = new() { Duplicate = 10 };
        using JoinedNamespaces joined = new(mtu: Mtu);
        using TunConnection connection = Start(joined, Impairment.None);
        connection.Backward.Impairment = impairment;
        (int transmitted, int received, int duplicates) = Flood(Count);
        connection.Dispose();

        int twice = Predict(impairment, ~Seed, Count, line => line.DuplicatedPackets);

        // The copy of the last reply comes when ping is gone, if there is one.
        Assert.Equal((Count, Count), (transmitted, received));
        Assert.InRange(duplicates, twice - 1, twice);
        Assert.Equal((0, twice), (connection.Forward.DuplicatedPackets, connection.Backward.DuplicatedPackets));
        Assert.NotEqual(0, twice);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rate_limit_counts_the_bits_of_IP_packets(bool isOffloaded) => NetworkNamespace.Run(() =>
    {
        // Eight milliseconds each.
        const int Length = 1000;
        const int Count = 50;
        using JoinedNamespaces joined = new(isOffloaded, isOffloaded, mtu: Mtu);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = Start(joined, new Impairment { RateLimit = new BitRate(1_000_000) });
        byte[] buffer = new byte[Mtu];
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Count; i++)
        {
            _ = here.SendTo(new byte[Length - 28], there.LocalEndPoint!);
        }

        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(Length - 28, there.Receive(buffer));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(8 * Count), TimeSpan.FromMilliseconds(24 * Count));
    });

    [DeviceFact]
    public void Who_skips_the_delay_comes_before_the_others() => NetworkNamespace.Run(() =>
    {
        // Long enough that all are sent within it, on a busy machine, too.
        const int Count = 50;
        Impairment impairment = new() { Delay = TimeSpan.FromSeconds(1), Reorder = 25 };
        using JoinedNamespaces joined = new(mtu: Mtu);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = Start(joined, impairment);
        for (byte i = 0; i < Count; i++)
        {
            _ = here.SendTo([i], there.LocalEndPoint!);
        }

        byte[] order = new byte[Count];
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(1, there.Receive(order, i, 1, SocketFlags.None));
        }

        int overtaking = Predict(impairment, Seed, Count, line => line.ReorderedPackets);
        Assert.NotEqual(0, overtaking);
        Assert.Equal([.. order[..overtaking].Order(), .. order[overtaking..].Order()], order);
        Assert.Equal(Count, order.Distinct().Count());
        Assert.True(order[overtaking - 1] > order[overtaking]);
        Assert.Equal(overtaking, connection.Forward.ReorderedPackets);
    });

    [DeviceFact]
    public void A_delay_that_is_changed_holds_from_the_next_packet_on() => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new(mtu: Mtu);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = Start(joined, new Impairment { Delay = TimeSpan.FromMilliseconds(10) });
        foreach (int milliseconds in (int[])[10, 100, 20])
        {
            TimeSpan delay = TimeSpan.FromMilliseconds(milliseconds);
            connection.Forward.Impairment = new Impairment { Delay = delay };
            TimeSpan shortest = TimeSpan.MaxValue;
            for (int i = 0; i < 3; i++)
            {
                Stopwatch watch = Stopwatch.StartNew();
                _ = here.SendTo([1], there.LocalEndPoint!);
                _ = there.Receive(new byte[10]);
                shortest = watch.Elapsed < shortest ? watch.Elapsed : shortest;
            }

            Assert.InRange(shortest, delay, delay + TimeSpan.FromMilliseconds(60));
        }
    });

    [DeviceFact]
    public void A_connection_that_ended_leaves_networks_and_devices_as_they_are() => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new(mtu: Mtu);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        string[] before = Show(joined);
        using (TunConnection connection = Start(joined, new Impairment { Delay = TimeSpan.FromMilliseconds(1) }))
        {
            Pass();
        }

        Assert.Equal(before, Show(joined));
        using (TunConnection connection = Start(joined, Impairment.None))
        {
            Pass();
            _ = IpCommand.Run($"link set {JoinedNamespaces.NearName} mtu 1100 txqueuelen 77");
            _ = IpCommand.Run($"address add 198.51.100.1/24 dev {JoinedNamespaces.NearName}");
            _ = IpCommand.Run($"route add 203.0.113.0/24 dev {JoinedNamespaces.NearName}");
            before = Show(joined);
        }

        Assert.Contains("mtu 1100", before[0], StringComparison.Ordinal);
        Assert.Equal(before, Show(joined));
        _ = here.SendTo([1], there.LocalEndPoint!);
        byte[] packet = new byte[TunDevice.MaxPacketLength];
        WaitResult read = joined.Near.TryRead(packet, out int length, KernelPeer.Patience);
        Assert.Equal((WaitStatus.Ready, 29), (read.Status, length));
        _ = joined.Far.TryWrite(packet.AsSpan(0, length), KernelPeer.Patience);
        Assert.Equal(1, there.Receive(packet));

        void Pass()
        {
            _ = here.SendTo([1], there.LocalEndPoint!);
            Assert.Equal(1, there.Receive(new byte[10]));
        }
    });

    private static void SkipWithoutDevices()
        => Assert.SkipWhen(DeviceAccess.Problem is not null && !DeviceAccess.IsRequired, "No device.");

    private static TunConnection Start(JoinedNamespaces joined, Impairment impairment)
        => TunConnection.Start(
            joined.Near, joined.Far, new TunConnectionOptions { Impairment = impairment, Seed = Seed });

    private static int Predict(Impairment impairment, long seed, int count, Func<DelayLine, long> counter)
    {
        DelayLine line = new(impairment, seed);
        for (int i = 0; i < count; i++)
        {
            line.Admit([1], i);
        }

        return (int)counter(line);
    }

    // Ten under way at a time: a ping that is lost then holds up nobody.
    private static (int Transmitted, int Received, int Duplicates) Flood(int count)
    {
        string words = $"-n -q -f -l 10 -W 1 -c {count} {JoinedNamespaces.FarAddress()}";
        using Process ping = Process.Start(new ProcessStartInfo("ping", words) { RedirectStandardOutput = true })!;
        string output = ping.StandardOutput.ReadToEnd();
        ping.WaitForExit();
        GroupCollection groups = CountPattern().Match(output).Groups;
        return (Number(groups[1]), Number(groups[2]), groups[3].Success ? Number(groups[3]) : 0);
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string[] Show(JoinedNamespaces joined)
    {
        string[] words = ["-details link", "address", "route show table all", "rule"];
        return [.. words.Select(IpCommand.Run), .. words.Select(word => joined.There.Run(() => IpCommand.Run(word)))];
    }

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received(?:, \+(\d+) duplicates)?")]
    private static partial Regex CountPattern();
}
