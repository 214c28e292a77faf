using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace TunPS.Tests.Examples;

/// <summary>Compiles a program in C# against TunPS.Core, as a project of its own with implicit usings does.</summary>
internal static class CSharpExample
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // The core is for an older framework, which no project that uses it hears of either.
    private static readonly Dictionary<string, ReportDiagnostic> s_silent = new()
    {
        ["CS1701"] = ReportDiagnostic.Suppress,
        ["CS1702"] = ReportDiagnostic.Suppress,
    };

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "TunPS.Core.dll" or "PacketDotNet.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Compiles it into the folder, beside what it needs.</summary>
    /// <returns>The words that run it.</returns>
    internal static string[] Compile(string code, string folder)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), CSharpSyntaxTree.ParseText(code, options)],
            s_references.Value,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: s_silent));
        string program = Path.Combine(folder, "Example.dll");
        EmitResult result = compilation.Emit(program);
        IEnumerable<Diagnostic> faults = result.Diagnostics
            .Where(fault => fault.Severity >= DiagnosticSeverity.Warning);
        Assert.True(result.Success && !faults.Any(), $"It does not compile:\n{string.Join('\n', faults)}");
        foreach (string assembly in new[] { "TunPS.Core.dll", "PacketDotNet.dll" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, assembly), Path.Combine(folder, assembly));
        }

        string configuration = Path.Combine(folder, "Example.runtimeconfig.json");
        File.WriteAllText(configuration, $$"""
            {
              "runtimeOptions": {
                "tfm": "net{{Environment.Version.ToString(2)}}",
                "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" }
              }
            }
            """);
        return ["dotnet", program];
    }
}
