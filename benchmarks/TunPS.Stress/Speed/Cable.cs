using System.Globalization;

namespace TunPS.Stress.Speed;

/// <summary>Two network namespaces, and a program that passes packets between a device in each of them.</summary>
internal sealed class Cable : IDisposable
{
    // That of the times in /proc; it is the same on all machines.
    private const double TicksPerSecond = 100;

    private readonly PrivateEnd _first = new();
    private readonly PrivateEnd _second = new();
    private readonly CProgram.Run _program;
    private readonly List<TransferResult> _transfers = [];
    private readonly List<double> _seconds = [];

    /// <summary>Starts the program.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="start">Starts it with the paths of the two namespaces.</param>
    internal Cable(string name, Func<string, string, CProgram.Run> start)
    {
        Name = name;
        _program = start(_first.Path, _second.Path);
        if (_program.ReadLine() is var line && line != "ready")
        {
            throw new InvalidOperationException($"{name}: {line}");
        }
    }

    internal string Name { get; }

    /// <summary>The namespace with the address 192.0.2.1; the other one has 192.0.2.2.</summary>
    internal PrivateEnd First => _first;

    internal IReadOnlyList<double> Gigabits => [.. _transfers.Select(transfer => transfer.BitsPerSecond / 1e9)];

    /// <summary>The segments that TCP sent again, for each gigabyte that arrived.</summary>
    internal IReadOnlyList<double> RetransmitsPerGigabyte =>
        [.. _transfers.Select(transfer => transfer.Retransmits * 1e9 / transfer.Bytes)];

    /// <summary>The processor time of the program for each byte that arrived, in nanoseconds.</summary>
    internal IReadOnlyList<double> NanosecondsPerByte =>
        [.. _transfers.Zip(_seconds, (transfer, seconds) => seconds * 1e9 / transfer.Bytes)];

    internal TransferResult Transfer(int seconds) => _first.Transfer(_second, "192.0.2.2", seconds);

    /// <summary>A round that counts.</summary>
    internal void Measure(int seconds)
    {
        double before = ReadProcessorTime();
        _transfers.Add(Transfer(seconds));
        _seconds.Add(ReadProcessorTime() - before);
    }

    /// <summary>What the program keeps in memory, in bytes.</summary>
    internal double ReadResident()
    {
        string line = File.ReadLines($"/proc/{_program.ProcessId}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        string kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Asks a <see cref="ForwardChild"/> what it has allocated since its start, in bytes.</summary>
    internal double ReadAllocated()
    {
        _program.Go();
        return double.Parse(_program.ReadLine(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _ = _program.End();
        _program.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    // "pid (name) state ...": the name can have blanks, and the user's and the system's time are the 14th and 15th.
    private double ReadProcessorTime()
    {
        string text = File.ReadAllText($"/proc/{_program.ProcessId}/stat");
        string[] words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return words[11..13].Sum(word => double.Parse(word, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
