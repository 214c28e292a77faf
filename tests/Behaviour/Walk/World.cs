namespace TunPS.Behaviour.Tests.Walk;

/// <summary>
/// Two devices, two events, and calls that wait for them; beside each the model of it, which is plain lists and
/// numbers. Every step is done to both, and what the calls say must be what the model says.
/// </summary>
internal sealed class World : IDisposable
{
    private const int Devices = 2;
    private const int Events = 2;

    // So many packets at most lie in a queue, or are sent by calls that wait, that no queue becomes full by itself.
    private const int MaxWaiting = 5;
    private const int MaxQueued = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_moment = TimeSpan.FromTicks(1000);

    private readonly SocketPair[] _pairs = [.. Enumerable.Range(0, Devices).Select(_ => new SocketPair())];
    private readonly Queue<int>[] _incoming = [.. Enumerable.Range(0, Devices).Select(_ => new Queue<int>())];
    private readonly List<int>[] _outgoing = [.. Enumerable.Range(0, Devices).Select(_ => new List<int>())];
    private readonly bool[] _isFull = new bool[Devices];

    private readonly InterruptEvent[] _events = [.. Enumerable.Range(0, Events).Select(_ => new InterruptEvent())];
    private readonly int[] _values = new int[Events];

    private readonly List<WaitingCall> _waiting = [];

    internal void Take(WalkStep step)
    {
        int device = step.Device % Devices;
        int signal = step.Device % Events;
        switch (step.Act)
        {
            case WalkAct.Feed:
                Feed(device, step.Number);
                break;
            case WalkAct.Call:
                Call(step, device);
                break;
            case WalkAct.Start:
                Start(step, device);
                break;
            case WalkAct.Cancel when _waiting.Count > 0:
                WaitingCall cancelled = _waiting[step.Number % _waiting.Count];
                cancelled.Cancel();
                End([cancelled], WalkCall.Cancelled);
                break;
            case WalkAct.Trigger:
                Trigger(signal, step.Number);
                break;
            case WalkAct.Reset:
                _events[signal].Reset();
                _values[signal] = 0;
                break;
            case WalkAct.DisposeEvent:
                _events[signal].Dispose();
                End(_waiting.FindAll(call => call.Watches(signal)), WalkCall.Disposed);
                _events[signal] = new InterruptEvent();
                _values[signal] = 0;
                break;
            case WalkAct.CloseDevice:
                CloseDevice(device);
                break;
            case WalkAct.Fill:
                _outgoing[device].AddRange(Enumerable.Repeat(0, _pairs[device].Fill()));
                _isFull[device] = true;
                break;
            case WalkAct.Drain:
                Drain(device);
                break;
            default:
                break;
        }

        Verify();
    }

    /// <summary>Takes all that was sent, and closes the devices, which ends the calls that still wait.</summary>
    internal void Finish()
    {
        for (int device = 0; device < Devices; device++)
        {
            Drain(device);
            CloseDevice(device);
        }

        Assert.Empty(_waiting);
    }

    /// <summary>After a failure, too: lets go of everything, and looks at nothing any more.</summary>
    public void Dispose()
    {
        Array.ForEach(_pairs, pair => pair.Dispose());
        Array.ForEach(_events, signal => signal.Dispose());
    }

    private void Feed(int device, int number)
    {
        List<WaitingCall> readers = _waiting.FindAll(call => WalkCall.IsRead(call.Form) && call.WaitsFor(device));
        List<WaitingCall> watchers = _waiting.FindAll(
            call => call.Form == CallForm.WaitReadable && call.WaitsFor(device));
        if (_incoming[device].Count >= MaxQueued)
        {
            return;
        }

        _pairs[device].Feed(Packets.Numbered(number));
        if (readers.Count == 0)
        {
            _incoming[device].Enqueue(number);
            End(watchers, WalkCall.Ready);
            return;
        }

        // Any of them gets it, but only one.
        Task<string>[] tasks = [.. readers.Select(reader => reader.Task)];
        int winner = Task.WaitAny(tasks, s_patience);
        Assert.True(winner >= 0, $"Nobody got packet {number}.");
        End([readers[winner]], WalkCall.Received([number]));
        watchers.ForEach(watcher => watcher.PossibleEnd = WalkCall.Ready);
    }

    private void Call(WalkStep step, int device)
    {
        if (WalkCall.IsAsync(step.Form))
        {
            return;
        }

        MakeRoom(device);
        int[] events = EventsOf(step);
        string? immediate = FindImmediateEnd(step, device, events);
        string end = WalkCall.Make(
            step.Form,
            _pairs[device].Device,
            _pairs[Other(device)].Device,
            step.Number,
            step.IsCancellable ? TimeSpan.Zero : s_moment,
            [.. events.Select(signal => _events[signal])],
            CancellationToken.None);

        Assert.Equal(immediate ?? WalkCall.TimedOut, end);
        Book(step.Form, device, step.Number, end);
    }

