using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

/// <summary>struct timespec(3): both members have the size of a long of the machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    internal nint Seconds;
    internal nint Nanoseconds;
}
