namespace TunPS.Native;

internal static class Libraries
{
    internal const string Libc = "libc";
}
