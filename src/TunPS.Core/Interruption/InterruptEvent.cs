using System.Diagnostics.CodeAnalysis;
using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A sticky flag with a value that ends any wait which watches it, from any thread. It stays triggered until
/// <see cref="Reset"/>, so that a wait which begins later ends at once.
/// </summary>
/// <remarks>
/// The flag is what counts; the pipe only wakes those who sleep in poll(2). Flag and pipe change together under one
/// lock, so that a reader that finds the pipe readable and the flag clear knows that a reset came between.
/// </remarks>
public sealed class InterruptEvent : IDisposable
{
    private readonly object _gate = new();
    private DescriptorHandle? _readEnd;
    private DescriptorHandle? _writeEnd;
    private volatile int _value;
    private volatile bool _disposed;

    /// <summary>Makes an event that is not triggered.</summary>
    /// <exception cref="TunException">The process or the system has no more descriptors (LimitReached).</exception>
    public InterruptEvent()
        : this(deferred: false)
    {
    }

    private InterruptEvent(bool deferred)
    {
        if (!deferred)
        {
            lock (_gate)
            {
                OpenPipe();
            }
        }
    }

    /// <summary>True from a trigger until the next reset. No system call.</summary>
    public bool IsTriggered => _value != 0;

    /// <summary>The value of the first trigger since the last reset; 0 when not triggered. No system call.</summary>
    public int Value => _value;

    /// <summary>True after <see cref="Dispose"/>.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>
    /// Makes an event that takes its two descriptors only when something really sleeps on it: for owners that make
    /// many events and seldom wait, such as one per command.
    /// </summary>
    public static InterruptEvent CreateDeferred() => new(deferred: true);

    /// <summary>Triggers the event with the value 1.</summary>
    /// <inheritdoc cref="Trigger(int)"/>
    public void Trigger() => Trigger(1);

    /// <summary>
    /// Triggers the event and wakes everyone who waits on it. The first value wins: on an event that is already
    /// triggered, or disposed, this does nothing.
    /// </summary>
    /// <param name="value">What the waits report; not 0, which stands for "not triggered".</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public void Trigger(int value)
    {
        if (value == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), value, "The value of a trigger is not 0: 0 means that the event is not triggered.");
        }

        lock (_gate)
        {
            if (_disposed || _value != 0)
            {
                return;
            }

            _value = value;
            WriteToPipe();
        }
    }

    /// <summary>Clears the event, so that it can be triggered again. On a disposed event this does nothing.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (_disposed || _value == 0)
            {
                return;
            }

            DrainPipe();
            _value = 0;
        }
    }

    /// <summary>
    /// Ends the event: waits on it end with <see cref="ObjectDisposedException"/>, later triggers do nothing.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_value == 0)
            {
                WriteToPipe();
            }

            _readEnd?.Dispose();
            _writeEnd?.Dispose();
        }
    }

    /// <summary>Shows the state, for the prompt and for logs.</summary>
    public override string ToString()
        => _disposed ? "Disposed" : _value == 0 ? "Not triggered" : $"Triggered ({_value})";

    /// <summary>Refuses events that nothing can trigger any more, when a call begins.</summary>
    /// <exception cref="ObjectDisposedException">One of the events is disposed.</exception>
    internal static void ThrowIfDisposed(ReadOnlySpan<InterruptEvent> events)
    {
        foreach (InterruptEvent interruptEvent in events)
        {
            ArgumentNullException.ThrowIfNull(interruptEvent, nameof(events));
            ObjectDisposedException.ThrowIf(interruptEvent._disposed, interruptEvent);
        }
    }

    /// <summary>Interrupted by the first of the events that is triggered, Ready when none is. No system call.</summary>
    /// <exception cref="ObjectDisposedException">One of the events is disposed.</exception>
    internal static WaitResult FindTriggered(ReadOnlySpan<InterruptEvent> events)
    {
        foreach (InterruptEvent interruptEvent in events)
        {
            int value = interruptEvent._value;
            if (value != 0)
            {
                return WaitResult.Interrupted(interruptEvent, value);
            }

            ObjectDisposedException.ThrowIf(interruptEvent._disposed, interruptEvent);
        }

        return WaitResult.Ready;
    }

    /// <summary>
    /// Whether the next look at the events would end a call, by an exception or not. Never throws, and no system call.
    /// </summary>
    internal static bool IsAnyOver(ReadOnlySpan<InterruptEvent> events)
    {
        foreach (InterruptEvent interruptEvent in events)
        {
            if (interruptEvent is null || interruptEvent._value != 0 || interruptEvent._disposed)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Lends the descriptor that becomes readable when the event is triggered or disposed. It stays open until
    /// <see cref="ReturnDescriptor"/>.
    /// </summary>
    internal int BorrowDescriptor()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_readEnd is null)
            {
                OpenPipe();
                if (_value != 0)
                {
                    WriteToPipe();
                }
            }

            bool added = false;
            _readEnd.DangerousAddRef(ref added);
            return (int)_readEnd.DangerousGetHandle();
        }
    }

    /// <summary>Gives back what <see cref="BorrowDescriptor"/> lent.</summary>
    internal void ReturnDescriptor() => _readEnd!.DangerousRelease();

    [MemberNotNull(nameof(_readEnd), nameof(_writeEnd))]
    private void OpenPipe()
    {
        const string Operation = "make an interrupt event";
        TunPlatform.Current.ThrowIfUnsupported(Operation);
        int result = TunPlatform.Current.OpenPipe(out int readEnd, out int writeEnd);
        if (result != 0)
        {
            throw new TunException(Operation, TunPlatform.Current.Meaning(-result));
        }

        _readEnd = new DescriptorHandle(readEnd, ownsDescriptor: true);
        _writeEnd = new DescriptorHandle(writeEnd, ownsDescriptor: true);
    }

    // One byte is enough, and an empty pipe always has room for it.
    private unsafe void WriteToPipe()
    {
        if (_writeEnd is not null)
        {
            byte one = 1;
            _ = Posix.Write(_writeEnd, &one, 1);
        }
    }

    private unsafe void DrainPipe()
    {
        if (_readEnd is not null)
        {
            byte one;
            _ = Posix.Read(_readEnd, &one, 1);
        }
    }
}
