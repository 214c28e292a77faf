namespace TunPS;

/// <summary>What has become of a device.</summary>
public enum TunDeviceState
{
    /// <summary>The interface is up: packets flow.</summary>
    Up,

    /// <summary>The interface is down: it takes no packets and gives none.</summary>
    Down,

    /// <summary>The interface was deleted under the open device.</summary>
    Gone,

    /// <summary>The device was closed here.</summary>
    Closed,
}
