using System.Runtime.InteropServices;
using System.Text;

namespace TunPS.Native.Linux;

/// <summary>
/// struct ifreq (netdevice(7)): a name and a union. The kernel copies 40 bytes in and out, whatever the request uses.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct InterfaceRequest
{
    /// <summary>IFNAMSIZ, the NUL included.</summary>
    internal const int NameSize = 16;

    [FieldOffset(0)]
    private fixed byte _name[NameSize];

    [FieldOffset(16)]
    internal ushort Flags;

    internal string Name
    {
        readonly get
        {
            fixed (byte* name = _name)
            {
                ReadOnlySpan<byte> bytes = new(name, NameSize);
                int end = bytes.IndexOf((byte)0);
                return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
            }
        }

        set
        {
            fixed (byte* name = _name)
            {
                Span<byte> bytes = new(name, NameSize);
                bytes.Clear();
                _ = Encoding.UTF8.GetBytes(value, bytes[..(NameSize - 1)]);
            }
        }
    }
}
