namespace TunPS.Stress.Speed;

/// <summary>What iperf3 says of a transfer.</summary>
/// <param name="BitsPerSecond">As the receiver counts them.</param>
/// <param name="Bytes">What arrived.</param>
/// <param name="Retransmits">Segments that TCP sent again.</param>
internal sealed record TransferResult(double BitsPerSecond, double Bytes, long Retransmits);
