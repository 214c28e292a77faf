using System.Net;
using TunPS.Native;

namespace TunPS.Platform;

/// <summary>
/// A system without TUN devices that TunPS could drive, such as Windows. Packets and captures work there; all else says
/// so.
/// </summary>
internal sealed class UnsupportedPlatform : TunPlatform
{
    private static readonly Failure s_failure = new(
        TunError.NotSupported,
        "TunPS drives TUN devices on Linux and macOS only",
        Remedy: "Run it there: on Windows, WSL 2 will do, and elsewhere a virtual machine or a container. Packets and "
            + "captures can be made, read and written on any system.");

    internal override ulong NamespaceCookie => 0;

    internal override void ThrowIfUnsupported(string operation) => throw new TunException(operation, s_failure);

    internal override Failure? FindUnavailable(TunFeature feature) => s_failure;

    internal override Failure Meaning(int errno) => s_failure;

    internal override Failure Gone => s_failure;

    internal override TunQueue OpenQueue(TunDeviceOptions options, out bool created) => throw Unreachable();

    internal override TunQueue AdoptQueue(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload)
        => throw Unreachable();

    internal override Failure? ListLinks(out IReadOnlyList<LinkInfo> links) => throw Unreachable();

    internal override LinkInfo? FindLink(string name) => throw Unreachable();

    internal override TunLink GetLink(LinkInfo link) => throw Unreachable();

    internal override int OpenPipe(out int readEnd, out int writeEnd) => throw Unreachable();

    internal override int Poll(Span<PollFd> set, Deadline deadline) => throw Unreachable();

    internal override int OpenFile(string path, bool isWritten) => throw Unreachable();

    internal override unsafe int Read(DescriptorHandle descriptor, byte* buffer, int size) => throw Unreachable();

    internal override unsafe int Write(DescriptorHandle descriptor, byte* buffer, int size) => throw Unreachable();

    internal override InternetSocketAddress ToSocketAddress(IPEndPoint point) => throw Unreachable();

    internal override DescriptorHandle? OpenUdpSocket(
        ref InternetSocketAddress local, int receiveBuffer, out int errno) => throw Unreachable();

    internal override unsafe int Receive(
        DescriptorHandle socket, byte* buffer, int size, InternetSocketAddress* sender) => throw Unreachable();

    internal override unsafe int Send(
        DescriptorHandle socket, byte* datagram, int length, in InternetSocketAddress receiver) => throw Unreachable();

    // Whoever could come here was refused before.
    private static TunException Unreachable() => new("use a TUN device", s_failure);
}
