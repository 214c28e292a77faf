using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

// ioctl is variadic in C: int ioctl(int, unsigned long, ...). Apple's arm64 passes the variadic arguments on the stack,
// in slots of 8 bytes, also where registers are free; .NET passes them as if they were named, in the next register, and
// ioctl would take for its argument whatever the stack has. It may even succeed, and write there.
//
// Named arguments go to the stack when the 8 registers are full. So there are six between the request and the argument:
// it becomes the ninth, and lies where ioctl looks. It has to be of pointer size, because named arguments are packed on
// the stack. On x64 variadic arguments travel like named ones, and with six registers this form would be wrong.
internal sealed unsafe partial class LibSystem
{
    private static readonly bool s_isVariadicOnStack = IsVariadicOnStack(RuntimeInformation.ProcessArchitecture);

    public int Ioctl(int descriptor, nuint request, void* argument) => Result(s_isVariadicOnStack
        ? CallIoctl(descriptor, request, 0, 0, 0, 0, 0, 0, argument)
        : CallIoctl(descriptor, request, argument));

    /// <summary>The architecture of the process counts: on an arm64 Mac, one for x64 calls as x64 does.</summary>
    internal static bool IsVariadicOnStack(Architecture process) => process == Architecture.Arm64;

    [LibraryImport(Libraries.Libc, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int CallIoctl(int descriptor, nuint request, void* argument);

    [LibraryImport(Libraries.Libc, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int CallIoctl(
        int descriptor,
        nuint request,
        nint register2,
        nint register3,
        nint register4,
        nint register5,
        nint register6,
        nint register7,
        void* argument);
}
