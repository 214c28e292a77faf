using System.Management.Automation;

namespace TunPS;

/// <summary>Values as PowerShell hands them over: often in a wrapper.</summary>
internal static class PSValue
{
    /// <summary>The value without PowerShell's wrapper.</summary>
    internal static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
