namespace TunPS.Behaviour.Tests.Walk;

/// <summary>A call that waits for ever, until something in the world ends it.</summary>
/// <param name="form">Its form.</param>
/// <param name="devices">The devices that it waits for.</param>
/// <param name="events">The events that it watches.</param>
/// <param name="number">The number of the packet that it sends, if it sends one.</param>
internal sealed class WaitingCall(CallForm form, int[] devices, int[] events, int number) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    internal CallForm Form => form;

    internal int Number => number;

    internal CancellationToken Token => _cancellation.Token;

    internal required Task<string> Task { get; set; }

    /// <summary>
    /// An end that is as right as none: who waits for a packet that others take may see it, or come too late.
    /// </summary>
    internal string? PossibleEnd { get; set; }

    internal bool WaitsFor(int device) => devices.Contains(device);

    internal bool Watches(int number) => events.Contains(number);

    internal void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
