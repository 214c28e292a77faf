using System.Globalization;
using System.Text.RegularExpressions;
using TunPS.Stress.Speed;

namespace TunPS.Stress.Scenarios;

/// <summary>Two network namespaces with a device each, to be connected.</summary>
internal sealed partial class LineBench : IDisposable
{
    internal const string FarAddress = "192.0.2.2";
    internal const string DeviceName = "line0";

    private readonly PrivateEnd _far = new();
    private readonly TunDevice _farDevice;
    private readonly TunDevice _nearDevice;

    /// <summary>Makes both.</summary>
    /// <param name="mtu">Below 1280 there is no IPv6, and the systems send nothing that nobody asked for.</param>
    /// <param name="hasOffload">Whether both devices have it.</param>
    internal LineBench(int mtu, bool hasOffload = false)
    {
        _nearDevice = Create(Near, "192.0.2.1/24", mtu, hasOffload);
        _farDevice = Create(_far, FarAddress + "/24", mtu, hasOffload);
    }

    internal PrivateEnd Near { get; } = new();

    /// <summary>Connects them; always with the same seed.</summary>
    internal TunConnection Connect(Impairment? impairment = null)
        => TunConnection.Start(_nearDevice, _farDevice, new TunConnectionOptions
        {
            Impairment = impairment ?? Impairment.None,
            Seed = 1,
        });

    internal Ping Ping(int count, double interval, Action<int>? onReply = null)
        => Scenarios.Ping.Run(Near, FarAddress, count, interval, onReply);

    /// <summary>
    /// Pings by a dozen programs at a time, so that each has eight on a way of 100 ms: ping(8) alone sends no second
    /// one within 10 ms, unless the first is back.
    /// </summary>
    internal Ping[] PingAbreast(int count)
    {
        const int Programs = 12;
        return Task.WhenAll(Enumerable.Range(0, Programs).Select(_ => Task.Factory.StartNew(
            () => Ping(count / Programs, 12),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).GetAwaiter().GetResult();
    }

    internal Ping Flood(int count) => Scenarios.Ping.Flood(Near, FarAddress, count);

    /// <summary>
    /// Sends through iperf3, and gives the bits of payload that arrive in a second. The first and the last seconds do
    /// not count: the line fills, and drains.
    /// </summary>
    internal double MeasurePayloadRate(int seconds, params object[] options)
    {
        using CProgram.Run server = _far.Start("iperf3", "--server", "--one-off", "--forceflush", "--format", "k");
        while (!server.ReadLine().Contains("listening", StringComparison.Ordinal))
        {
        }

        using CProgram.Run client = Near.Start(["iperf3", "--client", FarAddress, "--time", seconds, .. options]);
        _ = client.End();
        double[] rates = [.. IntervalPattern().Matches(server.End())
            .Select(match => double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture))];
        return rates.Length < seconds
            ? throw new InvalidOperationException("iperf3 says too little.")
            : rates[2..(seconds - 1)].Average() * 1000;
    }

    /// <summary>What both systems say of interfaces, addresses, routes and rules; without counters.</summary>
    internal IReadOnlyDictionary<string, string> ReadNetworks()
    {
        Dictionary<string, string> parts = [];
        foreach ((string side, PrivateEnd end) in ((string, PrivateEnd)[])[("near", Near), ("far", _far)])
        {
            parts[$"interfaces, MTU, queue length, {side}"] = Ip(end, "-details", "link");
            parts[$"addresses, {side}"] = Ip(end, "address");
            parts[$"routes, {side}"] = Ip(end, "route", "show", "table", "all");
            parts[$"rules, {side}"] = Ip(end, "rule");
        }

        return parts;
    }

    internal static string Ip(PrivateEnd end, params object[] words)
    {
        using CProgram.Run program = end.Start(["ip", .. words]);
        return program.End();
    }

    public void Dispose()
    {
        _nearDevice.Dispose();
        _farDevice.Dispose();
        Near.Dispose();
        _far.Dispose();
    }

    private static TunDevice Create(PrivateEnd end, string address, int mtu, bool hasOffload)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = DeviceName,
            NetworkNamespace = end.Path,
            Addresses = [TunAddress.Parse(address)],
            Mtu = mtu,
            Offload = hasOffload,
        });

    // "[  5]   1.00-2.00   sec  1.15 MBytes  9653 Kbits/sec"; the sum at the end says "receiver".
    [GeneratedRegex(@"-[\d.]+ +sec +[\d.]+ \w+ +(?<rate>[\d.]+) Kbits/sec(?!.*receiver)")]
    private static partial Regex IntervalPattern();
}
