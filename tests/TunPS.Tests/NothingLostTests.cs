using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Tests;

/// <summary>However a Receive-TunPacket ends, every packet comes out once, and in order.</summary>
[Collection(nameof(Session))]
public sealed class NothingLostTests
{
    private const int Endings = 2000;

    // Fewer than the 500 that a device's queue holds.
    private const int Ahead = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // The order is that of a single receiver, over all its calls; several receivers share the packets, and each of
    // their calls is in order.
    [DeviceTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Receivers_that_are_stopped_interrupted_and_expire_at_random_lose_nothing(int receivers)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = QuietDevice.Create();
            using Traffic traffic = new();
            using CancellationTokenSource isOver = new();
            Task<int>[] tasks = [.. Enumerable.Range(0, receivers).Select(
                seed => Background.Run(() => Receive(device, seed, traffic, isOver.Token)))];
            Assert.True(SpinWait.SpinUntil(() => traffic.Endings >= Endings, TimeSpan.FromMinutes(3)), "It takes too long.");
            traffic.StopSending();
            Assert.True(
                SpinWait.SpinUntil(() => traffic.Received == traffic.Sent, s_patience),
                $"{traffic.Sent - traffic.Received} packets of {traffic.Sent} did not come.");
            isOver.Cancel();
            Task.WaitAll(tasks);

            IReadOnlyCollection<IReadOnlyList<int>> calls = traffic.Calls;
            Assert.Equal(Enumerable.Range(0, traffic.Sent), calls.SelectMany(call => call).Order());
            Assert.All(calls, call => Assert.Equal(call.Order(), call));
            if (receivers == 1)
            {
                Assert.Equal(Enumerable.Range(0, traffic.Sent), calls.SelectMany(call => call));
            }
        });

    // What the next command has in its hands when the stop ends it is that command's, and gone at worst.
    [DeviceFact]
    public void A_stop_costs_the_next_command_one_packet_at_most_and_gives_it_none_twice() => NetworkNamespace.Run(() =>
    {
        const int Stops = 200;
        using TunDevice device = QuietDevice.Create();
        using Traffic traffic = new();
        using Session session = new();
        List<TunPacket> packets = [];
        session["d"] = device;
        session["packets"] = packets;
        Random random = new(7);
        for (int i = 0; i < Stops; i++)
        {
            using PowerShell shell = session.Prepare(
                "Receive-TunPacket $d -Continuous -Timeout 1 | ForEach-Object { $packets.Add($_) }");
            int enough = packets.Count + random.Next(1, 30);
            Task<bool> stop = Background.Run(() =>
            {
                bool isEnough = SpinWait.SpinUntil(() => packets.Count >= enough, s_patience);
                shell.Stop();
                return isEnough;
            });
            _ = Record.Exception(() => shell.Invoke());
            Assert.True(stop.GetAwaiter().GetResult(), "No packets came any more.");
            traffic.Count(packets.Count == 0 ? 0 : NumberIn(packets[^1]) + 1 - traffic.Received);
            traffic.End([]);
        }

        traffic.StopSending();
        _ = session.Run("Receive-TunPacket $d -Continuous -Timeout 0.1 | ForEach-Object { $packets.Add($_) }");
        int[] numbers = [.. packets.Select(NumberIn)];
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.InRange(traffic.Sent - numbers.Length, 0, Stops);
    });

    private static int Receive(TunDevice device, int seed, Traffic traffic, CancellationToken isOver)
    {
        Random random = new(seed);
        using Session session = new();
        using InterruptEvent interrupt = new();
        session["d"] = device;
        session["e"] = interrupt;
        int count = 0;
        while (!isOver.IsCancellationRequested)
        {
            int after = random.Next(1, 30);
            string receive = (count++ % 4) switch
            {
                0 => "Receive-TunPacket $d -Continuous -Timeout 0.05",
                1 => "Receive-TunPacket $d -Continuous -Timeout 0.05 -InterruptEvent $e",
                2 => $"Receive-TunPacket $d -Count {after} -Timeout 0.05",
                _ => "Receive-TunPacket $d -Continuous -Timeout 0.0001",
            };
            using PowerShell shell = session.Prepare(receive);
            using PSDataCollection<PSObject> output = [];
            Task? stop = null;
            output.DataAdded += (_, _) =>
            {
                traffic.Count();
                if (output.Count >= after && receive.Contains("$e", StringComparison.Ordinal))
                {
                    interrupt.Trigger();
                }
                else if (output.Count >= after && receive.EndsWith("0.05", StringComparison.Ordinal))
                {
                    stop ??= Task.Run(shell.Stop);
                }
            };
            _ = Record.Exception(() => shell.Invoke(null, output));
            stop?.GetAwaiter().GetResult();
            interrupt.Reset();
            traffic.End([.. output.Select(packet => NumberIn((TunPacket)packet.BaseObject))]);
        }

        return count;
    }

    private static int NumberIn(TunPacket packet) => BitConverter.ToInt32(packet.Data.AsSpan()[^sizeof(int)..]);

    /// <summary>Numbered packets; never more than the queue holds.</summary>
    private sealed class Traffic : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly ConcurrentQueue<IReadOnlyList<int>> _calls = new();
        private int _received;
        private bool _isSending = true;

        internal Traffic()
        {
            _socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
            FillUp();
        }

        internal int Sent { get; private set; }

        internal int Received => Volatile.Read(ref _received);

        internal int Endings => _calls.Count;

        internal IReadOnlyCollection<IReadOnlyList<int>> Calls => _calls;

        /// <summary>So many more were received.</summary>
        internal void Count(int packets = 1) => Interlocked.Add(ref _received, packets);

        /// <summary>A call ended, and had received these.</summary>
        internal void End(IReadOnlyList<int> numbers)
        {
            _calls.Enqueue(numbers);
            FillUp();
        }

        internal void StopSending()
        {
            lock (_socket)
            {
                _isSending = false;
            }
        }

        public void Dispose() => _socket.Dispose();

        private void FillUp()
        {
            lock (_socket)
            {
                while (_isSending && Sent - Received < Ahead)
                {
                    _ = _socket.Send(BitConverter.GetBytes(Sent++));
                }
            }
        }
    }
}
