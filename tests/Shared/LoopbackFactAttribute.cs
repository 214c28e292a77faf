using System.Runtime.CompilerServices;

namespace TunPS.Testing;

/// <summary>A fact about loopback: skipped with the reason where Linux gives no private network for it.</summary>
internal sealed class LoopbackFactAttribute : FactAttribute
{
    public LoopbackFactAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!DeviceAccess.IsRequired)
        {
            Skip = DeviceAccess.NetworkProblem;
        }
    }
}
