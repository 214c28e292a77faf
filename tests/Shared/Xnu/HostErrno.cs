namespace TunPS.Testing;

/// <summary>What xnu calls the errors of Linux.</summary>
internal static class HostErrno
{
    internal static int ToXnu(int errno) => errno switch
    {
        11 => 35, // EAGAIN
        35 => 11, // EDEADLK
        36 => 63, // ENAMETOOLONG
        38 => 78, // ENOSYS
        39 => 66, // ENOTEMPTY
        40 => 62, // ELOOP
        74 => 94, // EBADMSG
        88 => 38, // ENOTSOCK
        89 => 39, // EDESTADDRREQ
        90 => 40, // EMSGSIZE
        91 => 41, // EPROTOTYPE
        92 => 42, // ENOPROTOOPT
        93 => 43, // EPROTONOSUPPORT
        94 => 44, // ESOCKTNOSUPPORT
        95 => 102, // EOPNOTSUPP
        96 => 46, // EPFNOSUPPORT
        97 => 47, // EAFNOSUPPORT
        98 => 48, // EADDRINUSE
        99 => 49, // EADDRNOTAVAIL
        100 => 50, // ENETDOWN
        101 => 51, // ENETUNREACH
        102 => 52, // ENETRESET
        103 => 53, // ECONNABORTED
        104 => 54, // ECONNRESET
        105 => 55, // ENOBUFS
        106 => 56, // EISCONN
        107 => 57, // ENOTCONN
        108 => 58, // ESHUTDOWN
        110 => 60, // ETIMEDOUT
        111 => 61, // ECONNREFUSED
        112 => 64, // EHOSTDOWN
        113 => 65, // EHOSTUNREACH
        114 => 37, // EALREADY
        115 => 36, // EINPROGRESS
        <= 34 => errno,
        _ => throw new InvalidOperationException($"What xnu calls the error {errno} of Linux is not known here."),
    };
}
