using System.Diagnostics;

namespace TunPS;

/// <content>The threads, from the start to the end of the last one.</content>
public sealed partial class TunConnection
{
    private void Start(TunConnectionOptions options)
    {
        try
        {
            DevicePort first = Borrow(First);
            try
            {
                DevicePort second = Borrow(Second!);
                _threads[0] = MakeThread(
                    new Forwarder<DevicePort, DevicePort>(first, second, First.Layer, _ending, Forward, options).Run,
                    $"{First} to {Second}");
                _threads[1] = MakeThread(
                    new Forwarder<DevicePort, DevicePort>(second, first, First.Layer, _ending, Backward, options).Run,
                    $"{Second} to {First}");
            }
            catch
            {
                First.Queue.Handle.Return();
                throw;
            }
        }
        catch
        {
            _ending.Dispose();
            throw;
        }

        StartThreads();
    }

    private static DevicePort Borrow(TunDevice device)
    {
        // The pipe of the closing event is opened here, so that whom it fails for is the caller and not a thread.
        _ = device.Closing.BorrowDescriptor();
        device.Closing.ReturnDescriptor();
        return new DevicePort(device, device.Queue.Handle.Borrow());
    }

    private Thread MakeThread(Action run, string name) => new(() => Run(run))
    {
        IsBackground = true,
        Name = name,
    };

    private void StartThreads()
    {
        _running = _threads.Length;
        for (int i = 0; i < _threads.Length; i++)
        {
            try
            {
                _threads[i].Start();
            }
            catch (Exception e)
            {
                // No memory for a thread: what did not start is as good as out.
                _ending.End(e);
                for (; i < _threads.Length; i++)
                {
                    Leave();
                }
            }
        }
    }

    private void Run(Action run)
    {
        try
        {
            run();
            _ending.End(FindFailure());
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

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }

        First.Queue.Handle.Return();
        Second?.Queue.Handle.Return();
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
