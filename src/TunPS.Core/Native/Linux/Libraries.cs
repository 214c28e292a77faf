namespace TunPS.Native.Linux;

internal static class Libraries
{
    internal const string Libc = "libc";
}
