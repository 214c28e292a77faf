using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace TunPS.Stress;

/// <summary>A terminal with a program in it, and nobody but this program at the keyboard.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    /// <summary>What the key combination Ctrl+C types; the terminal makes SIGINT of it.</summary>
    internal const string ControlC = "\x03";

    // The question of a program where the cursor is, to which every terminal has an answer; .NET waits for it.
    private const string WhereIsCursor = "\e[6n";
    private const string CursorIsHome = "\e[1;1R";

    // A session of its own, so that the terminal becomes the one that its Ctrl+C goes to.
    private const string StartInTerminal =
        "terminal=$1; shift; exec setsid --ctty \"$@\" <\"$terminal\" >\"$terminal\" 2>&1";

    private readonly int _keyboard;
    private readonly StringBuilder _screen = new();
    private readonly Thread _reader;
    private long _lastRead;

    internal PseudoTerminal(string program, params string[] arguments)
    {
        _keyboard = Check(Libc.PosixOpenPt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC));
        _ = Check(Libc.GrantPt(_keyboard));
        _ = Check(Libc.UnlockPt(_keyboard));
        ProcessStartInfo start = new("sh", ["-c", StartInTerminal, "sh", FindName(), program, .. arguments]);
        start.Environment["TERM"] = "dumb";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        Process = Process.Start(start)!;
        _reader = new Thread(ReadScreen);
        _reader.Start();
    }

    /// <summary>The program: each step on the way to it takes the place of the one before.</summary>
    internal Process Process { get; }

    internal unsafe void Type(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* first = bytes)
        {
            _ = Check((int)Libc.Write(_keyboard, first, (nuint)bytes.Length));
        }
    }

    /// <summary>Waits for a text on the screen, and tells the moment when it came.</summary>
    /// <exception cref="TimeoutException">It did not come; the message has what came instead.</exception>
    internal long WaitFor(string text, TimeSpan patience)
    {
        long begin = Stopwatch.GetTimestamp();
        lock (_screen)
        {
            while (!_screen.ToString().Contains(text, StringComparison.Ordinal))
            {
                TimeSpan rest = patience - Stopwatch.GetElapsedTime(begin);
                if (rest <= TimeSpan.Zero || !Monitor.Wait(_screen, rest))
                {
                    throw new TimeoutException($"The terminal does not show '{text}', but: {_screen}");
                }
            }

            _ = _screen.Clear();
            return _lastRead;
        }
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        // Ends because nobody has the other side open any more.
        _reader.Join();
        _ = Libc.Close(_keyboard);
        Process.Dispose();
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private unsafe string FindName()
    {
        byte* name = stackalloc byte[64];
        int error = Libc.PtsName(_keyboard, name, 64);
        return error == 0 ? Marshal.PtrToStringUTF8((nint)name)! : throw new Win32Exception(error);
    }

    private unsafe void ReadScreen()
    {
        byte* bytes = stackalloc byte[4096];
        nint count;
        while ((count = Libc.Read(_keyboard, bytes, 4096)) > 0)
        {
            long now = Stopwatch.GetTimestamp();
            string text = Encoding.Latin1.GetString(bytes, (int)count);
            lock (_screen)
            {
                _lastRead = now;
                _ = _screen.Append(text);
                Monitor.PulseAll(_screen);
            }

            if (text.Contains(WhereIsCursor, StringComparison.Ordinal))
            {
                Type(CursorIsHome);
            }
        }
    }
}
