using TunPS.Platform;

namespace TunPS;

/// <summary>Makes changes to the system one after the other, tells of each, and can take them back.</summary>
/// <param name="name">What is changed, for the messages: the interface's name.</param>
/// <param name="device">The device that is changed, when it is open here.</param>
/// <param name="onChange">Is told of each change, as a sentence.</param>
internal sealed class ChangeLog(string name, TunDevice? device, Action<string>? onChange)
{
    private readonly Stack<(string Operation, Func<Failure?> Undo)> _undo = new();

    /// <summary>Sets a property, unless it is so already.</summary>
    /// <param name="property">What people call it: "MTU".</param>
    /// <param name="wanted">The new value; null for none.</param>
    /// <param name="present">The value before.</param>
    /// <param name="set">Sets a value.</param>
    /// <param name="show">How the value is written; by default by ToString.</param>
    internal void Set<T>(string property, T? wanted, T present, Func<T, Failure?> set, Func<T, string>? show = null)
        where T : struct
    {
        if (wanted is T value && !value.Equals(present))
        {
            string what = $"the {property} of {name} to {(show is null ? value.ToString() : show(value))}";
            Do($"set {what}", $"Set {what}.", () => set(value), () => set(present));
        }
    }

    /// <inheritdoc cref="Set{T}(string, T?, T, Func{T, Failure?}, Func{T, string}?)"/>
    internal void Set<T>(string property, T? wanted, T? present, Func<T, Failure?> set, Func<T, string>? show = null)
        where T : class
    {
        if (wanted is not null && !wanted.Equals(present))
        {
            string what = $"the {property} of {name} to {(show is null ? wanted.ToString() : show(wanted))}";
            Do($"set {what}", $"Set {what}.", () => set(wanted), present is null ? null : () => set(present));
        }
    }

    /// <summary>Makes a change.</summary>
    /// <param name="operation">What is being done, as half a sentence: "bring tun0 up".</param>
    /// <param name="done">The same when it is done, as a sentence: "Brought tun0 up."</param>
    /// <param name="change">Does it.</param>
    /// <param name="undo">Takes it back; null when the system cannot.</param>
    /// <exception cref="TunException">The change failed.</exception>
    internal void Do(string operation, string done, Func<Failure?> change, Func<Failure?>? undo)
        => Do(operation, () => done, change, undo);

    /// <inheritdoc cref="Do(string, string, Func{Failure?}, Func{Failure?}?)"/>
    internal void Do(string operation, Func<string> done, Func<Failure?> change, Func<Failure?>? undo)
    {
        if (change() is Failure failure)
        {
            throw new TunException(operation, failure, device);
        }

        if (undo is not null)
        {
            _undo.Push((operation, undo));
        }

        onChange?.Invoke(done());
    }

    /// <summary>Takes the changes back, the last one first, as far as the system lets it.</summary>
    internal void Undo()
    {
        while (_undo.TryPop(out (string Operation, Func<Failure?> Undo) change))
        {
            if (change.Undo() is null)
            {
                Tell($"Undone: {change.Operation}.");
            }
        }
    }

    // Nothing that the listener does may keep the rest from being taken back.
    private void Tell(string sentence)
    {
#pragma warning disable CA1031
        try
        {
            onChange?.Invoke(sentence);
        }
        catch (Exception)
        {
            // The failure that is on its way to the caller matters more.
        }
#pragma warning restore CA1031
    }
}
