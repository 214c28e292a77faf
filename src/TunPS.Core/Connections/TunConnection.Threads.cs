using System.Diagnostics;

namespace TunPS;

/// <content>The threads, from the start to the end of the last one.</content>
public sealed partial class TunConnection
{
    private TunConnection Start(TunConnectionOptions options)
    {
        try
        {
            DevicePort first = Borrow(First);
            try
            {
                if (Second is null)
                {
                    Prepare(first, new UdpPort(_link!, First), options);
                }
                else
                {
                    DevicePort second = Borrow(Second);
                    try
                    {
                        Prepare(first, second, options);
                    }
                    catch
                    {
                        Second.Queue.Handle.Return();
                        throw;
                    }
                }
            }
            catch
            {
                First.Queue.Handle.Return();
                throw;
            }
        }
        catch
        {
            _mirror?.Dispose();
            _ending.Dispose();
            throw;
        }

        StartThreads();
        return this;
    }

    private static DevicePort Borrow(TunDevice device)
    {
        // The pipe of the closing event is opened here, so that whom it fails for is the caller and not a thread.
        _ = device.Closing.BorrowDescriptor();
        device.Closing.ReturnDescriptor();
        return new DevicePort(device, device.Queue.Handle.Borrow());
    }

    private void Prepare<TSecond>(DevicePort first, TSecond second, TunConnectionOptions options)
        where TSecond : struct, IForwardingPort
    {
        TunLayer layer = First.Layer;
        long seed = options.Seed ?? Random.Shared.NextInt64();
        _mirror = options.Mirror is null ? null : new MirrorThread(options.Mirror, options.MirrorInterval, layer);
        Forwarder<DevicePort, TSecond> forward = new(
            first, second, layer, _ending, Forward, options.Filter, _mirror?.Add(Forward, First.ToString()), seed);

        // Another seed, or what is lost on the way would always be lost on the way back.
        Forwarder<TSecond, DevicePort> backward = new(
            second, first, layer, _ending, Backward, options.Filter, _mirror?.Add(Backward, (Second ?? First).ToString()), ~seed);
        AddThread($"{First} to {OtherName}", () => RunForwarder(forward.Run));
        AddThread($"{OtherName} to {First}", () => RunForwarder(backward.Run));
        if (_mirror is not null)
        {
            AddThread($"{First} mirror", () => Run(_mirror.Run));
        }
    }

    private void AddThread(string name, ThreadStart start)
        => _threads.Add(new Thread(start) { IsBackground = true, Name = name });

    private void StartThreads()
    {
        _running = _threads.Count;
        for (int i = 0; i < _threads.Count; i++)
        {
            try
            {
                _threads[i].Start();
            }
            catch (Exception e)
            {
                // No memory for a thread: what did not start is as good as out.
                _ending.End(e);
                for (; i < _threads.Count; i++)
                {
                    if (i < Forwarders)
                    {
                        LeaveForwarding();
                    }

                    Leave();
                }
            }
        }
    }

    private void RunForwarder(Action forward) => Run(() =>
    {
        try
        {
            forward();
            _ending.End(FindFailure());
        }
        finally
        {
            LeaveForwarding();
        }
    });

    private void Run(Action run)
    {
        try
        {
            run();
        }
        catch (ObjectDisposedException) when (First.IsClosed || Second is { IsClosed: true })
        {
            _ending.End();
        }
        catch (Exception e)
        {
            // Whatever it is: the connection has failed of it, and whoever looks at its completion learns that.
            _ending.End(e);
        }

        Leave();
    }

    // An event that was disposed can end nothing any more, and whoever relied on it should hear of it.
    private ObjectDisposedException? FindFailure()
    {
        foreach (InterruptEvent interruptEvent in _ending.Events)
        {
            if (interruptEvent is { IsDisposed: true, IsTriggered: false })
            {
                return new ObjectDisposedException(typeof(InterruptEvent).FullName);
            }
        }

        return null;
    }

    private void LeaveForwarding()
    {
        if (Interlocked.Decrement(ref _forwarding) > 0)
        {
            return;
        }

        // A device that was closed meanwhile goes now, and not when a mirror that is slow has come to its end.
        First.Queue.Handle.Return();
        Second?.Queue.Handle.Return();
        _link?.Dispose();
        _mirror?.End();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }

        _mirror?.Dispose();
        _ending.Dispose();
        Volatile.Write(ref _end, Stopwatch.GetTimestamp());
        if (_ending.Failure is Exception failure)
        {
            _completion.SetException(failure);

            // Nobody has to look, and a task that failed unseen would be told of when it is collected.
            _ = Completion.Exception;
        }
        else
        {
            _completion.SetResult();
        }
    }
}
