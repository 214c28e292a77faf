using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TunPS.Core.Tests;

/// <summary>Two kernels that talk through a connection of two real devices.</summary>
public sealed class TransferTests
{
    private const int Length = 16 << 20;

    [DeviceTheory]
    [InlineData(false, false, false, TunLayer.Tun)]
    [InlineData(false, false, true, TunLayer.Tap)]
    [InlineData(true, true, false, TunLayer.Tun)]
    [InlineData(true, true, true, TunLayer.Tun)]
    [InlineData(true, true, false, TunLayer.Tap)]
    [InlineData(true, false, false, TunLayer.Tun)]
    [InlineData(false, true, true, TunLayer.Tun)]
    [InlineData(true, false, true, TunLayer.Tap)]
    public void Every_byte_of_TCP_arrives_both_ways(bool isNear, bool isFar, bool isIPv6, TunLayer layer)
        => NetworkNamespace.Run(() =>
        {
            using JoinedNamespaces joined = new(isNear, isFar, layer);
            using TunConnection connection = TunConnection.Start(joined.Near, joined.Far);
            Transfer(joined, isIPv6);
            Assert.Equal(0, connection.Forward.RejectedPackets + connection.Backward.RejectedPackets);

            // A super-packet counts as the packets in it, so that there are at least as many as full segments take.
            Assert.InRange(connection.Forward.Packets, Length / 1500, long.MaxValue);
            Assert.InRange(connection.Backward.Bytes, Length, 2L * Length);
            Assert.False(connection.Completion.IsCompleted);
        });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_byte_arrives_through_a_line_with_a_delay_and_under_the_eyes_of_a_mirror(bool isOffloaded)
        => NetworkNamespace.Run(() =>
        {
            long copies = 0;
            using JoinedNamespaces joined = new(isOffloaded, isOffloaded);
            using TunConnection connection = TunConnection.Start(joined.Near, joined.Far, new TunConnectionOptions
            {
                Impairment = new Impairment { Delay = TimeSpan.FromMilliseconds(1) },
                Mirror = _ => copies++,
            });
            Transfer(joined, isIPv6: false);
            connection.Dispose();
            Assert.Equal(
                connection.Forward.MirroredPackets + connection.Backward.MirroredPackets, copies);
            Assert.Equal(
                connection.Forward.Packets + connection.Backward.Packets,
                copies + connection.Forward.MissedPackets + connection.Backward.MissedPackets);
        });

