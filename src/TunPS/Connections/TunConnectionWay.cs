namespace TunPS;

/// <summary>Which way through a connection is meant.</summary>
public enum TunConnectionWay
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>From the device that was named first.</summary>
    Forward,

    /// <summary>To the device that was named first.</summary>
    Backward,
}
