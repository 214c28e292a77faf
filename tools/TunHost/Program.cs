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

using ScriptRunner runner = new();
return runner.Run(line.Script);