    private void Start(WalkStep step, int device)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            return;
        }

        MakeRoom(device);
        int[] events = WalkCall.IsAsync(step.Form) ? [] : EventsOf(step);
        int[] devices = step.Form == CallForm.ReadGroup ? [device, Other(device)] : [device];
        WaitingCall call = new(step.Form, devices, events, step.Number) { Task = null! };
        TunDevice own = _pairs[device].Device;
        TunDevice other = _pairs[Other(device)].Device;
        InterruptEvent[] watched = [.. events.Select(signal => _events[signal])];
        Func<string> make = () => WalkCall.Make(
            step.Form, own, other, step.Number, Timeout.InfiniteTimeSpan, watched, call.Token);

        string? immediate = FindImmediateEnd(step, device, events);
        call.Task = WalkCall.IsAsync(step.Form) ? WalkCall.MakeAsync(step.Form, own, step.Number, call.Token)
            : immediate is null ? Background.RunUntilBlocked(make)
            : Background.Run(make);
        _waiting.Add(call);
        if (immediate is not null)
        {
            End([call], immediate);
            Book(step.Form, device, step.Number, immediate);
        }
    }

    private void Trigger(int signal, int value)
    {
        _events[signal].Trigger(value);
        if (_values[signal] == 0)
        {
            _values[signal] = value;
            End(_waiting.FindAll(call => call.Watches(signal)), WalkCall.Interrupted(value));
        }

        Assert.Equal(_values[signal], _events[signal].Value);
    }

    private void CloseDevice(int device)
    {
        _pairs[device].Device.Dispose();
        End(_waiting.FindAll(call => call.WaitsFor(device)), WalkCall.Disposed);
        _pairs[device].Dispose();
        _pairs[device] = new SocketPair();
        _incoming[device].Clear();
        _outgoing[device].Clear();
        _isFull[device] = false;
    }

    private void Drain(int device)
    {
        List<int> taken = [];
        while (_pairs[device].Take() is byte[] packet)
        {
            taken.Add(WalkCall.NumberIn(packet));
        }

        List<WaitingCall> writers = _waiting.FindAll(call => WalkCall.IsWrite(call.Form) && call.WaitsFor(device));
        End(writers, WalkCall.Sent);
        End(
            _waiting.FindAll(call => call.Form == CallForm.WaitWritable && call.WaitsFor(device)), WalkCall.Ready);

        // As soon as there was room they sent; that may have been in the middle of the taking.
        while (_pairs[device].Take() is byte[] packet)
        {
            taken.Add(WalkCall.NumberIn(packet));
        }

        _outgoing[device].AddRange(writers.SelectMany(writer => WalkCall.SentBy(writer.Form, writer.Number)));
        Assert.Equal(_outgoing[device].Order(), taken.Order());
        _outgoing[device].Clear();
        _isFull[device] = false;
    }

    private void MakeRoom(int device)
    {
        if (!_isFull[device] && _outgoing[device].Count >= MaxQueued)
        {
            Drain(device);
        }
    }

    /// <summary>How a call ends that begins now; null when it has to wait.</summary>
    private string? FindImmediateEnd(WalkStep step, int device, int[] events)
    {
        int triggered = Array.Find(events, signal => _values[signal] != 0);
        if (events.Any(signal => _values[signal] != 0))
        {
            return WalkCall.Interrupted(_values[triggered]);
        }

        Queue<int> incoming = step.Form == CallForm.ReadGroup && _incoming[device].Count == 0
            ? _incoming[Other(device)]
            : _incoming[device];
        bool isThere = incoming.Count > 0;
        bool hasRoom = !_isFull[device];
        return step.Form switch
        {
            CallForm.WaitReadable => isThere ? WalkCall.Ready : null,
            CallForm.WaitWritable => hasRoom || !SocketPair.TellsOfRoom ? WalkCall.Ready : null,
            CallForm.ReadBatch => isThere ? WalkCall.Received(incoming.Take(WalkCall.BatchLength)) : null,
            _ when WalkCall.IsRead(step.Form) => isThere ? WalkCall.Received(incoming.Take(1)) : null,
            _ => hasRoom ? WalkCall.Sent : null,
        };
    }

    /// <summary>Lets the model know what a call that just ended has read or sent.</summary>
    private void Book(CallForm form, int device, int number, string end)
    {
        if (end == WalkCall.Sent)
        {
            _outgoing[device].AddRange(WalkCall.SentBy(form, number));
        }

        Queue<int> source = form == CallForm.ReadGroup && _incoming[device].Count == 0
            ? _incoming[Other(device)]
            : _incoming[device];
        for (int i = 0; i < end.Count(c => c == ' ') && WalkCall.IsRead(form) && end.StartsWith("Received", StringComparison.Ordinal); i++)
        {
            _ = source.Dequeue();
        }
    }

    /// <summary>These must end now, and in this way.</summary>
    private void End(List<WaitingCall> calls, string end)
    {
        foreach (WaitingCall call in calls)
        {
            Assert.True(call.Task.Wait(s_patience), $"{call.Form} sleeps on, and should have ended: {end}.");
            string actual = call.Task.Result;
            Assert.True(actual == end || actual == call.PossibleEnd, $"{call.Form} ended: {actual}, and not: {end}.");
            _ = _waiting.Remove(call);
            call.Dispose();
        }
    }

    /// <summary>Nobody ended who had no reason to.</summary>
    private void Verify()
    {
        foreach (WaitingCall call in _waiting.FindAll(call => call.Task.IsCompleted))
        {
            Assert.True(
                call.Task.Result == call.PossibleEnd, $"{call.Form} ended without a reason: {call.Task.Result}.");
            _ = _waiting.Remove(call);
            call.Dispose();
        }
    }

    private static int Other(int device) => 1 - device;

    private static int[] EventsOf(WalkStep step) => [.. Enumerable.Range(0, Events).Where(bit => (step.Events & (1 << bit)) != 0)];
}
