using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Tests;

/// <summary>PowerShell's own stop, as Ctrl+C and Stop-Job cause it.</summary>
[Collection(nameof(Session))]
public sealed class StopTests
{
    // Below 1280 bytes there is no IPv6, and so no packet that nobody asked for.
    private const string NewDevice = "$d = New-TunDevice -Address 192.0.2.1/24 -Mtu 1279";

    [DeviceFact]
    public void A_stop_ends_a_receive_quietly_and_the_next_one_gets_the_next_packet() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        _ = session.Run(NewDevice);
        using PowerShell receive = session.Prepare("Receive-TunPacket $d -Continuous");
        PSDataCollection<PSObject> output = [];
        StopWhenBlocked(receive, output);

        Assert.Empty(output);
        Assert.Empty(receive.Streams.Error);
        using Socket socket = NewSocket();
        Send(socket, 1);
        Assert.Equal(1, NumberIn(session.RunFor<TunPacket>("Receive-TunPacket $d -Timeout 10").Data));
    });

    [DeviceFact]
    public void A_stop_leaves_the_callers_event_alone() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        _ = session.Run(NewDevice + "; $e = New-InterruptEvent");
        using PowerShell receive = session.Prepare("Receive-TunPacket $d -Continuous -InterruptEvent $e");
        StopWhenBlocked(receive, []);

        Assert.False(session.RunFor<bool>("$e.IsTriggered"));
    });

    [DeviceFact]
    public void An_exception_further_down_ends_a_receive_and_the_next_one_gets_the_next_packet()
        => NetworkNamespace.Run(() =>
        {
            using Session session = new();
            _ = session.Run(NewDevice);
            using Socket socket = NewSocket();
            for (int i = 0; i < 3; i++)
            {
                Send(socket, i);
            }

            string caught = session.RunFor<string>(
                "try { Receive-TunPacket $d -Continuous | ForEach-Object { throw 'enough' } } catch { \"$_\" }");

            Assert.Equal("enough", caught);
            Assert.Equal(1, NumberIn(session.RunFor<TunPacket>("Receive-TunPacket $d -Timeout 10").Data));
        });

    [DeviceFact]
    public void Removing_the_module_closes_its_devices() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunDevice device = session.RunFor<TunDevice>(NewDevice + "; $d");
        _ = session.Run("Remove-Module TunPS; Import-Module " + Repository.Module);

        Assert.Equal(TunDeviceState.Closed, device.State);
        Assert.Empty(session.Run("Get-TunDevice"));
    });

    [DeviceFact]
    public void Another_runspace_finds_the_device_by_its_name_and_its_end_leaves_it_open() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunDevice device = session.RunFor<TunDevice>(NewDevice + "; $d");
        using (Session other = new())
        {
            Assert.Same(device, other.RunFor<TunDevice>("Get-TunDevice " + device.Name));
        }

        Assert.Equal(TunDeviceState.Up, device.State);
    });

    private static void StopWhenBlocked(PowerShell shell, PSDataCollection<PSObject> output)
    {
        Task stop = Background.WhenThisThreadBlocks(shell.Stop);
        Invoke(shell, output);
        stop.GetAwaiter().GetResult();
    }

    private static void Invoke(PowerShell shell, PSDataCollection<PSObject> output)
    {
        try
        {
            shell.Invoke(null, output);
        }
        catch (PipelineStoppedException)
        {
            // What the caller of a stopped pipeline sees.
        }
    }

    private static Socket NewSocket()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        return socket;
    }

    private static void Send(Socket socket, int number)
    {
        byte[] payload = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        _ = socket.Send(payload);
    }

    private static int NumberIn(byte[] packet) => BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan()[^sizeof(int)..]);
}
