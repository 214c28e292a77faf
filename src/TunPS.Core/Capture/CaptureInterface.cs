namespace TunPS;

/// <summary>An interface that a pcapng file describes.</summary>
/// <param name="LinkType">What its packets begin with.</param>
/// <param name="SnapLength">The most bytes of a packet that were captured; 0 for no limit.</param>
/// <param name="Name">Its name, when the file has one.</param>
/// <param name="Clock">How it counts the time.</param>
internal sealed record CaptureInterface(int LinkType, uint SnapLength, string? Name, CaptureClock Clock);
