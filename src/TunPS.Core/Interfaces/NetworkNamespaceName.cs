namespace TunPS;

/// <summary>The rules for names of network namespaces, checked before the kernel sees one.</summary>
internal static class NetworkNamespaceName
{
    /// <summary>Null for what can be the name or the path of a namespace, otherwise what is wrong with it.</summary>
    internal static string? FindProblem(string nameOrPath)
        => string.IsNullOrWhiteSpace(nameOrPath) || nameOrPath is "." or ".." || nameOrPath.Contains('\0', StringComparison.Ordinal)
            ? $"'{nameOrPath}' is no network namespace: give a name that ip netns list shows, or a path such as "
                + "/proc/4711/ns/net."
            : null;
}
