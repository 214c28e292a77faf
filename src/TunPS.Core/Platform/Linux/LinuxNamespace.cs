using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// Works in network namespaces (network_namespaces(7)). Whatever is done there is done on a thread of its own, which ends
/// afterwards: no other thread ever leaves its namespace.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class LinuxNamespace
{
    // Where ip-netns(8) keeps the namespaces that have a name.
    private const string NamesFolder = "/run/netns";

    private const string WayToTheRight =
        "Run as root (sudo), or start the shell inside (sudo ip netns exec NAME pwsh). Entering a network namespace "
        + "needs CAP_SYS_ADMIN; CAP_NET_ADMIN alone is not enough.";

    /// <summary>The names that can be given, in order.</summary>
    internal static IReadOnlyList<string> GetNames()
    {
        try
        {
            return [.. Directory.EnumerateFiles(NamesFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What tells the network namespace of the calling thread from all others: the inode in /proc.</summary>
    internal static ulong GetIdentity() => InodeOf("/proc/thread-self/ns/net");

    /// <summary>Whether the calling thread is in that namespace.</summary>
    internal static bool IsCurrent(DescriptorHandle handle)
        => InodeOf($"/proc/self/fd/{handle.DangerousGetHandle()}") == GetIdentity();

    /// <summary>Does something in a namespace that has a name or a path.</summary>
    /// <exception cref="TunException">There is no such namespace, or it cannot be entered.</exception>
    internal static T Run<T>(string nameOrPath, Func<T> action)
    {
        string path = nameOrPath.Contains('/', StringComparison.Ordinal)
            ? nameOrPath
            : Path.Combine(NamesFolder, nameOrPath);
        string operation = $"enter the network namespace '{nameOrPath}'";

        // Non-blocking, because of what else the path may name: to open a FIFO would wait for ever.
        int descriptor = Libc.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw new TunException(operation, Entering(Marshal.GetLastPInvokeError()));
        }

        using DescriptorHandle handle = new(descriptor, ownsDescriptor: true);
        return Run(handle, operation, action);
    }

    /// <summary>
    /// Opens one more socket in the namespace of another. Needs no right, unless the calling thread is somewhere else.
    /// </summary>
    /// <exception cref="TunException">The namespace cannot be entered, or there is no descriptor left.</exception>
    internal static RtnetlinkSocket OpenSibling(RtnetlinkSocket socket, string operation)
    {
        RtnetlinkSocket sibling = RtnetlinkSocket.Open(operation);
        if (sibling.NamespaceCookie == socket.NamespaceCookie)
        {
            return sibling;
        }

        sibling.Dispose();
        int descriptor = Libc.Ioctl(socket.Handle, Libc.SIOCGSKNS, (nuint)0);
        if (descriptor < 0)
        {
            throw new TunException(operation, Entering(Marshal.GetLastPInvokeError()));
        }

        using DescriptorHandle handle = new(descriptor, ownsDescriptor: true);
        return Run(handle, operation, () => RtnetlinkSocket.Open(operation));
    }

    /// <summary>Does something in a namespace that is open.</summary>
    /// <exception cref="TunException">It cannot be entered.</exception>
    internal static T Run<T>(DescriptorHandle handle, string operation, Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                result = Libc.SetNs(handle, Libc.CLONE_NEWNET) == 0
                    ? action()
                    : throw new TunException(operation, Entering(Marshal.GetLastPInvokeError()));
            }
#pragma warning disable CA1031 // Not swallowed: thrown on the thread that waits for this one.
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
#pragma warning restore CA1031
        })
        {
            IsBackground = true,
            Name = "TunPS network namespace",
        };
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
        return result;
    }

    private static Failure Entering(int errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => new(
            TunError.NotFound,
            "there is no such namespace",
            errno,
            "Make it (sudo ip netns add NAME), or give the path of one, such as /proc/4711/ns/net."),
        Errno.EINVAL or Errno.EISDIR or Errno.ENXIO => new(
            TunError.InvalidValue, "it is something else than a network namespace", errno),
        Errno.EPERM or Errno.EACCES => new(
            TunError.AccessDenied,
            "the process lacks the right to enter it (CAP_SYS_ADMIN)",
            errno,
            WayToTheRight),
        _ => LinuxErrors.Any(errno),
    };

    // "net:[4026531840]"; 0 without /proc.
    private static ulong InodeOf(string link)
        => new FileInfo(link).LinkTarget is string target
            && ulong.TryParse(target.AsSpan().TrimStart("net:[").TrimEnd(']'), CultureInfo.InvariantCulture, out ulong inode)
            ? inode
            : 0;
}
