using System.Net.Sockets;

namespace TunPS;

/// <summary>
/// What <see cref="TunDevice.Create"/> is to make. On an interface that existed before, only what is set here is
/// changed, and the interface is neither brought up nor down.
/// </summary>
public sealed class TunDeviceOptions
{
    /// <summary>The smallest MTU that IPv6 works with (RFC 8200, section 5); below it Linux switches IPv6 off.</summary>
    private const int MinMtuForIPv6 = 1280;

    /// <summary>
    /// The interface's name, at most 15 bytes; one "%d" in it is replaced by the lowest free number. Null lets the
    /// kernel pick a name (tun0, tun1, ...).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The interface's addresses, IPv4 and IPv6.</summary>
    public IReadOnlyList<TunAddress> Addresses { get; init; } = [];

    /// <summary>
    /// The largest IP packet in bytes: <see cref="TunDevice.MinMtu"/>..<see cref="TunDevice.MaxMtu"/>, with an IPv6
    /// address at least 1280. Null leaves the kernel's choice (1500).
    /// </summary>
    public int? Mtu { get; init; }

    /// <summary>Leave a new interface down, so that no packet flows until somebody brings it up.</summary>
    public bool Down { get; init; }

    /// <summary>Refuses what no system would accept, before anything is created.</summary>
    /// <exception cref="ArgumentException">One of the options is out of its range; the message gives the rule.</exception>
    public void ThrowIfInvalid()
    {
        if (Name is not null && InterfaceName.FindProblem(Name) is string problem)
        {
            throw new ArgumentException(problem);
        }

        if (Mtu is < TunDevice.MinMtu or > TunDevice.MaxMtu)
        {
            throw new ArgumentException(
                $"The MTU {Mtu} is outside of {TunDevice.MinMtu}..{TunDevice.MaxMtu} bytes.");
        }

        if (Mtu < MinMtuForIPv6
            && Addresses.FirstOrDefault(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6) is TunAddress six)
        {
            throw new ArgumentException(
                $"The MTU {Mtu} is too small for the IPv6 address {six}: IPv6 needs at least {MinMtuForIPv6} bytes.");
        }
    }
}
