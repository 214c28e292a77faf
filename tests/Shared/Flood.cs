using System.Net;
using System.Net.Sockets;

namespace TunPS.Testing;

/// <summary>
/// Sends as much as it can into the network of a device until it is disposed. The system drops what the queue does
/// not hold, so it never waits for anybody.
/// </summary>
internal sealed class Flood : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _thread;
    private volatile bool _isOver;

    /// <summary>Begins, in the network namespace of the calling thread.</summary>
    internal Flood(string address)
    {
        _socket.Connect(new IPEndPoint(IPAddress.Parse(address), 7));
        _thread = new Thread(Run);
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        while (!_isOver)
        {
            try
            {
                _ = _socket.Send([1, 2, 3, 4]);
            }
            catch (SocketException)
            {
                // The interface is down, or gone.
            }
        }
    }
}
