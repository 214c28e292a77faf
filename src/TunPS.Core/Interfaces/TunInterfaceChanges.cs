namespace TunPS;

/// <summary>What <see cref="TunInterface.Change"/> is to change. What is null stays as it is.</summary>
public sealed class TunInterfaceChanges : TunInterfaceSettings
{
    /// <summary>A new name, at most 15 bytes; one "%d" in it is replaced by the lowest free number.</summary>
    public string? NewName { get; init; }

    /// <summary>Up or Down.</summary>
    public TunDeviceState? State { get; init; }

    /// <summary>Refuses what no system would accept, before anything changes.</summary>
    /// <param name="layer">The layer of the interface.</param>
    /// <exception cref="ArgumentException">A setting is out of its range; the message gives the rule.</exception>
    public void ThrowIfInvalid(TunLayer layer)
    {
        ThrowIfInvalid((TunLayer?)layer);
        Refuse(NewName is null ? null : InterfaceName.FindProblem(NewName));
        Refuse(State is null or TunDeviceState.Up or TunDeviceState.Down
            ? null
            : $"An interface can be set Up or Down, but not {State}.");
    }
}
