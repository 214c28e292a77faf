using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TunPS.MacOS.Tests.Native;

/// <summary>
/// The calls into libraries that an assembly declares, read from its file: what C# made of them, not what it says.
/// </summary>
internal static class NativeImports
{
    /// <summary>
    /// Functions of libc that are variadic in C. The list is longer than what anybody would call from here, because a
    /// call that is not on it passes.
    /// </summary>
    private static readonly HashSet<string> s_variadic =
    [
        "ioctl", "__ioctl", "fcntl", "fcntl64", "__fcntl", "open", "open64", "__open", "__open_nocancel",
        "openat", "openat64", "__openat", "open_dprotected_np", "openat_dprotected_np", "guarded_open_np",
        "syscall", "__syscall", "prctl", "ptrace", "semctl", "__semctl", "sem_open", "shm_open", "mq_open", "mremap",
        "clone", "ulimit", "makecontext", "execl", "execle", "execlp",
        "printf", "fprintf", "dprintf", "sprintf", "snprintf", "asprintf", "wprintf", "fwprintf", "swprintf",
        "__printf_chk", "__fprintf_chk", "__dprintf_chk", "__sprintf_chk", "__snprintf_chk", "__asprintf_chk",
        "scanf", "fscanf", "sscanf", "wscanf", "fwscanf", "swscanf", "__isoc99_scanf", "__isoc99_sscanf",
        "strfmon", "strfmon_l", "syslog", "__syslog_chk", "asl_log", "os_log", "setproctitle",
        "err", "errx", "errc", "warn", "warnx", "warnc", "error", "error_at_line",
    ];

    /// <summary>Each call as the type that declares it, and the function.</summary>
    internal static IReadOnlyList<(string Namespace, string Type, string Function)> Of(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        List<(string, string, string)> imports = [];
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            {
                TypeDefinition type = Outermost(metadata, method.GetDeclaringType());
                imports.Add((
                    metadata.GetString(type.Namespace),
                    metadata.GetString(type.Name),
                    metadata.GetString(method.GetImport().Name)));
            }
        }

        return imports;
    }

    /// <summary>
    /// Those that are variadic in C, in order, each as often as it is declared. What follows a $ in a name of libSystem
    /// is a variant of the same function.
    /// </summary>
    internal static IEnumerable<string> Variadic(string assembly) => Of(assembly)
        .Where(import => s_variadic.Contains(import.Function.Split('$')[0]))
        .Select(import => $"{import.Namespace}.{import.Type}: {import.Function}")
        .Order(StringComparer.Ordinal);

    /// <summary>The members of other assemblies that an assembly uses, as "Type.Member".</summary>
    internal static IEnumerable<string> MembersUsed(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> members = [];
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                members.Add($"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
            }
        }

        return members;
    }

    private static TypeDefinition Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType().IsNil ? type : Outermost(metadata, type.GetDeclaringType());
    }
}
