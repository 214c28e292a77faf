namespace TunPS.Native;

/// <summary>
/// The error numbers this library tells apart, spelled as in errno(3). The numbers are those of Linux; where a system
/// counts otherwise they are translated as they come in.
/// </summary>
internal static class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int E2BIG = 7;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EFAULT = 14;
    internal const int EBUSY = 16;
    internal const int EEXIST = 17;
    internal const int ENODEV = 19;
    internal const int ENOTDIR = 20;
    internal const int EISDIR = 21;
    internal const int EINVAL = 22;
    internal const int ENFILE = 23;
    internal const int EMFILE = 24;
    internal const int ENOTTY = 25;
    internal const int ENOSPC = 28;
    internal const int EPIPE = 32;
    internal const int ERANGE = 34;
    internal const int EDEADLK = 35;
    internal const int ENAMETOOLONG = 36;
    internal const int ENOSYS = 38;
    internal const int ELOOP = 40;
    internal const int EBADMSG = 74;
    internal const int EBADFD = 77;
    internal const int ENOTSOCK = 88;
    internal const int EDESTADDRREQ = 89;
    internal const int EMSGSIZE = 90;
    internal const int EPROTOTYPE = 91;
    internal const int ENOPROTOOPT = 92;
    internal const int EPROTONOSUPPORT = 93;
    internal const int EOPNOTSUPP = 95;
    internal const int EAFNOSUPPORT = 97;
    internal const int EADDRINUSE = 98;
    internal const int EADDRNOTAVAIL = 99;
    internal const int ENETDOWN = 100;
    internal const int ENETUNREACH = 101;
    internal const int ECONNABORTED = 103;
    internal const int ECONNRESET = 104;
    internal const int ENOBUFS = 105;
    internal const int EISCONN = 106;
    internal const int ENOTCONN = 107;
    internal const int ESHUTDOWN = 108;
    internal const int ETIMEDOUT = 110;
    internal const int ECONNREFUSED = 111;
    internal const int EHOSTDOWN = 112;
    internal const int EHOSTUNREACH = 113;
    internal const int EALREADY = 114;
    internal const int EINPROGRESS = 115;
    internal const int ECANCELED = 125;

    /// <summary>
    /// A number of another system that has no counterpart here, as one of ours: this is added to it, so that it cannot be
    /// taken for an error of Linux.
    /// </summary>
    internal const int Foreign = 1000;

    /// <summary>macOS tells this apart from EOPNOTSUPP, Linux does not.</summary>
    internal const int ENOTSUP = Foreign + 45;

    /// <summary>What a person calls the error: <c>EPERM (1)</c>.</summary>
    /// <param name="errno">The number here.</param>
    /// <param name="systemErrno">The number that the system has for it.</param>
    internal static string Describe(int errno, int systemErrno)
    {
        string? name = errno switch
        {
            EPERM => nameof(EPERM),
            ENOENT => nameof(ENOENT),
            ESRCH => nameof(ESRCH),
            EINTR => nameof(EINTR),
            EIO => nameof(EIO),
            ENXIO => nameof(ENXIO),
            E2BIG => nameof(E2BIG),
            EBADF => nameof(EBADF),
            EAGAIN => nameof(EAGAIN),
            ENOMEM => nameof(ENOMEM),
            EACCES => nameof(EACCES),
            EFAULT => nameof(EFAULT),
            EBUSY => nameof(EBUSY),
            EEXIST => nameof(EEXIST),
            ENODEV => nameof(ENODEV),
            ENOTDIR => nameof(ENOTDIR),
            EISDIR => nameof(EISDIR),
            EINVAL => nameof(EINVAL),
            ENFILE => nameof(ENFILE),
            EMFILE => nameof(EMFILE),
            ENOTTY => nameof(ENOTTY),
            ENOSPC => nameof(ENOSPC),
            EPIPE => nameof(EPIPE),
            ERANGE => nameof(ERANGE),
            EDEADLK => nameof(EDEADLK),
            ENAMETOOLONG => nameof(ENAMETOOLONG),
            ENOSYS => nameof(ENOSYS),
            ELOOP => nameof(ELOOP),
            EBADMSG => nameof(EBADMSG),
            EBADFD => nameof(EBADFD),
            ENOTSOCK => nameof(ENOTSOCK),
            EDESTADDRREQ => nameof(EDESTADDRREQ),
            EMSGSIZE => nameof(EMSGSIZE),
            EPROTOTYPE => nameof(EPROTOTYPE),
            ENOPROTOOPT => nameof(ENOPROTOOPT),
            EPROTONOSUPPORT => nameof(EPROTONOSUPPORT),
            EOPNOTSUPP => nameof(EOPNOTSUPP),
            EAFNOSUPPORT => nameof(EAFNOSUPPORT),
            EADDRINUSE => nameof(EADDRINUSE),
            EADDRNOTAVAIL => nameof(EADDRNOTAVAIL),
            ENETDOWN => nameof(ENETDOWN),
            ENETUNREACH => nameof(ENETUNREACH),
            ECONNABORTED => nameof(ECONNABORTED),
            ECONNRESET => nameof(ECONNRESET),
            ENOBUFS => nameof(ENOBUFS),
            EISCONN => nameof(EISCONN),
            ENOTCONN => nameof(ENOTCONN),
            ESHUTDOWN => nameof(ESHUTDOWN),
            ETIMEDOUT => nameof(ETIMEDOUT),
            ECONNREFUSED => nameof(ECONNREFUSED),
            EHOSTDOWN => nameof(EHOSTDOWN),
            EHOSTUNREACH => nameof(EHOSTUNREACH),
            EALREADY => nameof(EALREADY),
            EINPROGRESS => nameof(EINPROGRESS),
            ECANCELED => nameof(ECANCELED),
            ENOTSUP => nameof(ENOTSUP),
            _ => null,
        };
        return name is null ? $"errno {systemErrno}" : $"{name} ({systemErrno})";
    }
}
