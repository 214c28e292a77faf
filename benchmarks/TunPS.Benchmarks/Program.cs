using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this very process: to build a program of its own for each benchmark, as is usual, would take packages from the
// network.
ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));

// Without a word about which, all of them.
string[] arguments = args.Length == 0 ? ["--filter", "*"] : args;
_ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
