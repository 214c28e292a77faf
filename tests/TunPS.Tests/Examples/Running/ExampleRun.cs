namespace TunPS.Tests.Examples;

/// <summary>Runs the blocks of a session, one after the other, and compares what they print with their page.</summary>
internal sealed class ExampleRun : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // How long an endless block without an output is left alone.
    private static readonly TimeSpan s_while = TimeSpan.FromSeconds(0.5);

    private readonly ExampleSession _session;
    private readonly ExampleBench _bench = ExampleBenches.Take();
    private readonly ExampleFolder _folder;
    private readonly List<ExampleProcess> _processes = [];
    private readonly List<string> _programFolders = [];
    private bool _isClosed;

    private ExampleRun(ExampleSession session)
    {
        _session = session;
        _folder = new ExampleFolder(ExamplePages.IsAboutClone(session.Page));
    }

    internal static void Run(ExampleSession session)
    {
        using ExampleRun run = new(session);
        run.Run();
    }

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        if (TryClose() && _bench.FindLeftovers() is null)
        {
            ExampleBenches.GiveBack(_bench);
        }
        else
        {
            _bench.Dispose();
        }

        _folder.Dispose();
        _programFolders.ForEach(folder => Directory.Delete(folder, recursive: true));
    }

    private void Run()
    {
        _bench.Shell.Open(_folder.Path);
        LoadPester();
        ExampleBlock[] blocks = [.. _session.Blocks.Where(block => block.Marks.NotRun is null)];
        for (int i = 0; i < blocks.Length;)
        {
            ExampleBlock block = blocks[i++];
            ExampleBlock[] beside = [.. blocks.Skip(i).TakeWhile(other => other.Marks.OtherTerminal)];
            i += beside.Length;
            if (block.Marks.SavedAs is string name)
            {
                Save(name, block);
            }
            else
            {
                Run(block, beside);
            }
        }

        _bench.Shell.Close();
        _isClosed = true;
    }

    // After a failure a shell that still runs a block, or that answers no more, is not for the next session.
    private bool TryClose()
        => _isClosed || (_bench.Shell.IsIdle && Record.Exception(_bench.Shell.Close) is null);

    // By itself PowerShell would take the first one that it finds, and some systems come with one that is too old.
    private void LoadPester()
    {
        if (_session.Blocks.Any(block => block.Code.Contains("Pester", StringComparison.Ordinal)
            || block.Code.Contains("Should -", StringComparison.Ordinal)))
        {
            IExampleJob job = _bench.Shell.Start("Import-Module Pester -MinimumVersion 5.5");
            Assert.True(job.WaitForEnd(s_patience) && job.Problems.Count == 0, $"There is no Pester: {job.Output}");
        }
    }

    private void Save(string name, ExampleBlock block)
    {
        string path = Path.Combine(_folder.Path, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, block.Code + "\n");
    }

    private void Run(ExampleBlock block, ExampleBlock[] beside)
    {
        IExampleJob job = Start(block);
        List<(ExampleBlock Block, IExampleJob Job)> endless = [];
        foreach (ExampleBlock other in beside)
        {
            ExampleIdleness.WaitFor(job.Process, () => job.WaitForEnd(TimeSpan.Zero), s_patience);
            IExampleJob otherJob = Start(other);

            // What only keeps something going for the block goes on as long as that does.
            if (other is { Marks.Stopped: true, Output: null } && !block.Marks.Stopped)
            {
                endless.Add((other, otherJob));
            }
            else
            {
                Finish(other, otherJob);
            }
        }

        Finish(block, job);
        endless.ForEach(other => Finish(other.Block, other.Job, isDue: true));
    }

    private IExampleJob Start(ExampleBlock block)
    {
        switch (block.Language)
        {
            case ExampleLanguage.PowerShell:
                ExampleShell shell = block.Marks.OtherTerminal ? _bench.OpenOtherTerminal(_folder.Path) : _bench.Shell;
                return shell.Start(block.Code);
            case ExampleLanguage.Shell:
                return Start("bash", "-e", "-o", "pipefail", "-c", block.Code);
            default:
                string folder = Directory.CreateTempSubdirectory("tunps-").FullName;
                _programFolders.Add(folder);
                return Start(CSharpExample.Compile(block.Code, folder));
        }
    }

    private ExampleProcess Start(params string[] words)
    {
        ExampleProcess process = new([.. _bench.Entry(_folder.Path), .. words]);
        _processes.Add(process);
        return process;
    }

    private void Finish(ExampleBlock block, IExampleJob job, bool isDue = false)
    {
        bool hasEnded = false;
        if (block.Marks.Stopped)
        {
            if (!isDue)
            {
                AwaitOutput(block, job);
            }

            hasEnded = job.WaitForEnd(TimeSpan.Zero);
            if (!hasEnded)
            {
                job.Stop();
            }
        }

        string where = $"{_session.Page}:{block.Line}\n{block.Code}\n\n";
        Assert.True(job.WaitForEnd(s_patience), $"{where}It does not end. It prints:\n{job.Output}");
        if (block.Output is not null)
        {
            string? difference = ExampleComparison.Difference(block.Output, job.Output, block.Marks.Exact);
            Assert.True(difference is null, $"{where}{difference}");
        }

        string[] problems = [.. job.Problems.Where(problem => !Shows(block, problem))];
        Assert.True(
            problems.Length == 0 || block.Marks.Fails,
            $"{where}It fails: {problems.FirstOrDefault()}\nIt prints:\n{job.Output}");
        Assert.False(hasEnded, $"{where}It ends before it is stopped. It prints:\n{job.Output}");
        Assert.False(problems.Length == 0 && block.Marks.Fails, $"{where}It does not fail. It prints:\n{job.Output}");
    }

    // An error that stands on the page has to come.
    private static bool Shows(ExampleBlock block, string problem)
    {
        string shape = ExampleShape.Of(ExampleText.FirstLine(problem));
        return block.Output is not null && block.Output.Split('\n')
            .Any(line => ExampleShape.Of(line).Contains(shape, StringComparison.Ordinal));
    }

    private static void AwaitOutput(ExampleBlock block, IExampleJob job)
    {
        if (block.Output is null)
        {
            ExampleIdleness.WaitFor(job.Process, () => job.WaitForEnd(TimeSpan.Zero), s_patience);
            _ = job.WaitForEnd(s_while);
            return;
        }

        long end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (Environment.TickCount64 < end && !job.WaitForEnd(TimeSpan.FromMilliseconds(50))
            && ExampleComparison.Difference(block.Output, job.Output, block.Marks.Exact) is not null)
        {
        }
    }
}
