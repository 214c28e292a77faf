using System.Diagnostics;

namespace TunPS.Stress;

/// <summary>Compiles the C programs of this project when they are first asked for, into a folder that goes at the end.</summary>
internal sealed class CTools : IDisposable
{
    /// <summary>What to say where there is no compiler.</summary>
    internal const string Missing = "cc (any C compiler with the kernel's headers) not found";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tunps-stress-");

    /// <summary>The program of that name; null where there is no compiler.</summary>
    internal CProgram? Find(string name)
    {
        if (Repository.FindProgram("cc") is not string compiler)
        {
            return null;
        }

        string file = Path.Combine(_folder.FullName, name);
        if (!File.Exists(file))
        {
            string source = Path.Combine(AppContext.BaseDirectory, "c", $"{name}.c");
            using Process cc = Process.Start(compiler, ["-O2", "-pthread", "-o", file, source]);
            cc.WaitForExit();
            if (cc.ExitCode != 0)
            {
                throw new InvalidOperationException($"{name}.c does not compile.");
            }
        }

        return new CProgram(file);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
