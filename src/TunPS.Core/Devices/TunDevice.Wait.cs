using TunPS.Native;

namespace TunPS;

/// <content>Waiting without reading or writing.</content>
public sealed partial class TunDevice
{
    private const short NoInterest = 0;

    /// <summary>Waits until a packet can be read; reads none.</summary>
    /// <param name="timeout">The longest wait; null for no limit, zero to look only.</param>
    /// <param name="events">Each of them ends the wait when it is or becomes triggered.</param>
    /// <param name="cancellationToken">Ends the wait like an event, and before all of them.</param>
    /// <exception cref="ArgumentException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    /// <exception cref="TunException">The interface is gone.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult WaitReadable(
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => Wait(Posix.POLLIN, new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken));

    /// <summary>Waits until a packet can be sent. An interface that is down is not writable until it comes up.</summary>
    /// <inheritdoc cref="WaitReadable"/>
    public WaitResult WaitWritable(
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => Wait(Posix.POLLOUT, new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken));

    /// <summary>
    /// Waits until the interface is in a state: <see cref="TunDeviceState.Up"/>, <see cref="TunDeviceState.Down"/>, or
    /// <see cref="TunDeviceState.Gone"/>, however it comes there.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="timeout">The longest wait; null for no limit, zero to look only.</param>
    /// <param name="events">Each of them ends the wait when it is or becomes triggered.</param>
    /// <param name="cancellationToken">Ends the wait like an event, and before all of them.</param>
    /// <exception cref="ArgumentException">The state is none to wait for, or the timeout negative.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    /// <exception cref="TunException">The interface is gone, and will be neither up nor down.</exception>
    /// <exception cref="ObjectDisposedException">The device, or an event, is or was meanwhile disposed.</exception>
    public WaitResult WaitForState(
        TunDeviceState state,
        TimeSpan? timeout = null,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => LinkWaiter.Wait(
            [this], state, new WaitTerms(timeout ?? Timeout.InfiniteTimeSpan, events, cancellationToken));

    /// <summary>
    /// Waits for nothing but that a time passes, such as the time between two packets. Ends before when the interface
    /// or the device goes away.
    /// </summary>
    /// <param name="duration">How long; Timeout.InfiniteTimeSpan for ever.</param>
    /// <param name="events">Each of them ends the wait when it is or becomes triggered.</param>
    /// <param name="cancellationToken">Ends the wait like an event, and before all of them.</param>
    /// <returns>TimedOut when the time has passed, or Interrupted.</returns>
    /// <inheritdoc cref="WaitReadable"/>
    public WaitResult Pause(
        TimeSpan duration,
        ReadOnlySpan<InterruptEvent> events = default,
        CancellationToken cancellationToken = default)
        => Wait(NoInterest, new WaitTerms(duration, events, cancellationToken));

    private WaitResult Wait(short interest, WaitTerms terms)
    {
        PollTarget self = new(this, interest);
        return terms.Wait(new ReadOnlySpan<PollTarget>(in self));
    }
}
