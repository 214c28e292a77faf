using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct ctl_info (sys/kern_control.h), 100 bytes: the name of a kernel control, and the number it has.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 100)]
internal unsafe struct ControlInfo
{
    /// <summary>What the kernel answers. It differs from one start of the system to the next.</summary>
    [FieldOffset(0)]
    internal uint Id;

    [FieldOffset(4)]
    private fixed byte _name[XnuSockets.MAX_KCTL_NAME];

    internal string Name
    {
        readonly get
        {
            fixed (byte* name = _name)
            {
                return TextField.Read(new ReadOnlySpan<byte>(name, XnuSockets.MAX_KCTL_NAME));
            }
        }

        set
        {
            fixed (byte* name = _name)
            {
                TextField.Write(new Span<byte>(name, XnuSockets.MAX_KCTL_NAME), value);
            }
        }
    }
}
