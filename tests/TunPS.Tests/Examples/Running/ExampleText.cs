using System.Text;
using System.Text.RegularExpressions;

namespace TunPS.Tests.Examples;

/// <summary>Collects what comes out of a terminal or a pipe, as text without colours.</summary>
internal sealed partial class ExampleText
{
    /// <summary>What the shell of the examples prints when it has done what it was asked for.</summary>
    private const char End = '\x1e';

    private readonly StringBuilder _text = new();
    private readonly Thread _reader;
    private int _ends;

    internal ExampleText(StreamReader stream)
    {
        _reader = new Thread(() =>
        {
            char[] buffer = new char[4096];
            int count;
            while ((count = stream.Read(buffer)) > 0)
            {
                lock (_text)
                {
                    _ = _text.Append(buffer, 0, count);
                    _ends += buffer.AsSpan(0, count).Count(End);
                    Monitor.PulseAll(_text);
                }
            }
        })
        {
            IsBackground = true,
        };
        _reader.Start();
    }

    /// <summary>The first line that says something.</summary>
    internal static string FirstLine(string text) => text.Split('\n')
        .Select(line => line.TrimEnd('\r')).FirstOrDefault(line => line.Length > 0, string.Empty);

    /// <summary>Begins anew with nothing.</summary>
    internal void Clear()
    {
        lock (_text)
        {
            _ = _text.Clear();
            _ends = 0;
        }
    }

    /// <summary>Waits until all has come that was printed before the shell said that it is done.</summary>
    internal bool WaitForEnd(TimeSpan patience)
    {
        long due = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_text)
        {
            while (_ends == 0)
            {
                long left = due - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                _ = Monitor.Wait(_text, TimeSpan.FromMilliseconds(left));
            }

            return true;
        }
    }

    /// <summary>Waits until nobody can print any more.</summary>
    internal bool WaitForClose(TimeSpan patience) => _reader.Join(patience);

    public override string ToString()
    {
        lock (_text)
        {
            string text = _text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
            return ControlSequence().Replace(text, string.Empty)
                .Replace($"{End}", string.Empty, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e[=>]")]
    private static partial Regex ControlSequence();
}
