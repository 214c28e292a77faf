namespace TunPS.Native;

internal static partial class Posix
{
    internal const short POLLIN = 0x01;
    internal const short POLLPRI = 0x02;
    internal const short POLLOUT = 0x04;
    internal const short POLLERR = 0x08;
    internal const short POLLHUP = 0x10;
    internal const short POLLNVAL = 0x20;
}
