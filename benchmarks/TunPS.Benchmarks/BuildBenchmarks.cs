using BenchmarkDotNet.Attributes;

namespace TunPS.Benchmarks;

/// <summary>What New-TunPacket makes packets with.</summary>
public class BuildBenchmarks
{
    private byte[] _payload = [];

    [Params(36, 1400)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void Setup() => _payload = Sample.Bytes(Payload);

    [Benchmark]
    public IReadOnlyList<TunPacket> Udp() => PacketBuilder.Udp(Sample.Client, Sample.Server, _payload);

    [Benchmark]
    public IReadOnlyList<TunPacket> UdpV6() => PacketBuilder.Udp(Sample.ClientV6, Sample.ServerV6, _payload);

    [Benchmark]
    public IReadOnlyList<TunPacket> Tcp() => PacketBuilder.Tcp(Sample.Client, Sample.Server, payload: _payload);
}
