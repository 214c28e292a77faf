using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// Sets what an interface gives and takes in one piece. That belongs to the interface and not to the queue, and
/// outlives whoever set it.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TunOffload
{
    private const uint Tcp = TunRequests.TUN_F_CSUM | TunRequests.TUN_F_TSO4 | TunRequests.TUN_F_TSO6;
    private const uint Udp = TunRequests.TUN_F_USO4 | TunRequests.TUN_F_USO6;

    /// <summary>Switches offload on or off for the interface of a queue that was attached with such flags.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="isWanted">Whether it was attached with a virtio header.</param>
    /// <param name="level">What the queue has then.</param>
    /// <returns>Why that cannot be; null when it is done.</returns>
    internal static Failure? Set(DescriptorHandle queue, bool isWanted, out OffloadLevel level)
    {
        level = OffloadLevel.None;
        if (!isWanted)
        {
            return Clear(queue) is int errno and not 0 ? LinuxErrors.Any(errno) : null;
        }

        // A persistent interface may have kept the longer header of whoever had it before.
        int failed = SetHeaderSize(queue, VirtioHeader.Size);
        return failed != 0 ? LinuxErrors.Offloading(failed) : Enable(queue, out level);
    }

    /// <summary>Switches on what the kernel has, on a queue with a virtio header.</summary>
    internal static Failure? Enable(DescriptorHandle queue, out OffloadLevel level)
    {
        level = OffloadLevel.Tcp;
        int errno = SetMask(queue, Tcp);
        if (errno != 0)
        {
            return LinuxErrors.Offloading(errno);
        }

        if (SetMask(queue, Tcp | Udp) == 0)
        {
            level = OffloadLevel.TcpAndUdp;
        }

        return null;
    }

    /// <summary>
    /// A persistent interface that once was opened with offload would still hand out 64 KiB super-packets. Returns the
    /// errno, or 0.
    /// </summary>
    internal static int Clear(DescriptorHandle queue) => SetMask(queue, 0);

    /// <summary>The length of the virtio header in bytes, or the negative errno.</summary>
    internal static unsafe int GetHeaderSize(DescriptorHandle queue)
    {
        int size;
        return Libc.Ioctl(queue, TunRequests.TUNGETVNETHDRSZ, &size) == 0 ? size : -Marshal.GetLastPInvokeError();
    }

    private static unsafe int SetHeaderSize(DescriptorHandle queue, int size)
        => Libc.Ioctl(queue, TunRequests.TUNSETVNETHDRSZ, &size) == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int SetMask(DescriptorHandle queue, nuint mask)
        => Libc.Ioctl(queue, TunRequests.TUNSETOFFLOAD, mask) == 0 ? 0 : Marshal.GetLastPInvokeError();
}
