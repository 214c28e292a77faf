using System.Runtime.CompilerServices;
using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests;

/// <summary>Whatever system the tests of this project run on, what they test is the backend of macOS.</summary>
internal static class MacOSBackend
{
    // Before anything else in the test process; on a Mac it is there already, with the real kernel.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void PutInPlace()
#pragma warning restore CA2255
    {
        if (!OperatingSystem.IsMacOS())
        {
            TunPlatform.Current = new MacOSPlatform(new RecordedXnu());
        }
    }
}
