using System.Reflection;
using System.Runtime.InteropServices;
using TunPS.Native.MacOS;

namespace TunPS.MacOS.Tests.Native;

/// <summary>
/// A variadic call that is declared as an ordinary one works everywhere but on Apple's arm64, where it may even seem
/// to. So each is on a list here, with the reason why it is right beside its declaration.
/// </summary>
public sealed partial class VariadicCallTests
{
    private static readonly string s_core = typeof(IXnu).Assembly.Location;
    private static readonly string s_cmdlets = Path.Combine(AppContext.BaseDirectory, "TunPS.dll");

    [Fact]
    public void No_variadic_function_is_called_but_those_that_are_known_to_be_called_right()
        => Assert.Equal(
            [
                "TunPS.Native.Linux.Libc: ioctl",
                "TunPS.Native.Linux.Libc: ioctl",
                "TunPS.Native.Linux.Libc: open",
                "TunPS.Native.Linux.Libc: prctl",
                "TunPS.Native.MacOS.LibSystem: ioctl",
                "TunPS.Native.MacOS.LibSystem: ioctl",
                "TunPS.Native.MacOS.LibSystem: open",
            ],
            NativeImports.Variadic(s_core));

    [Fact]
    public void Only_the_native_layer_calls_libraries()
    {
        Assert.Empty(NativeImports.Of(s_cmdlets));
        Assert.DoesNotContain(NativeImports.Of(s_core), import => !IsNative(import.Namespace));

        static bool IsNative(string @namespace) => @namespace == "TunPS.Native"
            || @namespace.StartsWith("TunPS.Native.", StringComparison.Ordinal);
    }

    [Fact]
    public void No_function_is_called_past_the_declarations()
    {
        string[] ways =
        [
            "NativeLibrary.GetExport", "NativeLibrary.TryGetExport", "Marshal.GetDelegateForFunctionPointer",
            "Marshal.GetFunctionPointerForDelegate",
        ];

        Assert.Empty(NativeImports.MembersUsed(s_core).Intersect(ways));
        Assert.Empty(NativeImports.MembersUsed(s_cmdlets).Intersect(ways));
    }

    [Fact]
    public void A_variadic_function_that_is_declared_is_found()
        => Assert.Contains(
            "TunPS.MacOS.Tests.Native.VariadicCallTests: fcntl",
            NativeImports.Variadic(typeof(VariadicCallTests).Assembly.Location));

    [Fact]
    public void The_argument_of_ioctl_is_its_third_or_its_ninth_and_as_wide_as_a_slot_of_the_stack()
    {
        MethodInfo[] forms =
        [
            .. typeof(LibSystem).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
                .Where(method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint == "ioctl")
                .OrderBy(method => method.GetParameters().Length),
        ];

        Assert.Equal([typeof(int), typeof(nuint), typeof(void*)], Types(forms[0]));
        Assert.Equal(
            [typeof(int), typeof(nuint), .. Enumerable.Repeat(typeof(nint), 6), typeof(void*)], Types(forms[1]));
        Assert.Equal(2, forms.Length);

        static Type[] Types(MethodInfo method)
            => [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
    }

    /// <summary>
    /// Two names in a register each; what is variadic is looked at only with O_CREAT, and never passed.
    /// </summary>
    [Fact]
    public void Open_passes_a_path_and_flags_and_nothing_else()
    {
        MethodInfo open = Assert.Single(
            typeof(LibSystem).GetMethods(BindingFlags.Static | BindingFlags.NonPublic),
            method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint == "open");

        Assert.Equal(2, open.GetParameters().Length);
    }

    // Never called: it is here to be found.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command);
}
