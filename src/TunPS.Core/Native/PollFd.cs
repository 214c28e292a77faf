using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>struct pollfd, 8 bytes (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    internal int Descriptor;
    internal short Interest;
    internal short Ready;
}
