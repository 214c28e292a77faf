using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>
/// Internet socket addresses between xnu, which has a length and a family of one byte each, and Linux, which has a
/// family of two bytes. What follows is the same.
/// </summary>
internal static class HostAddress
{
    private const byte LinuxInet6 = 10;

    internal static void ToLinux(Span<byte> address)
    {
        // The kernel puts the length of the call into sa_len, so that what the caller wrote does not matter
        // (getsockaddr, bsd/kern/uipc_syscalls.c).
        address[0] = address[1] == AF_INET6 ? LinuxInet6 : address[1];
        address[1] = 0;
    }

    internal static void ToXnu(Span<byte> address)
    {
        address[1] = address[0] == LinuxInet6 ? (byte)AF_INET6 : address[0];
        address[0] = (byte)address.Length;
    }
}
