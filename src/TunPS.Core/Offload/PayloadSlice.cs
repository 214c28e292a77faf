namespace TunPS;

/// <summary>A part of a batch of packets, that is sent as it is.</summary>
/// <param name="Offset">Where in the batch it begins.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct PayloadSlice(int Offset, int Length);
