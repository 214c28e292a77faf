namespace TunPS.Tests.Examples;

/// <summary>Makes sessions of what a reader finds on a page, from its beginning to its end.</summary>
internal sealed class ExamplePageBuilder
{
    private const string OneSession = "examples: one session";
    private const string AlsoOneSession = "examples: also in one session";

    private readonly string _name;
    private readonly List<ExampleSession> _sessions = [];
    private readonly List<string> _problems = [];
    private string _heading;
    private List<ExampleBlock> _blocks = [];
    private ExampleMarks? _marks;
    private int _marksLine;
    private bool _isAfterBlock;
    private bool _isOneSession;
    private bool _isAlsoOneSession;

    internal ExamplePageBuilder(string name)
    {
        _name = name;
        _heading = name;
    }

    internal void Heading(string heading, bool beginsSession)
    {
        Text();
        if (beginsSession && !_isOneSession)
        {
            EndSession();
            _heading = heading;
        }
    }

    internal void Comment(string comment, int line)
    {
        Text();
        if (comment == OneSession)
        {
            _isOneSession = true;
        }
        else if (comment == AlsoOneSession)
        {
            _isAlsoOneSession = true;
        }
        else if (ExampleMarks.IsMark(comment))
        {
            try
            {
                _marks = ExampleMarks.Parse(comment);
                _marksLine = line;
            }
            catch (FormatException e)
            {
                Problem(line, e.Message);
            }
        }
        else if (comment.StartsWith("example", StringComparison.OrdinalIgnoreCase))
        {
            Problem(line, $"this is no mark of an example: {comment}");
        }
    }

    internal void Code(ExampleLanguage language, string code, int line)
    {
        ExampleMarks marks = _marks ?? ExampleMarks.None;
        if (language == ExampleLanguage.Text && marks.SavedAs is null)
        {
            Text();
            return;
        }

        if (marks.OtherTerminal && _blocks.Count == 0)
        {
            Problem(line, "there is no block before it that it could run beside");
        }

        _blocks.Add(new ExampleBlock(language, code, line, marks));
        _marks = null;
        _isAfterBlock = true;
    }

    internal void Transcript(string text, int line)
    {
        ExampleMarks marks = _marks ?? ExampleMarks.None;
        _blocks.AddRange(ExampleTranscript.Read(text, line).Select(block => block with { Marks = marks }));
        _marks = null;
        _isAfterBlock = false;
    }

    internal void Output(string output, int line)
    {
        if (!_isAfterBlock)
        {
            Problem(line, "there is no example right before this output");
            return;
        }

        _blocks[^1] = _blocks[^1] with { Output = output };
        Text();
    }

    /// <summary>Anything else, which parts a mark from a block, and a block from an output.</summary>
    internal void Text()
    {
        if (_marks is not null)
        {
            Problem(_marksLine, "no example follows this mark");
        }

        _marks = null;
        _isAfterBlock = false;
    }

    /// <summary>Something that is written in a way that cannot be understood.</summary>
    internal void Problem(int line, string problem) => _problems.Add($"{_name}:{line}: {problem}");

    internal ExamplePage Build()
    {
        Text();
        EndSession();
        if (_isAlsoOneSession)
        {
            // What does not run is told once, in its section.
            ExampleBlock[] blocks = [.. _sessions.SelectMany(session => session.Blocks)];
            _sessions.Add(new(_name, "From top to bottom", [.. blocks.Where(block => block.Marks.NotRun is null)]));
        }

        foreach (IGrouping<string, ExampleSession> same in _sessions.GroupBy(session => session.Heading)
            .Where(same => same.Count() > 1))
        {
            Problem(same.Last().Blocks[0].Line, $"there are {same.Count()} sessions with the heading '{same.Key}'");
        }

        return new ExamplePage(_name, _sessions, _problems);
    }

    private void EndSession()
    {
        if (_blocks.Count > 0)
        {
            _sessions.Add(new ExampleSession(_name, _heading, _blocks));
        }

        _blocks = [];
    }
}
