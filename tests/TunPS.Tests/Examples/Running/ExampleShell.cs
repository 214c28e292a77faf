using System.Diagnostics;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;

namespace TunPS.Tests.Examples;

/// <summary>
/// A pwsh in a terminal of 120 columns, for one session after the other. Its script is ExampleShell.ps1, and it is told
/// by a pipe what to do.
/// </summary>
internal sealed class ExampleShell : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _terminal;
    private readonly ShellPipe _pipe = new();
    private readonly ExampleText _screen;
    private Task? _job;

    /// <summary>Starts it, by way of the programs of the prefix.</summary>
    internal ExampleShell(IReadOnlyList<string> prefix)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Examples", "Running", "ExampleShell.ps1");
        ProcessStartInfo start = new(
            prefix[0],
            [
                .. prefix.Skip(1), "script", "--quiet", "--flush", "--return", "--command",
                $"stty cols 120 rows 50; exec pwsh -NoProfile -NoLogo -File '{script}' {_pipe.Name}", "/dev/null",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        ExampleEnvironment.Set(start);
        _terminal = Process.Start(start)!;
        _screen = new ExampleText(_terminal.StandardOutput);
        try
        {
            Id = (int)Await(_pipe.ReceiveAsync())["Process"]!;
        }
        catch
        {
            _terminal.Kill(entireProcessTree: true);
            Dispose();
            throw;
        }
    }

    /// <summary>The process of pwsh.</summary>
    internal int Id { get; }

    /// <summary>True when it has done all that was asked for.</summary>
    internal bool IsIdle => _job?.IsCompletedSuccessfully != false;

    /// <summary>Begins a session in that folder.</summary>
    internal void Open(string folder) => Ask(new() { ["Do"] = "Open", ["Folder"] = folder });

    /// <summary>Ends it, and closes what it has left open.</summary>
    internal void Close() => Ask(new() { ["Do"] = "Close" });

    /// <summary>Runs a block, line by line as if somebody typed it.</summary>
    internal IExampleJob Start(string code)
    {
        _screen.Clear();
        JsonArray entries = [.. Entries(code).Select(entry => JsonValue.Create(entry))];
        _pipe.Send(new() { ["Do"] = "Run", ["Code"] = entries });
        Job job = new(this);
        _job = job.Reply;
        return job;
    }

    public void Dispose()
    {
        _pipe.Dispose();
        if (!_terminal.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _terminal.Kill(entireProcessTree: true);
            _terminal.WaitForExit();
        }

        _terminal.Dispose();
    }

    /// <summary>What is typed before each time that Enter runs something: the statements that no line parts.</summary>
    internal static IEnumerable<string> Entries(string code)
    {
        ScriptBlockAst script = Parser.ParseInput(code, out _, out ParseError[] errors);
        StatementAst[] statements = [.. script.EndBlock.Statements];
        if (errors.Length > 0 || script.ParamBlock is not null || script.UsingStatements.Count > 0)
        {
            yield return code;
            yield break;
        }

        for (int i = 0, begin = 0; i < statements.Length; i++)
        {
            bool endsLine = i + 1 == statements.Length
                || statements[i + 1].Extent.StartLineNumber > statements[i].Extent.EndLineNumber;
            if (endsLine)
            {
                yield return code[statements[begin].Extent.StartOffset..statements[i].Extent.EndOffset];
                begin = i + 1;
            }
        }
    }

    private void Ask(JsonObject request)
    {
        _screen.Clear();
        JsonObject reply = Await(_pipe.AskAsync(request));
        Assert.True(reply["Problem"] is null, $"{request}: {reply["Problem"]}");
        Assert.True(_screen.WaitForEnd(s_patience), $"The terminal stands still: {_screen}");
    }

    private JsonObject Await(Task<JsonObject?> reply)
    {
        Assert.True(reply.Wait(s_patience), $"pwsh does not answer: {_screen}");
        return reply.Result ?? throw new InvalidOperationException($"pwsh has ended: {_screen}");
    }

    private sealed class Job(ExampleShell shell) : IExampleJob
    {
        private bool _isStopped;

        internal Task<JsonObject?> Reply { get; } = shell._pipe.ReceiveAsync();

        public int Process => shell.Id;

        public string Output => shell._screen.ToString();

        public IReadOnlyList<string> Problems
        {
            get
            {
                JsonObject reply = shell.Await(Reply);
                string output = Output;

                // An error that was caught, or that nobody wanted to see, is none.
                return
                [
                    .. Texts(reply["Problem"]),
                    .. Texts(reply["Endings"]),
                    .. Texts(reply["Errors"])
                        .Where(text => output.Contains(ExampleText.FirstLine(text), StringComparison.Ordinal)),
                    .. Texts(reply["ExitCodes"]).Where(_ => !_isStopped)
                        .Select(code => $"a program ended with the exit code {code}"),
                ];
            }
        }

        public bool WaitForEnd(TimeSpan patience) => Reply.Wait(patience) && shell._screen.WaitForEnd(patience);

        public void Stop()
        {
            _isStopped = true;
            shell._pipe.Send(new() { ["Do"] = "Stop" });
        }

        private static IEnumerable<string> Texts(JsonNode? texts) => texts switch
        {
            null => [],
            JsonArray list => list.Select(text => text!.ToString()),
            _ => [texts.ToString()],
        };
    }
}
