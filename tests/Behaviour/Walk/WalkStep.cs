namespace TunPS.Behaviour.Tests.Walk;

/// <summary>A step of a random walk. Which of these values it uses depends on what it does.</summary>
/// <param name="Act">What it does.</param>
/// <param name="Device">Which device.</param>
/// <param name="Form">Which call.</param>
/// <param name="Events">Which events, as bits.</param>
/// <param name="Number">The packet, the value of a trigger, or which of the calls that wait.</param>
/// <param name="IsCancellable">Whether the call gets a token.</param>
internal sealed record WalkStep(WalkAct Act, int Device, CallForm Form, int Events, int Number, bool IsCancellable);
