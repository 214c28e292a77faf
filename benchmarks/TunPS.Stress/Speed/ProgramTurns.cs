using System.Globalization;

namespace TunPS.Stress.Speed;

/// <summary>
/// Another program that does its part at each line of input, and says how many nanoseconds that took and, where it
/// knows that, how many bytes it allocated.
/// </summary>
internal sealed class ProgramTurns : IDisposable
{
    private readonly CProgram.Run _run;
    private readonly int _packets;
    private readonly List<double> _bytes = [];

    internal ProgramTurns(CProgram program, int packets, params object[] arguments)
    {
        _packets = packets;
        _run = program.Start(arguments);
        while (_run.ReadLine() != "ready")
        {
        }
    }

    /// <summary>What a packet allocated, in the median of all turns.</summary>
    internal double BytesPerPacket => new Samples(_bytes).Median / _packets;

    /// <summary>Lets the program do its part.</summary>
    /// <returns>The packets per second.</returns>
    internal double Take()
    {
        _run.Go();
        string[] words = _run.ReadLine().Split();
        _bytes.AddRange(words[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture)));
        return _packets * 1e9 / long.Parse(words[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _ = _run.End();
        _run.Dispose();
    }
}
