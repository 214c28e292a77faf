using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>However calls end, every packet comes out once, and each receiver sees them in order.</summary>
public sealed class NothingLostTests
{
    private const int Receivers = 3;
    private const int Endings = 2000;

    // Fewer than the 500 that a device's queue holds.
    private const int Ahead = 200;

    private static readonly TimeSpan s_soon = TimeSpan.FromTicks(500);

    [DeviceFact]
    public void Receivers_that_are_interrupted_cancelled_and_expire_at_random_lose_nothing() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        using Receiver first = new(device, 1);
        Receiver[] receivers = [first, .. Enumerable.Range(2, Receivers - 1).Select(seed => new Receiver(device, seed))];

        int sent = 0;
        Random random = new(99);
        while (receivers.Sum(receiver => receiver.Endings) < Endings)
        {
            if (sent - receivers.Sum(receiver => receiver.Numbers.Count) < Ahead)
            {
                _ = socket.Send(BitConverter.GetBytes(sent++));
            }

            if (random.Next(20) == 0)
            {
                receivers[random.Next(Receivers)].End();
            }
        }

        Assert.True(
            SpinWait.SpinUntil(() => receivers.Sum(receiver => receiver.Numbers.Count) >= sent, TimeSpan.FromSeconds(30)),
            $"{sent - receivers.Sum(receiver => receiver.Numbers.Count)} of {sent} did not come.");
        Array.ForEach(receivers, receiver => receiver.Dispose());

        Assert.Equal(Enumerable.Range(0, sent), receivers.SelectMany(receiver => receiver.Numbers).Order());
        Assert.All(receivers, receiver => Assert.Equal(receiver.Numbers.Order(), receiver.Numbers));
    });

    [Fact]
    public async Task Closing_a_device_in_the_middle_of_a_batch_loses_nothing()
    {
        const int Count = 10;
        using SocketPair pair = new();
        int descriptor = (int)pair.Device.Queue.Handle.DangerousGetHandle();
        for (int round = 0; round < 500; round++)
        {
            for (int i = 0; i < Count; i++)
            {
                pair.Feed(Packets.Numbered(i));
            }

            using TunDevice borrower = TunDevice.FromDescriptor(descriptor, ownsDescriptor: false);
            Task<int> reader = Task.Run(() => CountBatches(borrower));
            Thread.SpinWait(round);
            borrower.Dispose();

            Assert.Equal(Count, await reader + CountBatches(pair.Device));
        }
    }

    // Until there is nothing more, or the device is closed.
    private static int CountBatches(TunDevice device)
    {
        byte[] buffer = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[4];
        int sum = 0;
        try
        {
            while (device.TryReadBatch(buffer, lengths, out int count).Status == WaitStatus.Ready)
            {
                sum += count;
            }
        }
        catch (ObjectDisposedException)
        {
        }

        return sum;
    }

    /// <summary>Reads in every form there is, and begins again whenever a call is ended.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly ConcurrentQueue<int> _numbers = new();
        private readonly InterruptEvent _stop = new();
        private readonly TunDevice _device;
        private readonly Random _random;
        private readonly Thread _thread;
        private volatile CancellationTokenSource _cancellation = new();
        private volatile bool _isOver;

        internal Receiver(TunDevice device, int seed)
        {
            _device = device;
            _random = new Random(seed);
            _thread = new Thread(Run);
            _thread.Start();
        }

        internal ConcurrentQueue<int> Numbers => _numbers;

        /// <summary>How often a call was interrupted or cancelled; those that expired are not counted.</summary>
        internal int Endings { get; private set; }

        internal void End()
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
                _numbers.Enqueue(BitConverter.ToInt32(buffer, end - sizeof(int)));
            }

            return status;
        }
    }
}
