using BenchmarkDotNet.Attributes;

namespace TunPS.Benchmarks;

public class ChecksumBenchmarks
{
    private byte[] _data = [];

    /// <summary>A header, a packet, and a super-packet.</summary>
    [Params(40, 1400, 65000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _data = Sample.Bytes(Length);

    [Benchmark]
    public ulong Sum() => OnesComplement.Sum(_data);
}
