namespace TunPS;

/// <summary>What a filter asks for that no packet can have together.</summary>
/// <param name="Message">What does not go together, and why.</param>
/// <param name="Remedy">What can be done about it.</param>
public sealed record PacketFilterContradiction(string Message, string Remedy)
{
    /// <summary>The contradiction in words.</summary>
    public override string ToString() => Message;
}
