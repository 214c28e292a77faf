using TunPS.Platform;

namespace TunPS.Core.Tests.Offload;

/// <summary>A virtio header that lies is the end of that packet, and of nothing else.</summary>
public sealed class UnusablePacketTests : IDisposable
{
    private static readonly OffloadFlow s_flow = new();

    private readonly SocketPair _pair = new(OffloadLevel.TcpAndUdp);
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Each_is_an_error_once_and_the_next_read_goes_on()
    {
        byte[] super = s_flow.Super(new byte[300]);
        VirtioHeader header = s_flow.Header(100);
        VirtioHeader[] lies =
        [
            header with { SegmentSize = 0 },
            header with { GsoType = 9 },
            header with { GsoType = VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV6 },
            header with { ChecksumStart = 60000 },
            header with { ChecksumOffset = 60000 },
            header with { GsoType = 0, ChecksumStart = ushort.MaxValue, ChecksumOffset = ushort.MaxValue },
        ];
        foreach (VirtioHeader lie in lies)
        {
            _pair.Feed(lie, super);
            _pair.Feed(default, Packets.Numbered(1));

            TunException e = Assert.Throws<TunException>(() => _pair.Device.Read(_buffer));
            Assert.Equal((TunError.InvalidPacket, _pair.Device), (e.Error, e.Device));
            Assert.Equal(Packets.Numbered(1), _buffer[.._pair.Device.Read(_buffer)]);
        }
    }

    [Fact]
    public void What_is_shorter_than_the_header_or_ends_behind_it_is_no_packet()
    {
        for (int length = 1; length <= VirtioHeader.Size; length++)
        {
            _pair.Feed(new byte[length]);
            Assert.Equal(
                TunError.InvalidPacket, Assert.Throws<TunException>(() => _pair.Device.TryRead(_buffer, out _)).Error);
        }

        Assert.Equal(WaitStatus.TimedOut, _pair.Device.TryRead(_buffer, out _).Status);
    }

    [Fact]
    public void In_the_middle_of_a_batch_it_ends_the_batch_and_is_the_error_of_the_next()
    {
        byte[] batch = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[8];
        _pair.Feed(default, Packets.Numbered(1));
        FeedBad();
        _pair.Feed(default, Packets.Numbered(2));

        Assert.Equal(1, _pair.Device.ReadBatch(batch, lengths));
        Assert.Equal(Packets.Numbered(1), batch[..lengths[0]]);
        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitReadable(TimeSpan.Zero).Status);
        _ = Assert.Throws<TunException>(() => _pair.Device.ReadBatch(batch, lengths));
        Assert.Equal(1, _pair.Device.ReadBatch(batch, lengths));
        Assert.Equal(Packets.Numbered(2), batch[..lengths[0]]);
    }

    [Fact]
    public async Task An_asynchronous_read_ends_with_it_and_the_next_goes_on()
    {
        Task<int> waiting = _pair.Device.ReadAsync(_buffer).AsTask();
        FeedBad();
        _ = await Assert.ThrowsAsync<TunException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        FeedBad();
        _ = await Assert.ThrowsAsync<TunException>(() => _pair.Device.ReadAsync(_buffer).AsTask());
        _pair.Feed(default, Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), _buffer[..await _pair.Device.ReadAsync(_buffer)]);
    }

    [Fact]
    public void A_group_goes_on_with_the_next_device()
    {
        using SocketPair other = new();
        TunDeviceGroup group = new(_pair.Device, other.Device);
        FeedBad();
        FeedBad();
        other.Feed(Packets.Numbered(1));

        Assert.Equal(_pair.Device, Assert.Throws<TunException>(() => group.TryRead(_buffer, out _, out _)).Device);
        _ = group.TryRead(_buffer, out int length, out TunDevice? source);
        Assert.Equal(other.Device, source);
        Assert.Equal(Packets.Numbered(1), _buffer[..length]);
        Assert.Equal(_pair.Device, Assert.Throws<TunException>(() => group.TryRead(_buffer, out _, out _)).Device);
    }

    [Fact]
    public void Of_several_readers_one_is_told()
    {
        const int Count = 200;
        int told = 0;
        int left = Count;
        Task<bool>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Background.Run(() =>
        {
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (Volatile.Read(ref left) > 0)
            {
                try
                {
                    if (_pair.Device.TryRead(buffer, out int _, TimeSpan.FromMilliseconds(20)).Status == WaitStatus.Ready)
                    {
                        _ = Interlocked.Decrement(ref left);
                    }
                }
                catch (TunException e) when (e.Error == TunError.InvalidPacket)
                {
                    _ = Interlocked.Increment(ref told);
                }
            }

            return true;
        }))];
        for (int i = 0; i < Count; i++)
        {
            FeedBad();
            _pair.Feed(default, Packets.Numbered(i));
        }

        Assert.All(readers, reader => Assert.True(Background.Result(reader)));
        Assert.Equal(Count, told);
    }

    private void FeedBad() => _pair.Feed(s_flow.Header(0), s_flow.Super(new byte[300]));
}
