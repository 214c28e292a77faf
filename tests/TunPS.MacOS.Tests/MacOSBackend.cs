using System.Runtime.CompilerServices;
using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests;

/// <summary>Whatever system the tests of this project run on, what they test is the backend of macOS.</summary>
internal static class MacOSBackend
{
    private static readonly RecordedXnu? s_kernel = OperatingSystem.IsMacOS() ? null : new RecordedXnu();

    /// <summary>The kernel behind the whole process. On a Mac that is the real one: who asks for this is skipped.</summary>
    internal static RecordedXnu Kernel => s_kernel ?? new RecordedXnu();

    // Before anything else in the test process; on a Mac it is there already, with the real kernel.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void PutInPlace()
#pragma warning restore CA2255
    {
        if (s_kernel is not null)
        {
            TunPlatform.Current = new MacOSPlatform(s_kernel);
        }
    }
}
