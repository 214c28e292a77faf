using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>struct iovec: one of the pieces that readv(2) fills or writev(2) takes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}
