using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress;

/// <summary>A program that is told what to do line by line: mostly a compiled one in C.</summary>
internal sealed class CProgram(string file)
{
    internal Run Start(params object[] arguments)
        => new(file, arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!));

    /// <summary>A run of the program. It works as long as its input is open.</summary>
    internal sealed class Run : IDisposable
    {
        private readonly Process _process;

        internal Run(string file, IEnumerable<string> arguments)
            => _process = Process.Start(new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;

        internal int ProcessId => _process.Id;

        /// <summary>Reads a line of its output.</summary>
        internal string ReadLine() => _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended too early.");

        /// <summary>Reads lines of its output up to one that says "done".</summary>
        internal IEnumerable<long> ReadNumbers()
        {
            while (ReadLine() is var line && line != "done")
            {
                yield return long.Parse(line, CultureInfo.InvariantCulture);
            }
        }

        /// <summary>Tells it to begin; some programs want to know with what.</summary>
        internal void Go(string line = "go") => _process.StandardInput.WriteLine(line);

        /// <summary>Ends its input, on which it ends, and gives what it still says.</summary>
        internal string End()
        {
            _process.StandardInput.Close();
            string rest = _process.StandardOutput.ReadToEnd();
            _process.WaitForExit();
            return rest;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
