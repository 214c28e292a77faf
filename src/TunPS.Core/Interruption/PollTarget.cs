namespace TunPS;

/// <summary>A device in a wait, and what is waited for there.</summary>
/// <param name="Device">The device; closing it ends the wait.</param>
/// <param name="Interest">POLLIN or POLLOUT.</param>
internal readonly record struct PollTarget(TunDevice Device, short Interest);
