using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TunPS.Stress;

/// <summary>Sees whether a thread sleeps in poll(2), without any effect on it.</summary>
internal sealed class ThreadWatch : IDisposable
{
    private readonly SafeFileHandle _file;

    internal ThreadWatch(int thread, string process = "self")
        => _file = File.OpenHandle($"/proc/{process}/task/{thread}/syscall");

    // The number of the system call that the thread sleeps in: ppoll is 271 on x86-64 and 73 on arm64.
    private static string Call { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "271 " : "73 ";

    /// <summary>Whether the thread sleeps in poll(2) on any descriptors.</summary>
    internal bool IsInPoll => Read(stackalloc byte[8]).StartsWith(Encoding.ASCII.GetBytes(Call));

    /// <summary>Whether any thread of the process sleeps in the poll(2) of a receive from one device.</summary>
    internal static bool IsReceiving(int process)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{process}/task")
                .Select(folder => File.ReadAllText(Path.Combine(folder, "syscall")).Split(' '))
                .Any(words => $"{words[0]} " == Call && words[2] == "0x3");
        }
        catch (IOException)
        {
            // A thread that ended meanwhile.
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Read(Span<byte> text) => text[..RandomAccess.Read(_file, text, 0)];
}
