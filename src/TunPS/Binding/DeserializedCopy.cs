using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace TunPS;

/// <summary>What is left of an object after a job in another process, another machine, or a file of Export-Clixml.</summary>
internal static class DeserializedCopy
{
    /// <summary>False for anything else than a copy of an object of that type.</summary>
    internal static bool TryFind<T>(object? value, [NotNullWhen(true)] out PSObject? copy)
    {
        copy = value is PSObject { TypeNames: { } names } found && names.Contains($"Deserialized.{typeof(T).FullName}")
            ? found
            : null;
        return copy is not null;
    }
}
