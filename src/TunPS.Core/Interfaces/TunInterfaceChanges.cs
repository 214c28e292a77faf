using TunPS.Platform;

namespace TunPS;

/// <summary>What <see cref="TunInterface.Change"/> is to change. What is null stays as it is.</summary>
public sealed class TunInterfaceChanges : TunInterfaceSettings
{
    /// <summary>A new name, at most 15 bytes; one "%d" in it is replaced by the lowest free number.</summary>
    public string? NewName { get; init; }

    /// <summary>Up or Down.</summary>
    public TunDeviceState? State { get; init; }

    private protected override IEnumerable<TunFeature> Features
        => [.. base.Features, .. Wanted(TunFeature.Rename, NewName is not null)];

    /// <summary>Refuses what this system has not got, whatever the interface is.</summary>
    /// <exception cref="TunException">The system has no such setting (NotSupported).</exception>
    internal void ThrowIfUnavailable() => ThrowIfUnavailable("change a TUN device");

    /// <summary>Refuses what this system would not accept, before anything changes.</summary>
    /// <param name="layer">The layer of the interface.</param>
    /// <exception cref="ArgumentException">A setting is out of its range; the message gives the rule.</exception>
    /// <exception cref="TunException">The system has no such setting (NotSupported).</exception>
    public void ThrowIfInvalid(TunLayer layer)
    {
        ThrowIfUnavailable();
        ThrowIfInvalid((TunLayer?)layer);
        Refuse(NewName is null ? null : InterfaceName.FindProblem(NewName));
        Refuse(State is null or TunDeviceState.Up or TunDeviceState.Down
            ? null
            : $"An interface can be set Up or Down, but not {State}.");
    }
}
