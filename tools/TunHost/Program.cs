using TunPS.Host;
using TunPS.Isolation;

if (!CommandLine.TryParse(args, out CommandLine? line, out string? problem))
{
    await Console.Error.WriteLineAsync(problem);
    await Console.Error.WriteLineAsync(CommandLine.Usage);
    return ExitCode.Usage;
}

if (line.Isolated && PrivateNetwork.TryEnter() is string obstacle)
{
    await Console.Error.WriteLineAsync(obstacle);
    return ExitCode.Failure;
}

int exitCode;
using (ScriptRunner runner = new())
{
    exitCode = runner.Run(line.Script);
}

// Returning would not do: the process would live on as long as another runspace of the script waits for something.
Environment.Exit(exitCode);
return exitCode;
