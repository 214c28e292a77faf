using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TunPS.Native.MacOS;

namespace TunPS.MacOS.Tests.Native;

/// <summary>
/// What TunPS.Native.MacOS has of the kernel's: every struct, every field of one, and every constant.
/// </summary>
internal static class NativeMembers
{
    private const BindingFlags AllFields = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    internal static IEnumerable<Type> Types => typeof(IXnu).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(IXnu).Namespace && !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    internal static IEnumerable<Type> Structs => Types.Where(type => type.IsValueType && !type.IsEnum);

    /// <summary>In the form of <see cref="Facts"/>.</summary>
    internal static Dictionary<string, string> Describe()
    {
        Dictionary<string, string> members = Structs
            .ToDictionary(type => type.Name, type => Number(Marshal.SizeOf(type)));
        foreach (FieldInfo field in Types.SelectMany(type => type.GetFields(AllFields)))
        {
            if (field.IsLiteral)
            {
                members.Add(NameOf(field), Number(field.GetRawConstantValue()!));
            }
            else if (!field.IsStatic && field.DeclaringType!.IsValueType)
            {
                nint offset = Marshal.OffsetOf(field.DeclaringType, field.Name);
                members.Add(NameOf(field), $"{offset}+{Marshal.SizeOf(field.FieldType)}");
            }
        }

        return members;
    }

    private static string NameOf(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    private static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
