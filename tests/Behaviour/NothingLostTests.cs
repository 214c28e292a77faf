namespace TunPS.Behaviour.Tests;

/// <summary>However calls end, every packet comes out once, and each receiver sees them in order.</summary>
public sealed class NothingLostTests
{
    [Fact]
    public void Receivers_that_are_interrupted_cancelled_and_expire_at_random_lose_nothing()
    {
        // Fewer than a socket holds.
        const int Ahead = 5;
        using SocketPair pair = new();
        RandomReceiver.Run(pair.Device, Ahead, number => pair.Feed(Packets.Numbered(number)));
    }

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
}
