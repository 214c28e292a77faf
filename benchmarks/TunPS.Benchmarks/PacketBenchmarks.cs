using System.Net;
using BenchmarkDotNet.Attributes;

namespace TunPS.Benchmarks;

public class PacketBenchmarks
{
    // Each of its fields is looked at: the packets match all but the last.
    private static readonly PacketFilter s_filter = new()
    {
        Protocols = [new PacketProtocol(IPProtocol.Tcp), new PacketProtocol(IPProtocol.Udp)],
        Sources = [IPPrefix.Parse("192.0.2.0/24"), IPPrefix.Parse("2001:db8::/32")],
        Destinations = [IPPrefix.Parse("192.0.2.0/24"), IPPrefix.Parse("2001:db8::/32")],
        Ports = [7],
    };

    private TunPacket _packet = Sample.Segment(0);

    [Params("TCP over IPv4", "UDP over IPv6")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _packet = Kind == "TCP over IPv4" ? Sample.Segment(100) : Sample.Datagram(100);

    [Benchmark]
    public bool Filter() => s_filter.Matches(_packet.Data, _packet.Layer);

    [Benchmark]
    public (int? Version, IPProtocol? Protocol, IPAddress? Source, IPAddress? Destination, int? From, int? To) Summary() =>
    (
        _packet.Version,
        _packet.Protocol,
        _packet.Source,
        _packet.Destination,
        _packet.SourcePort,
        _packet.DestinationPort
    );

    [Benchmark]
    public string Info() => _packet.Info;
}
