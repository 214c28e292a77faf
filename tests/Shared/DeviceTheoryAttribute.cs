using System.Runtime.CompilerServices;

namespace TunPS.Testing;

/// <summary>A theory about real devices: skipped with the reason where there can be none.</summary>
internal sealed class DeviceTheoryAttribute : TheoryAttribute
{
    public DeviceTheoryAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!DeviceAccess.IsRequired)
        {
            Skip = DeviceAccess.Problem;
        }
    }
}
