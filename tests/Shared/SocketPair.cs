using System.Runtime.InteropServices;
using TunPS.Native.MacOS;
using TunPS.Platform;

namespace TunPS.Testing;

/// <summary>
/// A device without privileges: its descriptor is one end of a datagram socketpair, and the test plays the system at
/// the other end. What lies before each packet there is the business of this class.
/// </summary>
internal sealed partial class SocketPair : IDisposable
{
    internal const string RoomIsNotTold = "A datagram socket of macOS always says that there is room.";

    private const int AF_UNIX = 1;
    private const int SOCK_DGRAM = 2;

    private readonly int _system;
    private bool _hasHungUp;

    /// <param name="offload">Whether there is a virtio header before each packet, and what it can stand before.</param>
    internal unsafe SocketPair(OffloadLevel offload = OffloadLevel.None)
    {
        int* ends = stackalloc int[2];
        Assert.Equal(0, Socketpair(AF_UNIX, SOCK_DGRAM | HostSockets.CloseOnExec, 0, ends));
        _system = ends[1];
        if (OperatingSystem.IsMacOS())
        {
            Assert.Equal(0, new LibSystem().Ioctl(_system, XnuRequests.FIOCLEX, null));
            Enlarge(ends[0]);
            Enlarge(ends[1]);
        }

        Device = TunDevice.FromDescriptor(ends[0], ownsDescriptor: true, offload);
    }

    /// <summary>
    /// Whether poll(2) knows when there is room for a packet. On a Mac a full queue shows only when one is refused.
    /// </summary>
    internal static bool TellsOfRoom => !OperatingSystem.IsMacOS();

    internal TunDevice Device { get; }

    /// <summary>Whether the end of the device is closed, and not only full. It gets a datagram without a packet.</summary>
    internal bool IsDeviceClosed
        => Send(Framing.Add([]), HostSockets.DoNotWait) < 0 && !HostSockets.IsFull(Marshal.GetLastPInvokeError());

    /// <summary>The end of the system as a device, for those who read and write very often.</summary>
    internal TunDevice OpenSystemEnd() => TunDevice.FromDescriptor(_system, ownsDescriptor: false);

    /// <summary>Lets the system put a packet into the device's queue.</summary>
    internal void Feed(params ReadOnlySpan<byte> packet)
    {
        byte[] frame = Framing.Add(packet);
        nint sent = Send(frame, 0);
        while (sent < 0 && HostSockets.IsFull(Marshal.GetLastPInvokeError()))
        {
            // Only a Mac does not wait for room by itself.
            Thread.Sleep(1);
            sent = Send(frame, 0);
        }

        Assert.Equal(frame.Length, sent);
    }

    /// <summary>The same, if there is room in the queue.</summary>
    internal bool TryFeed(ReadOnlySpan<byte> packet) => Send(Framing.Add(packet), HostSockets.DoNotWait) > 0;

    /// <summary>Lets the system put a datagram into the queue as it is, whatever should lie before a packet.</summary>
    internal void FeedFrame(params ReadOnlySpan<byte> frame) => Assert.Equal(frame.Length, Send(frame, 0));

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
    internal byte[]? Take() => TakeFrame() is byte[] frame ? Framing.Remove(frame) : null;

    /// <summary>The same with what lies before the packet.</summary>
    internal unsafe byte[]? TakeFrame()
    {
        byte[] buffer = new byte[Math.Max(VirtioHeader.Size, Framing.HeaderSize) + TunDevice.MaxPacketLength];
        fixed (byte* bytes = buffer)
        {
            nint length = Receive(_system, bytes, (nuint)buffer.Length, HostSockets.DoNotWait);
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
    internal void LimitDatagrams()
    {
        // Linux takes the smallest that it has.
        const int Size = 2048;
        Set((int)Device.Queue.Handle.DangerousGetHandle(), HostSockets.SendBuffer, Size);
    }

    public void Dispose()
    {
        Device.Dispose();
        if (!_hasHungUp)
        {
            _ = Close(_system);
        }
    }

    // By itself a datagram has at most 2 KB there, and a queue 4.
    private static void Enlarge(int socket)
    {
        const int Size = 256 * 1024;
        Set(socket, HostSockets.SendBuffer, Size);
        Set(socket, HostSockets.ReceiveBuffer, Size);
    }

    private static unsafe void Set(int socket, int option, int value)
        => Assert.Equal(0, SetOption(socket, HostSockets.SocketLevel, option, &value, sizeof(int)));

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
