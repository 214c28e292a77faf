using System.Net;
using TunPS.Native;
using TunPS.Native.MacOS;
using TunPS.Platform.Linux;
using TunPS.Platform.MacOS;

namespace TunPS.Platform;

/// <summary>
/// What differs from one operating system to the other. Chosen once, here; nothing else in the library asks which one it
/// is. Results follow the kernel's convention: a count, or the negative errno of <see cref="Errno"/>.
/// </summary>
internal abstract class TunPlatform
{
    /// <summary>The system that this process runs on. Tests put another one in its place, before anything is done.</summary>
    internal static TunPlatform Current { get; set; } = Choose();

    /// <summary>What tells the network of the calling thread from all others of the system.</summary>
    internal abstract ulong NamespaceCookie { get; }

    /// <summary>The smallest MTU of an interface in bytes.</summary>
    internal virtual int MinMtu => TunDevice.MinMtu;

    /// <summary>
    /// Null for a name that an interface of the system can have, otherwise what is wrong with it, as a sentence. What is
    /// looked at here are the rules that only this system has, beside those of <see cref="InterfaceName"/>.
    /// </summary>
    internal virtual string? FindNameProblem(string name) => null;

    /// <summary>Why the system has no such thing; null when it has.</summary>
    internal abstract Failure? FindUnavailable(TunFeature feature);

    /// <summary>Refuses what the system has not got.</summary>
    /// <exception cref="TunException">NotSupported; it says what there is instead.</exception>
    internal void ThrowIfUnavailable(TunFeature feature, string operation, TunDevice? device = null)
    {
        if (FindUnavailable(feature) is Failure failure)
        {
            throw new TunException(operation, failure, device);
        }
    }

    /// <summary>Says in plain words what a system without TUN support lacks, before a native call fails obscurely.</summary>
    /// <exception cref="TunException">There is no TUN support.</exception>
    internal virtual void ThrowIfUnsupported(string operation)
    {
    }

    /// <summary>The number that this system has for an errno of <see cref="Errno"/>.</summary>
    internal virtual int SystemErrno(int errno) => errno;

    /// <summary>What an error number means, wherever it comes from.</summary>
    internal abstract Failure Meaning(int errno);

    /// <summary>What poll says of an interface that is no more, as an error.</summary>
    internal abstract Failure Gone { get; }

    /// <summary>
    /// Creates an interface, or opens a queue of one that exists, as the options say.
    /// </summary>
    /// <param name="options">Name, layer, whether multi-queue, namespace.</param>
    /// <param name="created">False when the interface existed before.</param>
    /// <exception cref="TunException">The system does not give the interface.</exception>
    internal abstract TunQueue OpenQueue(TunDeviceOptions options, out bool created);

    /// <summary>Makes a queue of an open descriptor: a TUN descriptor, or a datagram socket in its place.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsDescriptor">Whether it is to be closed with the queue.</param>
    /// <param name="socketOffload">What a socket gives and takes; a TUN descriptor is asked.</param>
    /// <exception cref="ArgumentException">The descriptor is not open or cannot serve.</exception>
    internal abstract TunQueue AdoptQueue(int descriptor, bool ownsDescriptor, OffloadLevel socketOffload);

    /// <summary>All TUN and TAP interfaces in the network of the calling thread.</summary>
    internal abstract Failure? ListLinks(out IReadOnlyList<LinkInfo> links);

    /// <summary>The TUN or TAP interface of that name in the network of the calling thread; null when there is none.</summary>
    internal abstract LinkInfo? FindLink(string name);

    /// <summary>Why the name of a device that is to be opened or made cannot be had, as far as that is known before.</summary>
    internal virtual Failure? FindOccupant(string name, bool multiQueue) => null;

    /// <summary>An interface in the network of whichever thread is calling.</summary>
    internal abstract TunLink GetLink(LinkInfo link);

    /// <summary>The network namespaces that have a name, in order; none where there are no namespaces.</summary>
    internal virtual IReadOnlyList<string> GetNamespaceNames() => [];

    /// <summary>A close-on-exec, non-blocking pipe.</summary>
    /// <returns>0, or the negative errno.</returns>
    internal abstract int OpenPipe(out int readEnd, out int writeEnd);

    /// <summary>Waits for descriptors: the number of those that are ready, 0 when the time is over.</summary>
    internal abstract int Poll(Span<PollFd> set, Deadline deadline);

    /// <summary>Lets the calling thread be woken as exactly as the system can, whatever that costs.</summary>
    internal virtual void SharpenTimers()
    {
    }

    /// <summary>What lies at a path of the file system.</summary>
    internal virtual FileKind GetFileKind(string path) => FileKind.Other;

    /// <summary>Opens what is there, non-blocking and close-on-exec, to read or to write: a descriptor.</summary>
    internal abstract int OpenFile(string path, bool isWritten);

    /// <summary>read(2) of a descriptor that is no device.</summary>
    internal abstract unsafe int Read(DescriptorHandle descriptor, byte* buffer, int size);

    /// <summary>write(2) of a descriptor that is no device.</summary>
    internal abstract unsafe int Write(DescriptorHandle descriptor, byte* buffer, int size);

    /// <summary>An end point as the system's calls take it.</summary>
    internal abstract InternetSocketAddress ToSocketAddress(IPEndPoint point);

    /// <summary>A non-blocking UDP socket, bound to an end point, in the network of the calling thread; null when failed.</summary>
    /// <param name="local">Where to bind it, and where it is bound then.</param>
    /// <param name="receiveBuffer">How many bytes it should keep for a slow reader; the system gives what it allows.</param>
    /// <param name="errno">0, or why there is none.</param>
    internal abstract DescriptorHandle? OpenUdpSocket(
        ref InternetSocketAddress local, int receiveBuffer, out int errno);

    /// <summary>
    /// Receives a datagram: its length, which is more than <paramref name="size"/> when it did not fit.
    /// </summary>
    internal abstract unsafe int Receive(
        DescriptorHandle socket, byte* buffer, int size, InternetSocketAddress* sender);

    /// <summary>Sends a datagram.</summary>
    internal abstract unsafe int Send(
        DescriptorHandle socket, byte* datagram, int length, in InternetSocketAddress receiver);

    /// <summary>What a file is by its st_mode.</summary>
    private protected static FileKind KindOf(int mode) => (mode & Posix.S_IFMT) switch
    {
        Posix.S_IFIFO => FileKind.Fifo,
        Posix.S_IFCHR => FileKind.CharacterDevice,
        _ => FileKind.Other,
    };

    private static TunPlatform Choose()
        => OperatingSystem.IsLinux() ? new LinuxPlatform()
            : OperatingSystem.IsMacOS() ? new MacOSPlatform(new LibSystem())
            : new UnsupportedPlatform();
}
