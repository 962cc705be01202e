using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Det0131.Benchmarks;
using Det0131.Benchmarks.BigLake;

if (args is ["--lake5m", ..])
{
    return BigLakeRun.Run(args.AsSpan(1), Console.Out);
}

if (args is ["--peers", ..])
{
    return PeersRun.Run(args.AsSpan(1), Console.Out);
}

if (args is ["--readers", ..])
{
    return ReadersRun.Run(args.AsSpan(1), Console.Out);
}

if (args is ["--sensors", ..])
{
    return SensorsRun.Run(args.AsSpan(1), Console.Out);
}

// In the same process: a benchmark project that BenchmarkDotNet writes would be built outside the folder whose rules it needs.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns(Column.Job, Column.Toolchain, Column.IterationCount, Column.LaunchCount, Column.WarmupCount);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
