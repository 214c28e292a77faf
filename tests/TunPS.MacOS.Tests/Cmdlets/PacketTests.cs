using System.Collections.ObjectModel;
using System.Net;
using System.Net.Sockets;

namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>Packets through the pipeline, and the waits for them.</summary>
public sealed class PacketTests : CmdletTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_the_system_sends_is_received_as_objects()
    {
        TunDevice device = NewDevice("-Address 192.0.2.1/24, 2001:db8::1/64");
        _ = Kernel.Interface(device.Name).InjectPacket(Packets.Udp(4, "192.0.2.1", "192.0.2.2"));
        _ = Kernel.Interface(device.Name).InjectPacket(Packets.Udp(4, "2001:db8::1", "2001:db8::2"));

        Collection<PSObject> packets = Session.Run("Receive-TunPacket $d -Count 2 -Timeout 10");

        Assert.Empty(Session.Errors);
        Assert.Equal(["192.0.2.2", "2001:db8::2"], packets.Select(packet => $"{((TunPacket)packet.BaseObject).Destination}"));
        Assert.All(packets, packet => Assert.Equal(device.Name, ((TunPacket)packet.BaseObject).Device));
    }

    [Theory]
    [InlineData("$bytes | Send-TunPacket $d -PassThru")]
    [InlineData(",$bytes | Send-TunPacket $d -PassThru")]
    [InlineData("Send-TunPacket $d $bytes -PassThru")]
    [InlineData("Send-TunPacket $d ([TunPS.TunPacket]::new($bytes)) -PassThru")]
    public void Bytes_are_sent_as_the_one_packet_that_they_are(string command)
    {
        TunDevice device = NewDevice("-Address 192.0.2.1/24");
        byte[] sent = Packets.Udp(4);
        Session["bytes"] = sent;

        TunPacket packet = Session.RunFor<TunPacket>(command);

        Assert.Equal(sent, packet.Data);
        Assert.Equal(sent, Kernel.Interface(device.Name).TakePacket());
        Assert.Null(Kernel.Interface(device.Name).TakeWritten());
    }

    [Fact]
    public void A_packet_is_answered_in_the_pipeline()
    {
        TunDevice device = NewDevice("-Address 192.0.2.1/24");
        _ = Kernel.Interface(device.Name).InjectPacket(Packets.Echo("192.0.2.1", "192.0.2.2"));

        _ = Session.Run("Receive-TunPacket $d -Protocol Icmp -Timeout 10 | New-TunPacket | Send-TunPacket $d");

        Assert.Empty(Session.Errors);
        Assert.Equal(
            "192.0.2.2 192.0.2.1",
            Kernel.Interface(device.Name).TakePacket() is byte[] reply
                ? $"{new IPAddress(reply.AsSpan(12, 4))} {new IPAddress(reply.AsSpan(16, 4))}"
                : "nothing");
    }

    [Fact]
    public void What_is_no_IP_packet_is_one_error()
    {
        _ = NewDevice();

        AssertFails(",[byte[]](1, 2, 3) | Send-TunPacket $d", "TunInvalidPacket", ErrorCategory.InvalidData);
    }

    [Fact]
    public void A_timeout_is_no_error_and_no_output()
    {
        _ = NewDevice();

        Assert.Empty(Session.Run("Receive-TunPacket $d -Timeout 0.05 -Verbose"));
        Assert.Empty(Session.Errors);
        Assert.Equal(["No packet came within 0.05 seconds."], Session.Verbose);
    }

    [Theory]
    [InlineData("Receive-TunPacket $d -Continuous")]
    [InlineData("Wait-TunDevice $d")]
    [InlineData("Wait-TunDevice $d -Down")]
    public void A_stop_ends_a_wait_quietly_and_the_next_receive_gets_the_next_packet(string command)
    {
        TunDevice device = NewDevice("-Address 192.0.2.1/24");
        using PowerShell shell = Session.Prepare(command);
        PSDataCollection<PSObject> output = [];
        Kernel.RecordsTransfers = true;
        int before = Polls();
        Task<bool> stop = Background.Run(() =>
        {
            bool waits = SpinWait.SpinUntil(() => Polls() > before, s_patience);
            shell.Stop();
            return waits;
        });

        Exception? seen = Record.Exception(() => shell.Invoke(null, output));
        Assert.True(Background.Result(stop), "The command did not wait.");

        Assert.True(seen is null or PipelineStoppedException);
        Assert.Empty(output);
        Assert.Empty(shell.Streams.Error);
        _ = Kernel.Interface(device.Name).InjectPacket(Packets.Udp(4));
        Assert.Equal("192.0.2.1", Session.RunFor<string>("\"$((Receive-TunPacket $d -Timeout 10).Destination)\""));
    }

    [Fact]
    public void An_event_ends_a_wait()
    {
        _ = NewDevice();

        Assert.Equal(
            "Interrupted",
            Session.RunFor<string>("$e = New-InterruptEvent; $e.Trigger(); \"$(Wait-TunDevice $d -InterruptEvent $e)\""));
        Assert.Empty(Session.Run("Receive-TunPacket $d -InterruptEvent $e -Timeout 10; Reset-InterruptEvent $e"));
        Assert.Empty(Session.Errors);
    }

    [Fact]
    public void The_waits_for_states_end_as_they_should()
    {
        TunDevice device = NewDevice();
        _ = Kernel.Interface(device.Name).InjectPacket(Packets.Udp(4));

        Assert.Equal(
            ["Ready", "Ready", "Ready", "TimedOut", "Ready", "TimedOut"],
            Session.Run("""
                Wait-TunDevice $d -Readable -Timeout 10
                Wait-TunDevice $d -Writable
                Wait-TunDevice $d -Up
                Wait-TunDevice $d -Down -Timeout 0
                Set-TunDevice $d -State Down
                Wait-TunDevice $d -Down -Timeout 10
                Wait-TunDevice $d -Up -Timeout 0
                """).Select(status => status.ToString()));
        Assert.Empty(Session.Errors);
    }

    [Fact]
    public void A_device_whose_control_has_gone_is_told_of_once()
    {
        TunDevice device = NewDevice();
        Kernel.HangUp(device.Name);

        AssertFails("Receive-TunPacket $d -Timeout 10", "TunDeviceGone", ErrorCategory.ObjectNotFound, "was removed");
        Assert.Equal("Ready", Session.RunFor<string>("\"$(Wait-TunDevice $d -Removed -Timeout 10)\""));
        AssertFails("Set-TunDevice $d -Mtu 1400", "TunDeviceGone", ErrorCategory.ObjectNotFound, "was removed");
    }

    [Fact]
    public void Two_devices_are_connected()
    {
        TunDevice one = NewDevice();
        TunDevice other = Session.RunFor<TunDevice>("($e = New-TunDevice -Address 192.0.2.1/24)");
        _ = Session.Run("$job = Connect-TunDevice $d $e");
        byte[] packet = Packets.Udp(4);
        _ = Kernel.Interface(one.Name).InjectPacket(packet);

        AssertArrives(other, packet);
        Assert.Equal("Stopped", Session.RunFor<string>("$job.StopJob(); \"$($job.State)\""));
        Assert.Empty(Session.Errors);
    }

    [DeviceFact]
    public void A_device_is_connected_to_a_UDP_end_point() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("link set lo up");
        TunDevice device = NewDevice("-Address 192.0.2.1/24");
        using UdpClient peer = new(new IPEndPoint(IPAddress.Loopback, 0));
        Session["remote"] = peer.Client.LocalEndPoint;
        _ = Session.Run("$job = Connect-TunDevice $d -RemoteEndPoint $remote -LocalEndPoint 127.0.0.1:0");
        Assert.Empty(Session.Errors);
        byte[] packet = Packets.Udp(4);
        _ = Kernel.Interface(device.Name).InjectPacket(packet);

        UdpReceiveResult received = Background.Result(peer.ReceiveAsync());
        Assert.Equal(packet, received.Buffer);
        _ = peer.Send(packet, received.RemoteEndPoint);

        AssertArrives(device, packet);
        Assert.Equal("Stopped", Session.RunFor<string>("$job.StopJob(); \"$($job.State)\""));
    });

    private static void AssertArrives(TunDevice device, byte[] packet)
        => Assert.True(
            SpinWait.SpinUntil(
                () => Kernel.Interface(device.Name).TakePacket() is byte[] arrived && arrived.AsSpan().SequenceEqual(packet),
                s_patience),
            "The packet did not arrive.");

    private static int Polls() => Kernel.Calls.Count(call => call.StartsWith("poll", StringComparison.Ordinal));
}
