using System.Text;

namespace TunPS.Native.MacOS;

/// <summary>The text that a struct of the kernel has room for, with the NUL that ends it.</summary>
internal static class TextField
{
    internal static string Read(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Fills the field: the text, and zeros up to its end.</summary>
    /// <exception cref="ArgumentException">There is no room for the text and its NUL.</exception>
    internal static void Write(Span<byte> field, string text)
    {
        field.Clear();
        _ = Encoding.UTF8.GetBytes(text, field[..^1]);
    }
}
