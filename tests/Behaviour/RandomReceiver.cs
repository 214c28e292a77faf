using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace TunPS.Behaviour.Tests;

/// <summary>
/// Reads in every form there is, and begins again whenever a call is ended. Each packet ends with its number.
/// </summary>
internal sealed class RandomReceiver : IDisposable
{
    private const int Receivers = 3;
    private const int LeastEndings = 2000;

    private static readonly TimeSpan s_soon = TimeSpan.FromTicks(500);

    private readonly ConcurrentQueue<int> _numbers = new();
    private readonly InterruptEvent _stop = new();
    private readonly TunDevice _device;
    private readonly Random _random;
    private readonly Thread _thread;
    private volatile CancellationTokenSource _cancellation = new();
    private volatile bool _isOver;

    private RandomReceiver(TunDevice device, int seed)
    {
        _device = device;
        _random = new Random(seed);
        _thread = new Thread(Run);
        _thread.Start();
    }

    private ConcurrentQueue<int> Numbers => _numbers;

    /// <summary>How often a call was interrupted or cancelled; those that expired are not counted.</summary>
    private int Endings { get; set; }

    /// <summary>Lets several of them read from a device, ends them at random, and looks at what they got.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ahead">How many packets may be under way at once.</param>
    /// <param name="send">Lets the system send a packet with a number.</param>
    internal static void Run(TunDevice device, int ahead, Action<int> send)
    {
        using RandomReceiver first = new(device, 1);
        RandomReceiver[] receivers =
        [
            first, .. Enumerable.Range(2, Receivers - 1).Select(seed => new RandomReceiver(device, seed)),
        ];

        int sent = 0;
        Random random = new(99);
        while (receivers.Sum(receiver => receiver.Endings) < LeastEndings)
        {
            if (sent - receivers.Sum(receiver => receiver.Numbers.Count) < ahead)
            {
                send(sent++);
            }

            if (random.Next(20) == 0)
            {
                receivers[random.Next(Receivers)].End();
            }
        }

        Assert.True(
            SpinWait.SpinUntil(() => receivers.Sum(receiver => receiver.Numbers.Count) >= sent, Background.Patience),
            $"{sent - receivers.Sum(receiver => receiver.Numbers.Count)} of {sent} did not come.");
        Array.ForEach(receivers, receiver => receiver.Dispose());

        Assert.Equal(Enumerable.Range(0, sent), receivers.SelectMany(receiver => receiver.Numbers).Order());
        Assert.All(receivers, receiver => Assert.Equal(receiver.Numbers.Order(), receiver.Numbers));
    }

    private void End()
    {
        _stop.Trigger();
        _cancellation.Cancel();
    }

    public void Dispose()
    {
        _isOver = true;
        End();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_isOver)
        {
            try
            {
                if (Receive() == WaitStatus.Interrupted)
                {
                    Endings++;
                    _stop.Reset();
                }
            }
            catch (OperationCanceledException)
            {
                Endings++;
                _cancellation = new CancellationTokenSource();
            }
        }
    }

    private WaitStatus Receive()
    {
        byte[] buffer = new byte[4 * TunDevice.MaxPacketLength];
        int[] lengths = new int[1];
        int count = 1;
        WaitStatus status;
        switch (_random.Next(6))
        {
            case 0:
                status = _device.TryRead(buffer, out lengths[0]).Status;
                break;
            case 1:
                status = _device.TryRead(buffer, out lengths[0], s_soon).Status;
                break;
            case 2:
                status = _device.TryRead(buffer, out lengths[0], Timeout.InfiniteTimeSpan, [_stop]).Status;
                break;
            case 3:
                status = _device.TryRead(
                    [buffer.AsMemory(0, 20), buffer.AsMemory(20)], out lengths[0], s_soon, [_stop]).Status;
                break;
            case 4:
                lengths = new int[10];
                status = _device.TryReadBatch(buffer, lengths, out count, Timeout.InfiniteTimeSpan, [_stop]).Status;
                break;
            default:
                lengths[0] = _device.ReadAsync(buffer, _cancellation.Token).AsTask().GetAwaiter().GetResult();
                status = WaitStatus.Ready;
                break;
        }

        for (int i = 0, end = 0; status == WaitStatus.Ready && i < count; i++)
        {
            end += lengths[i];
            _numbers.Enqueue(BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(end - sizeof(int))));
        }

        return status;
    }
}
