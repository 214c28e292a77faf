using System.Net;
using System.Net.Sockets;

namespace TunPS.Stress.Scenarios;

/// <summary>
/// A steady trickle of packets, and a reader that snatches them all: it never sleeps, and so is at each packet before
/// another reader, whom the same packet wakes from poll(2), can be.
/// </summary>
internal sealed class RivalReader : IDisposable
{
    private readonly Thread[] _threads;
    private long _count;
    private volatile bool _isOver;

    internal RivalReader(TunDevice device)
    {
        _threads = [new Thread(Send), new Thread(() => Snatch(device))];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>How many packets it got so far.</summary>
    internal long Count => Interlocked.Read(ref _count);

    public void Dispose()
    {
        _isOver = true;
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Send()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse(StressDevice.Peer), 9));
        byte[] payload = new byte[36];
        while (!_isOver)
        {
            _ = socket.Send(payload);

            // With what the sleep takes besides, about half a millisecond.
            _ = Libc.USleep(430);
        }
    }

    private void Snatch(TunDevice device)
    {
        // Before all others on this machine, or it would lose whenever the scheduler takes its turn away.
        _ = Libc.SetPriority(Libc.PRIO_PROCESS, Libc.GetTid(), -15);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        while (!_isOver)
        {
            if (device.TryRead(buffer, out _).Status == WaitStatus.Ready)
            {
                _ = Interlocked.Increment(ref _count);
            }
        }
    }
}
