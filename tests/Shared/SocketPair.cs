using System.Runtime.InteropServices;
using TunPS.Platform;

namespace TunPS.Testing;

/// <summary>
/// A device without privileges: its descriptor is one end of a datagram socketpair, and the test plays the system at
/// the other end.
/// </summary>
internal sealed partial class SocketPair : IDisposable
{
    private const int AF_UNIX = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int MSG_DONTWAIT = 0x40;

    private readonly int _system;
    private bool _hasHungUp;

    /// <param name="offload">Whether there is a virtio header before each packet, and what it can stand before.</param>
    internal unsafe SocketPair(OffloadLevel offload = OffloadLevel.None)
    {
        int* ends = stackalloc int[2];
        Assert.Equal(0, Socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends));
        _system = ends[1];
        Device = TunDevice.FromDescriptor(ends[0], ownsDescriptor: true, offload);
    }

    internal TunDevice Device { get; }

    /// <summary>The end of the system as a device, for those who read and write very often.</summary>
    internal TunDevice OpenSystemEnd() => TunDevice.FromDescriptor(_system, ownsDescriptor: false);

    /// <summary>Lets the system put a packet into the device's queue.</summary>
    internal void Feed(params ReadOnlySpan<byte> packet) => Assert.Equal(packet.Length, Send(packet, 0));

    /// <summary>The same, if there is room in the queue.</summary>
    internal bool TryFeed(ReadOnlySpan<byte> packet) => Send(packet, MSG_DONTWAIT) == packet.Length;

    /// <summary>Lets the system go away.</summary>
    internal void HangUp()
    {
        _hasHungUp = true;
        _ = Close(_system);
    }

    /// <summary>Lets the system put a packet behind a virtio header into the queue.</summary>
    internal void Feed(VirtioHeader header, byte[] packet)
    {
        byte[] bytes = new byte[VirtioHeader.Size];
        header.Write(bytes);
        Feed([.. bytes, .. packet]);
    }

    /// <summary>Takes what the device sent, in order; null when there is nothing.</summary>
    internal unsafe byte[]? Take()
    {
        byte[] buffer = new byte[VirtioHeader.Size + TunDevice.MaxPacketLength];
        fixed (byte* bytes = buffer)
        {
            nint length = Receive(_system, bytes, (nuint)buffer.Length, MSG_DONTWAIT);
            return length < 0 ? null : buffer[..(int)length];
        }
    }

    /// <summary>Fills the queue towards the system until it takes no more; returns how many packets that took.</summary>
    internal int Fill()
    {
        int count = 0;
        while (Device.TryWrite(Packets.Udp(4)).Status == WaitStatus.Ready)
        {
            count++;
        }

        return count;
    }

    /// <summary>Lets the socket of the device refuse datagrams of more than about two kilobytes (EMSGSIZE).</summary>
    internal unsafe void LimitDatagrams()
    {
        const int SOL_SOCKET = 1;
        const int SO_SNDBUF = 7;
        int smallest = 1;
        int descriptor = (int)Device.Queue.Handle.DangerousGetHandle();
        Assert.Equal(0, SetOption(descriptor, SOL_SOCKET, SO_SNDBUF, &smallest, sizeof(int)));
    }

    public void Dispose()
    {
        Device.Dispose();
        if (!_hasHungUp)
        {
            _ = Close(_system);
        }
    }

    private unsafe nint Send(ReadOnlySpan<byte> packet, int flags)
    {
        fixed (byte* bytes = packet)
        {
            return Send(_system, bytes, (nuint)packet.Length, flags);
        }
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int Socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(int descriptor, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(int descriptor, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
