using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TunPS.Tests;

/// <summary>Nothing in the module starts another program: not ip, not modprobe, not a shell.</summary>
public sealed class NoProcessTests
{
    private static readonly string[] s_types = ["Process", "ProcessStartInfo"];

    // Beginnings, because each has variants: execve, execvpe, posix_spawnp, clone3.
    private static readonly string[] s_functions =
        ["fork", "vfork", "_Fork", "clone", "exec", "fexec", "system", "popen", "posix_spawn", "syscall"];

    public static TheoryData<string> Assemblies() => ["TunPS.dll", "TunPS.Core.dll"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_member_that_starts_a_process_is_used(string assembly)
    {
        using PEReader file = new(File.OpenRead(Find(assembly)));
        MetadataReader metadata = file.GetMetadataReader();

        Assert.DoesNotContain(
            metadata.TypeReferences.Select(metadata.GetTypeReference),
            type => metadata.GetString(type.Namespace) == "System.Diagnostics"
                && s_types.Contains(metadata.GetString(type.Name)));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_native_function_that_starts_a_process_is_used(string assembly)
    {
        using PEReader file = new(File.OpenRead(Find(assembly)));
        MetadataReader metadata = file.GetMetadataReader();
        string[] functions = [.. metadata.MethodDefinitions
            .Select(handle => metadata.GetMethodDefinition(handle).GetImport())
            .Where(import => !import.Module.IsNil)
            .Select(import => metadata.GetString(import.Name))];

        Assert.Equal(assembly == "TunPS.Core.dll", functions.Length > 0);
        Assert.DoesNotContain(
            functions, name => s_functions.Any(word => name.StartsWith(word, StringComparison.Ordinal)));
    }

    /// <summary>The one that is staged: what users load.</summary>
    private static string Find(string assembly)
        => Assert.Single(Directory.EnumerateFiles(Repository.Module, assembly, SearchOption.AllDirectories));
}
