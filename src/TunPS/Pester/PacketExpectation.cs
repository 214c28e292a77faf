using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace TunPS.Commands;

/// <summary>What a test expects to come, what has come so far, and how to say that in words.</summary>
internal sealed class PacketExpectation
{
    // So many of the packets that did not match are told of one by one.
    private const int MaxTold = 10;

    private readonly List<ReadPacket> _others = [];
    private long _otherCount;

    internal required IReadOnlyList<TunDevice> Devices { get; init; }

    internal required PacketFilter Filter { get; init; }

    /// <summary>How many packets have to match.</summary>
    internal required int Count { get; init; }

    /// <summary>The time for all of them together.</summary>
    internal required TimeSpan Timeout { get; init; }

    /// <summary>The reason that the test gives; null for none.</summary>
    internal required string? Because { get; init; }

    /// <summary>True when the packets are not to come.</summary>
    internal required bool IsNegated { get; init; }

    internal List<ReadPacket> Matching { get; } = [];

    /// <summary>True when all have come. Nothing more is read then, so that what comes next is not lost.</summary>
    internal bool IsComplete => Matching.Count >= Count;

    /// <summary>What was expected and what came instead.</summary>
    internal string FailureMessage
    {
        get
        {
            StringBuilder message = new($"Expected {What}{Where}{When}{Reason}, but {Outcome}");
            Tell(message, Matching, Matching.Count);
            if (!IsNegated && Matching.Count > 0 && _otherCount > 0)
            {
                _ = message.Append(CultureInfo.InvariantCulture, $"\nThat did not match ({_otherCount}):");
            }

            if (!IsNegated)
            {
                Tell(message, _others, _otherCount);
            }

            return message.ToString();
        }
    }

    private string What
        => (!IsNegated ? Count == 1 ? "a packet" : $"{Count} packets"
            : Count == 1 ? "no packet" : $"fewer than {Count} packets")
            + (Filter.IsEmpty ? string.Empty : $" {Filter}");

    private string Where => $" on {string.Join(" or ", Devices.Select(device => device.Name).Distinct())}";

    private string When
        => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? string.Empty
            : Timeout == TimeSpan.Zero ? " to be there already"
            : string.Create(CultureInfo.InvariantCulture, $" within {Timeout.TotalSeconds:0.###} s");

    // As Pester's own operators do it.
    private string Reason
    {
        get
        {
            string reason = Because?.Trim() ?? string.Empty;
            return reason.Length == 0 ? string.Empty
                : reason.StartsWith("because", StringComparison.OrdinalIgnoreCase) ? $", {reason}"
                : $", because {reason}";
        }
    }

    private string Outcome
        => IsNegated ? Matching.Count == 1 ? "one came:" : $"{Matching.Count} came:"
            : Matching.Count > 0 ? $"only {Matching.Count} came:"
            : _otherCount == 0 ? "no packet came."
            : _otherCount == 1 ? "the only one that came did not match:"
            : $"none of the {_otherCount} that came matched:";

    internal void Add(ReadPacket packet)
    {
        if (Filter.Matches(packet.Data, packet.Source.Layer))
        {
            Matching.Add(packet);
            return;
        }

        _otherCount++;
        if (_others.Count < MaxTold)
        {
            _others.Add(packet);
        }
    }

    private void Tell(StringBuilder message, List<ReadPacket> packets, long count)
    {
        foreach (ReadPacket packet in packets.Take(MaxTold))
        {
            _ = message.Append("\n    ").Append(Line(packet.ToPacket()));
        }

        long more = count - Math.Min(packets.Count, MaxTold);
        if (more > 0)
        {
            _ = message.Append(CultureInfo.InvariantCulture, $"\n    and {more} more");
        }
    }

    private string Line(TunPacket packet)
    {
        string device = Devices.Count > 1 ? $"{packet.Device}: " : string.Empty;
        string source = End(packet.Source, packet.SourcePort, packet.SourceMacAddress);
        string destination = End(packet.Destination, packet.DestinationPort, packet.DestinationMacAddress);
        string ends = source.Length + destination.Length > 0 ? $"{source} → {destination} " : string.Empty;
        string protocol = packet.Protocol?.ToString() ?? packet.EtherType?.ToString() ?? string.Empty;
        return $"{device}{ends}{protocol} {packet.Info}";
    }

    private static string End(IPAddress? address, int? port, PhysicalAddress? macAddress)
        => address is null ? MacAddress(macAddress)
            : port is int number ? new IPEndPoint(address, number).ToString()
            : address.ToString();

    private static string MacAddress(PhysicalAddress? address)
        => address is null ? string.Empty
            : string.Join(
                ':', address.GetAddressBytes().Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
}
