using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>The name that every request about an interface begins with: 15 bytes at most, and a NUL.</summary>
[StructLayout(LayoutKind.Explicit, Size = InterfaceConstants.IFNAMSIZ)]
internal unsafe struct InterfaceNameField
{
    [FieldOffset(0)]
    private fixed byte _bytes[InterfaceConstants.IFNAMSIZ];

    /// <exception cref="ArgumentException">The name is too long.</exception>
    public static implicit operator InterfaceNameField(string name)
    {
        InterfaceNameField field = default;
        TextField.Write(new Span<byte>(field._bytes, InterfaceConstants.IFNAMSIZ), name);
        return field;
    }

    public override readonly string ToString()
    {
        fixed (byte* bytes = _bytes)
        {
            return TextField.Read(new ReadOnlySpan<byte>(bytes, InterfaceConstants.IFNAMSIZ));
        }
    }
}
