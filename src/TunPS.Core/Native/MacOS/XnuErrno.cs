namespace TunPS.Native.MacOS;

/// <summary>
/// The error numbers of xnu (sys/errno.h), and what they are in <see cref="Errno"/>, by which the rest of the library
/// tells errors apart.
/// </summary>
internal static class XnuErrno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int E2BIG = 7;
    internal const int EBADF = 9;
    internal const int EDEADLK = 11;
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
    internal const int EAGAIN = 35;
    internal const int EINPROGRESS = 36;
    internal const int EALREADY = 37;
    internal const int ENOTSOCK = 38;
    internal const int EDESTADDRREQ = 39;
    internal const int EMSGSIZE = 40;
    internal const int EPROTOTYPE = 41;
    internal const int ENOPROTOOPT = 42;
    internal const int EPROTONOSUPPORT = 43;
    internal const int ENOTSUP = 45;
    internal const int EAFNOSUPPORT = 47;
    internal const int EADDRINUSE = 48;
    internal const int EADDRNOTAVAIL = 49;
    internal const int ENETDOWN = 50;
    internal const int ENETUNREACH = 51;
    internal const int ECONNABORTED = 53;
    internal const int ECONNRESET = 54;
    internal const int ENOBUFS = 55;
    internal const int EISCONN = 56;
    internal const int ENOTCONN = 57;
    internal const int ESHUTDOWN = 58;
    internal const int ETIMEDOUT = 60;
    internal const int ECONNREFUSED = 61;
    internal const int ELOOP = 62;
    internal const int ENAMETOOLONG = 63;
    internal const int EHOSTDOWN = 64;
    internal const int EHOSTUNREACH = 65;
    internal const int ENOSYS = 78;
    internal const int ECANCELED = 89;
    internal const int EBADMSG = 94;
    internal const int EOPNOTSUPP = 102;

    // Up to ERANGE both have the numbers of old Unix, except for this one. Beyond it they share nothing but names.
    private static readonly (int Xnu, int Portable)[] s_pairs =
    [
        (EDEADLK, Errno.EDEADLK),
        (EAGAIN, Errno.EAGAIN),
        (EINPROGRESS, Errno.EINPROGRESS),
        (EALREADY, Errno.EALREADY),
        (ENOTSOCK, Errno.ENOTSOCK),
        (EDESTADDRREQ, Errno.EDESTADDRREQ),
        (EMSGSIZE, Errno.EMSGSIZE),
        (EPROTOTYPE, Errno.EPROTOTYPE),
        (ENOPROTOOPT, Errno.ENOPROTOOPT),
        (EPROTONOSUPPORT, Errno.EPROTONOSUPPORT),
        (EAFNOSUPPORT, Errno.EAFNOSUPPORT),
        (EADDRINUSE, Errno.EADDRINUSE),
        (EADDRNOTAVAIL, Errno.EADDRNOTAVAIL),
        (ENETDOWN, Errno.ENETDOWN),
        (ENETUNREACH, Errno.ENETUNREACH),
        (ECONNABORTED, Errno.ECONNABORTED),
        (ECONNRESET, Errno.ECONNRESET),
        (ENOBUFS, Errno.ENOBUFS),
        (EISCONN, Errno.EISCONN),
        (ENOTCONN, Errno.ENOTCONN),
        (ESHUTDOWN, Errno.ESHUTDOWN),
        (ETIMEDOUT, Errno.ETIMEDOUT),
        (ECONNREFUSED, Errno.ECONNREFUSED),
        (ELOOP, Errno.ELOOP),
        (ENAMETOOLONG, Errno.ENAMETOOLONG),
        (EHOSTDOWN, Errno.EHOSTDOWN),
        (EHOSTUNREACH, Errno.EHOSTUNREACH),
        (ENOSYS, Errno.ENOSYS),
        (ECANCELED, Errno.ECANCELED),
        (EBADMSG, Errno.EBADMSG),

        // Two numbers in xnu, one in Linux. Networking says EOPNOTSUPP; ENOTSUP keeps a number of its own.
        (EOPNOTSUPP, Errno.EOPNOTSUPP),
    ];

    private static readonly int[] s_toPortable = Table(s_pairs);
    private static readonly int[] s_fromPortable = Table(s_pairs.Select(pair => (pair.Portable, pair.Xnu)));

    /// <summary>
    /// The number in <see cref="Errno"/> of a number of xnu. No two give the same, whatever they are.
    /// </summary>
    internal static int ToPortable(int errno) => Translate(errno, s_toPortable);

    /// <summary>The number of xnu of a number in <see cref="Errno"/>: undoes <see cref="ToPortable"/>.</summary>
    internal static int FromPortable(int errno) => Translate(errno, s_fromPortable);

    private static int Translate(int errno, int[] table) => errno >= Errno.Foreign
        ? errno - Errno.Foreign
        : (uint)errno < (uint)table.Length ? table[errno] : errno + Errno.Foreign;

    // What is not in it is the other system's own, and gets out of the way.
    private static int[] Table(IEnumerable<(int From, int To)> pairs)
    {
        int[] table =
        [
            .. Enumerable.Range(0, 128).Select(number => number <= ERANGE ? number : number + Errno.Foreign),
        ];
        foreach ((int from, int to) in pairs)
        {
            table[from] = to;
        }

        return table;
    }
}
