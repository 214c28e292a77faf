using BenchmarkDotNet.Attributes;
using TunPS.Stress;

namespace TunPS.Benchmarks;

/// <summary>
/// A packet from one end of a socketpair to the other. With system calls alone that is the part which is nobody's; the
/// difference to it is what a device of TunPS adds.
/// </summary>
public class DeviceBenchmarks
{
    private readonly byte[] _packet = Sample.Segment(24).Data;
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];
    private InterruptEvent[] _events = [];
    private SocketPair? _pair;
    private TunDevice? _device;

    [GlobalSetup]
    public void Setup()
    {
        _events = [new InterruptEvent()];
        _pair = new SocketPair();
        _device = _pair.OpenDevice();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _device!.Dispose();
        _pair!.Dispose();
        _events[0].Dispose();
    }

    [Benchmark(Baseline = true)]
    public int SystemCalls()
    {
        _pair!.Write(_packet, atDevice: false);
        return _pair.Read(_buffer, atDevice: true);
    }

    [Benchmark]
    public WaitStatus Read()
    {
        _pair!.Write(_packet, atDevice: false);
        return _device!.TryRead(_buffer, out _, TimeSpan.FromSeconds(5), _events).Status;
    }

    [Benchmark]
    public int Write()
    {
        _ = _device!.TryWrite(_packet, TimeSpan.FromSeconds(5), _events);
        return _pair!.Read(_buffer, atDevice: false);
    }
}
