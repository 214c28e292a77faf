using System.Net.NetworkInformation;
using System.Text;
using TunPS.Platform;

namespace TunPS;

/// <summary>What can be set on an interface, new or existing. What is null stays as it is.</summary>
public abstract class TunInterfaceSettings
{
    /// <summary>IFALIASZ less the NUL.</summary>
    private const int MaxAliasBytes = 255;

    private protected TunInterfaceSettings()
    {
    }

    /// <summary>
    /// The largest IP packet in bytes: <see cref="TunDevice.MinMtu"/>..<see cref="TunDevice.MaxMtu"/>, on a TAP device
    /// 14 bytes less; with IPv6 at least 1280, and on macOS 72.
    /// </summary>
    public int? Mtu { get; init; }

    /// <summary>The interface's own MAC address, 6 bytes; TAP only.</summary>
    public PhysicalAddress? MacAddress { get; init; }

    /// <summary>
    /// How many packets the system keeps for a reader that is slow: 1..<see cref="TunDevice.MaxTxQueueLength"/>. A new
    /// TUN interface keeps 500, a TAP interface 1000.
    /// </summary>
    public int? TxQueueLength { get; init; }

    /// <summary>A text that says what the interface is for, at most 255 bytes; an empty one takes it away.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether the interface seems to have a cable: without one the system sends nothing there.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>
    /// The user who may open a persistent interface without further rights; with a group, only as a member of it.
    /// </summary>
    public SystemAccount? Owner { get; init; }

    /// <summary>
    /// The group whose members may open a persistent interface without further rights; with an owner, only he.
    /// </summary>
    public SystemAccount? Group { get; init; }

    /// <summary>Whether the interface stays when nobody has it open.</summary>
    public bool? IsPersistent { get; init; }

    /// <summary>True when there is something that only an open queue of the interface can set.</summary>
    internal bool NeedQueue
        => HasCarrier is not null || Owner is not null || Group is not null || IsPersistent is not null;

    /// <summary>What is asked for and not every system has.</summary>
    private protected virtual IEnumerable<TunFeature> Features
        => [
            .. Wanted(TunFeature.MacAddress, MacAddress is not null),
            .. Wanted(TunFeature.TxQueueLength, TxQueueLength is not null),
            .. Wanted(TunFeature.Alias, Alias is not null),
            .. Wanted(TunFeature.Carrier, HasCarrier is not null),
            .. Wanted(TunFeature.Ownership, Owner is not null || Group is not null),
            .. Wanted(TunFeature.Persistence, IsPersistent == true),
        ];

    private protected static IEnumerable<TunFeature> Wanted(TunFeature feature, bool isWanted)
        => isWanted ? [feature] : [];

    /// <summary>Refuses what this system has not got.</summary>
    /// <exception cref="TunException">NotSupported; it says what there is instead.</exception>
    private protected void ThrowIfUnavailable(string operation)
    {
        foreach (TunFeature feature in Features)
        {
            TunPlatform.Current.ThrowIfUnavailable(feature, operation);
        }
    }

    /// <summary>Refuses what no interface of that layer accepts.</summary>
    /// <param name="layer">Null when it is not known yet: then what holds for both is checked.</param>
    /// <exception cref="ArgumentException">A setting is out of its range; the message gives the rule.</exception>
    private protected void ThrowIfInvalid(TunLayer? layer)
    {
        int minMtu = TunPlatform.Current.MinMtu;
        int maxMtu = (layer ?? TunLayer.Tun).GetMaxMtu();
        Refuse(Mtu < minMtu || Mtu > maxMtu
            ? $"The MTU {Mtu} is outside of {minMtu}..{maxMtu} bytes."
            : null);
        Refuse(TxQueueLength is < 1 or > TunDevice.MaxTxQueueLength
            ? $"The queue length {TxQueueLength} is outside of 1..{TunDevice.MaxTxQueueLength} packets."
            : null);
        Refuse(Alias is string alias ? FindProblem(alias) : null);
        Refuse(MacAddress is null ? null
            : layer == TunLayer.Tun ? "A TUN device has no MAC address; a TAP device has one (-Layer Tap)."
            : MacAddressRule.FindProblem(MacAddress));
    }

    private protected static void Refuse(string? problem)
    {
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }
    }

    private static string? FindProblem(string alias)
        => Encoding.UTF8.GetByteCount(alias) > MaxAliasBytes
            ? $"The alias has {Encoding.UTF8.GetByteCount(alias)} bytes; it may have at most {MaxAliasBytes}."
            : alias.Contains('\0', StringComparison.Ordinal) ? "The alias contains a NUL."
            : null;
}
