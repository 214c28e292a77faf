using System.Diagnostics;

namespace TunPS.MacOS.Tests.Native;

/// <summary>A C compiler of this machine.</summary>
internal sealed class CCompiler(string file)
{
    /// <summary>The one in the first of the folders that has one; null where none has.</summary>
    /// <param name="folders">As in PATH.</param>
    internal static CCompiler? Find(string? folders) => (folders ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "cc"))
        .Where(File.Exists)
        .Select(file => new CCompiler(file))
        .FirstOrDefault();

    /// <summary>Compiles a program of this folder, without a warning, and gives what it prints.</summary>
    internal string Run(string source)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tunps-tests-");
        try
        {
            string program = Path.Combine(folder.FullName, "program");
            string path = Path.Combine(AppContext.BaseDirectory, "Native", source);
            _ = Output(file, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o", program, path);
            return Output(program);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} failed: {errors.Result}");
        return output;
    }
}
