using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests;

/// <summary>What lies before each packet on a utun socket, in all forms of reading and writing.</summary>
public sealed class UtunFramingTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    /// <summary>Source and destination, and the family: AF_INET and AF_INET6 of xnu in network order.</summary>
    public static TheoryData<string, string, string> Families => new()
    {
        { "192.0.2.2", "192.0.2.1", "00000002" },
        { "2001:db8::2", "2001:db8::1", "0000001E" },
    };

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void All_tests_of_this_project_run_on_the_backend_of_macOS()
        => Assert.IsType<MacOSPlatform>(TunPlatform.Current);

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_packet_goes_out_behind_its_family(string source, string destination, string family)
    {
        byte[] packet = Packets.Udp(10, source, destination);
        byte[] frame = [.. Convert.FromHexString(family), .. packet];

        _pair.Device.Write(packet);
        Assert.Equal(frame, _pair.TakeFrame());
        _pair.Device.Write([ReadOnlyMemory<byte>.Empty, packet.AsMemory(0, 1), packet.AsMemory(1)]);
        Assert.Equal(frame, _pair.TakeFrame());
        Assert.Equal(1, _pair.Device.WriteBatch(packet, [packet.Length]));
        Assert.Equal(frame, _pair.TakeFrame());
        await _pair.Device.WriteAsync(packet);
        Assert.Equal(frame, _pair.TakeFrame());
        Assert.Null(_pair.TakeFrame());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_packet_comes_in_without_its_family(string source, string destination, string family)
    {
        byte[] packet = Packets.Udp(10, source, destination);
        byte[] frame = [.. Convert.FromHexString(family), .. packet];
        for (int i = 0; i < 4; i++)
        {
            _pair.FeedFrame(frame);
        }

        Assert.Equal(packet, _buffer[.._pair.Device.Read(_buffer)]);
        byte[] first = new byte[3];
        int length = _pair.Device.Read([Memory<byte>.Empty, first, _buffer]);
        byte[] read = [.. first, .. _buffer[..(length - first.Length)]];
        Assert.Equal(packet, read);
        int[] lengths = new int[1];
        Assert.Equal(1, _pair.Device.ReadBatch(_buffer, lengths));
        Assert.Equal(packet, _buffer[..lengths[0]]);
        Assert.Equal(packet, _buffer[..await _pair.Device.ReadAsync(_buffer)]);
    }

    [Fact]
    public void What_is_no_packet_is_passed_over()
    {
        _pair.FeedFrame(0, 0, 0, 2);
        _pair.FeedFrame(0, 0, 2);
        _pair.FeedFrame([0, 0, 0, 99, .. Packets.Numbered(1)]);
        _pair.FeedFrame([2, 0, 0, 0, .. Packets.Numbered(2)]);
        Assert.Equal(WaitStatus.TimedOut, _pair.Device.TryRead(_buffer, out _).Status);

        _pair.FeedFrame(0, 0, 0, 2);
        _pair.Feed(Packets.Numbered(3));
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out int length).Status);
        Assert.Equal(Packets.Numbered(3), _buffer[..length]);
    }
}
