namespace TunPS;

/// <summary>What is wrong with an IP header. A number, because most who read a header never ask for the words.</summary>
internal enum IPProblem : byte
{
    None,
    NoBytes,
    BadVersion,
    HeaderCutOff,
    HeaderLength,
    TotalLengthBelowHeader,
    TotalLengthBeyondPacket,
    PayloadLengthBeyondPacket,
    ExtensionCutOff,
}