    [DeviceTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Copies_of_super_packets_are_ordinary_packets_with_right_checksums(bool isFar, bool isIPv6)
        => NetworkNamespace.Run(() =>
        {
            List<TunPacket> copies = [];
            using JoinedNamespaces joined = new(isNearOffloaded: true, isFar);
            using TunConnection connection = TunConnection.Start(
                joined.Near, joined.Far, new TunConnectionOptions { Mirror = copies.Add });
            Transfer(joined, isIPv6, 1 << 20);
            connection.Dispose();
            Assert.All(copies, copy =>
            {
                Assert.InRange(copy.Length, 20, 1500);
                Assert.DoesNotContain("checksum", copy.Info, StringComparison.OrdinalIgnoreCase);
            });
            Assert.Contains(copies, copy => copy.Length == 1500);
            Assert.Equal(copies.Count(copy => copy.Device == JoinedNamespaces.NearName), connection.Forward.MirroredPackets);
        });

    [DeviceTheory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Datagrams_are_counted_to_the_last_one(bool isNear, bool isFar) => NetworkNamespace.Run(() =>
    {
        const int Count = 500;
        using JoinedNamespaces joined = new(isNear, isFar, mtu: 1279);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = TunConnection.Start(joined.Near, joined.Far, new TunConnectionOptions
        {
            Filter = new PacketFilter { Protocols = [PacketProtocol.Parse("Udp")] },
        });
        byte[] buffer = new byte[2000];
        for (int i = 0; i < Count; i++)
        {
            _ = here.SendTo(new byte[i], there.LocalEndPoint!);
            Assert.Equal(i, there.Receive(buffer));
        }

        connection.Dispose();
        Assert.Equal(Count, connection.Forward.Packets);
        Assert.Equal((Count * 28) + (Count * (Count - 1) / 2), connection.Forward.Bytes);
    });

    [ToolFact("ping")]
    public void A_ping_takes_the_delay_of_both_directions() => NetworkNamespace.Run(() =>
    {
        Assert.SkipWhen(DeviceAccess.Problem is not null && !DeviceAccess.IsRequired, "No device.");
        using JoinedNamespaces joined = new();
        using TunConnection connection = TunConnection.Start(joined.Near, joined.Far, new TunConnectionOptions
        {
            Impairment = new Impairment { Delay = TimeSpan.FromMilliseconds(20) },
        });
        using Process ping = Process.Start(
            new ProcessStartInfo("ping", "-c 5 -i 0.2 -q 192.0.2.2") { RedirectStandardOutput = true })!;
        string output = ping.StandardOutput.ReadToEnd();
        ping.WaitForExit();
        Assert.Contains(" 0% packet loss", output, StringComparison.Ordinal);

        // "rtt min/avg/max/mdev = 40.1/40.2/40.4/0.1 ms"; the least, because the machine may be busy.
        double least = double.Parse(output.Split(" = ")[1].Split('/')[0], null);
        Assert.InRange(least, 40, 60);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_survives_that_either_interface_goes_down_and_comes_up_again(bool isOffloaded) => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new(isOffloaded, isOffloaded);
        using Socket there = joined.BindThere(SocketType.Dgram);
        using Socket here = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = TunConnection.Start(joined.Near, joined.Far);
        AssertPasses(here, there);
        joined.Far.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        _ = here.SendTo([1], there.LocalEndPoint!);
        Taking.Until(() => connection.Forward.DroppedPackets > 0, "Nothing was dropped.");
        joined.Far.Interface.Change(new TunInterfaceChanges { State = TunDeviceState.Up });
        AssertPasses(here, there);
        joined.Near.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        joined.Near.Interface.Change(new TunInterfaceChanges { State = TunDeviceState.Up });
        AssertPasses(here, there);
        Assert.False(connection.Completion.IsCompleted);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interface_that_is_deleted_fails_it(bool isFar) => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new();
        using TunConnection connection = TunConnection.Start(joined.Near, joined.Far);
        _ = isFar
            ? joined.There.Run(() => IpCommand.Run($"link delete {JoinedNamespaces.FarName}"))
            : IpCommand.Run($"link delete {JoinedNamespaces.NearName}");
        Taking.Until(() => connection.Completion.IsCompleted, "The connection goes on.");
        TunException e = Assert.IsType<TunException>(connection.Completion.Exception!.InnerException);
        Assert.Equal(TunError.DeviceGone, e.Error);
        Assert.Same(isFar ? joined.Far : joined.Near, e.Device);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interface_that_is_gone_already_is_refused(bool isFar) => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new();
        _ = isFar
            ? joined.There.Run(() => IpCommand.Run($"link delete {JoinedNamespaces.FarName}"))
            : IpCommand.Run($"link delete {JoinedNamespaces.NearName}");
        TunException e = Assert.Throws<TunException>(() => TunConnection.Start(joined.Near, joined.Far));
        Assert.Equal(TunError.DeviceGone, e.Error);
        Assert.Same(isFar ? joined.Far : joined.Near, e.Device);
    });

    [DeviceFact]
    public void A_device_that_is_closed_ends_it_and_its_interface_goes() => NetworkNamespace.Run(() =>
    {
        using JoinedNamespaces joined = new();
        using TunConnection connection = TunConnection.Start(joined.Near, joined.Far);
        joined.Near.Dispose();
        Assert.True(Taking.Ends(connection));
        IpCommand.AssertNoDevices();
        Assert.False(joined.Far.IsClosed);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_kernel_does_not_take_is_dropped_and_the_next_packet_passes(bool isOffloaded) => NetworkNamespace.Run(() =>
    {
        using SocketPair source = new();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Offload = isOffloaded,
            Addresses = [TunAddress.Parse("192.0.2.1/24")],
        });
        using Socket socket = JoinedNamespaces.BindHere(SocketType.Dgram);
        using TunConnection connection = TunConnection.Start(source.Device, device);
        source.Feed([0xF0, 1, 2, 3]);
        source.Feed(new byte[100]);
        source.Feed(Packets.Udp(4, destinationPort: ((IPEndPoint)socket.LocalEndPoint!).Port));
        Assert.Equal(4, socket.Receive(new byte[10]));
        Taking.Until(() => connection.Forward.DroppedPackets == 2, "They were not dropped.");
        Taking.Until(() => connection.Forward.Packets == 1, "The last one did not pass.");
    });

    [DeviceFact]
    public void Devices_of_different_layers_and_queues_of_one_interface_are_refused() => NetworkNamespace.Run(() =>
    {
        using TunDevice tun = TunDevice.Create(new TunDeviceOptions { Name = "many0", MultiQueue = true });
        using TunDevice queue = TunDevice.Create(new TunDeviceOptions { Name = "many0", MultiQueue = true });
        using TunDevice tap = TunDevice.Create(new TunDeviceOptions { Layer = TunLayer.Tap });
        ArgumentException e = Assert.Throws<ArgumentException>(() => TunConnection.Start(tun, tap));
        Assert.Contains("Ethernet", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => TunConnection.Start(tun, queue));
        Assert.Contains("queues of one interface", e.Message, StringComparison.Ordinal);
    });

    private static void AssertPasses(Socket here, Socket there)
    {
        byte[] buffer = new byte[10];
        _ = here.SendTo([1, 2, 3], there.LocalEndPoint!);
        Assert.Equal(3, there.Receive(buffer));
        _ = there.SendTo([1, 2], here.LocalEndPoint!);
        Assert.Equal(2, here.Receive(buffer));
    }

    /// <summary>Sends bytes there and other bytes back, at the same time.</summary>
    private static void Transfer(JoinedNamespaces joined, bool isIPv6, int length = Length)
    {
        using Socket listener = joined.BindThere(SocketType.Stream, isIPv6);
        listener.Listen();
        using Socket here = JoinedNamespaces.BindHere(SocketType.Stream, isIPv6);
        Task<Socket> accept = Background.Run(listener.Accept);
        here.Connect(listener.LocalEndPoint!);
        using Socket there = Background.Result(accept);
        byte[] forth = KernelPeer.Payload(length);
        byte[] back = KernelPeer.Payload(length + 1);
        Task<string>[] hashes = [Background.Run(() => Receive(there)), Background.Run(() => Receive(here))];
        Task<bool>[] sends = [Background.Run(() => Send(here, forth)), Background.Run(() => Send(there, back))];
        Assert.All(sends, send => Assert.True(Background.Result(send)));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(forth)), Background.Result(hashes[0]));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(back)), Background.Result(hashes[1]));
    }

    private static bool Send(Socket socket, byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += socket.Send(bytes.AsSpan(sent));
        }

        socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    private static string Receive(Socket socket)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[65536];
        int length;
        while ((length = socket.Receive(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, length);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
