using System.Runtime.CompilerServices;

namespace TunPS.Tests.Examples;

/// <summary>A theory about examples: skipped with the reason where there is no pwsh, or can be no device.</summary>
internal sealed class ExampleTheoryAttribute : TheoryAttribute
{
    public ExampleTheoryAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!DeviceAccess.IsRequired && DeviceAccess.Problem is string problem)
        {
            Skip = problem;
        }
        else if (!ExampleTools.IsPwshRequired && !ExampleTools.IsInstalled("pwsh"))
        {
            Skip = "pwsh is not installed.";
        }
    }
}
