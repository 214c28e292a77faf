using System.Runtime.CompilerServices;

namespace TunPS.Testing;

/// <summary>A fact about real devices: skipped with the reason where there can be none.</summary>
internal sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!DeviceAccess.IsRequired)
        {
            Skip = DeviceAccess.Problem;
        }
    }
}
