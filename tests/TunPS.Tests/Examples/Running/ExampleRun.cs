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
    private bool _isGood;

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
        if (_isGood && _bench.FindLeftovers() is null)
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
        _isGood = true;
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
        endless.ForEach(other => Finish(other.Block, other.Job));
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

    private void Finish(ExampleBlock block, IExampleJob job)
    {
        if (block.Marks.Stopped)
        {
            AwaitOutput(block, job);
            job.Stop();
        }

        string where = $"{_session.Page}:{block.Line}";
        Assert.True(job.WaitForEnd(s_patience), $"{where}\n{block.Code}\n\nIt does not end. It prints:\n{job.Output}");
        if (block.Output is not null)
        {
            string? difference = ExampleComparison.Difference(block.Output, job.Output);
            Assert.True(difference is null, $"{where}\n{block.Code}\n\n{difference}");
        }
        else if (!block.Marks.Stopped)
        {
            string? problem = job.Problem;
            Assert.True(problem is null, $"{where}\n{block.Code}\n\nIt fails: {problem}\nIt prints:\n{job.Output}");
        }
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
            && ExampleComparison.Difference(block.Output, job.Output) is not null)
        {
        }
    }
}
