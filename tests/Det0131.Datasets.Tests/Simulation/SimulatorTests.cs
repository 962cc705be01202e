using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>What a simulation promises about seeds, acts and its directory.</summary>
public sealed class SimulatorTests : IDisposable
{
    private static readonly SimulationOptions Small = new() { Users = 10, Days = 2, Seed = 11 };

    private static readonly string Known = ActRequest.All()[0].Procedure;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-simulator-");

    [Fact]
    public void Run_SameOptions_SameEventsWhateverTheThreads()
    {
        var first = Identities(Run("a", Small, threads: 1));
        var second = Identities(Run("b", Small, threads: 4));
        var other = Identities(Run("c", Small with { Seed = 12 }, threads: 1));

        Assert.True(first.Count > 5_000, $"{first.Count} events");
        Assert.Equal(first.Count, first.Distinct().Count());
        Assert.Equal(first, second);
        Assert.Empty(first.Intersect(other));
    }

    [Fact]
    public void Run_WithoutActs_LeavesTheSensorsOtherEventsAsTheyWere()
    {
        // Streams belong to host, day and habit: taking the acts away must only take events away. Numbers of host logs move up; the sensor has none.
        var with = Sensor(Run("with", Small, threads: 1));
        var without = Sensor(Run("without", Small with { Acts = "none" }, threads: 1));

        Assert.Empty(without.Except(with));
        Assert.InRange(with.Count - without.Count, 1, with.Count / 2);
        Assert.Single(File.ReadAllLines(Path.Combine(_directory.FullName, "without", "acts.csv")));
    }

    [Fact]
    public void Run_WithActs_EveryActsEventsAreInTheLake()
    {
        var root = Run("acts", Small, threads: 1);
        var acts = StagedActs.Read(Path.Combine(root, "acts.csv"));
        using var lake = EventLake.Open(Path.Combine(root, "lake"));

        Assert.NotEmpty(acts);
        foreach (var act in acts)
        {
            var wanted = act.RecordIds.Select(id => UInt128.Parse(id.AsSpan("event:".Length), System.Globalization.NumberStyles.HexNumber, null)).ToList();
            Assert.Equal(wanted.Order(), lake.Find(wanted).Select(found => found.Identity).Order());
        }
    }

    [Fact]
    public void Run_AssetsFile_IsReadByTheProductAndNamesEveryLoggingHost()
    {
        var root = Run("assets", Small, threads: 1);
        var assets = AssetsFile.Read(Path.Combine(root, "assets.csv")).Select(asset => asset.Name).ToHashSet(StringComparer.Ordinal);
        using var lake = EventLake.Open(Path.Combine(root, "lake"));

        var unknown = lake.ReadEvents().Where(read => read.Host is not null && !assets.Contains(read.Host)).Select(read => read.Host).Distinct(StringComparer.Ordinal);

        Assert.Empty(unknown);
    }

    [Fact]
    public void Run_DirectoryWithFiles_IsRefusedWithItsName()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "mine.txt"), "keep");

        var fault = Assert.Throws<IOException>(() => Simulator.Run(_directory.FullName, Small, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken));

        Assert.Contains(_directory.FullName, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_StopsAndLeavesALakeThatOpens()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var root = Path.Combine(_directory.FullName, "cancelled");

        Assert.Throws<OperationCanceledException>(() => Simulator.Run(root, Small, new LakeOptions(), JobProgress.Silent, cancel.Token));

        using var lake = EventLake.Open(Path.Combine(root, "lake"));
        Assert.Empty(lake.ReadEvents());
    }

    [Fact]
    public void Run_ActsFile_PlaysThoseAndRefusesOthersByName()
    {
        var list = Path.Combine(_directory.FullName, "acts.txt");
        File.WriteAllText(list, "procedure\n" + Known + "\n");
        var acts = StagedActs.Read(Path.Combine(Run("listed", Small with { Acts = list }, threads: 1), "acts.csv"));
        File.WriteAllText(list, "procedure\n" + Known + "\nno-such-act\n");

        Assert.Equal([Known], acts.Select(act => act.Name));
        var fault = Assert.Throws<FormatException>(() => Run("refused", Small with { Acts = list }, threads: 1));
        Assert.Contains("no-such-act", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Run(string name, SimulationOptions options, int threads)
    {
        var root = Path.Combine(_directory.FullName, name);
        Simulator.Run(root, options, new LakeOptions { Threads = threads }, JobProgress.Silent, TestContext.Current.CancellationToken);
        return root;
    }

    private static List<UInt128> Identities(string root)
    {
        using var lake = EventLake.Open(Path.Combine(root, "lake"));
        return [.. lake.ReadEvents().Select(read => read.Identity)];
    }

    private static List<UInt128> Sensor(string root)
    {
        using var lake = EventLake.Open(Path.Combine(root, "lake"));
        return [.. lake.ReadEvents().Where(read => read.Source.StartsWith("zeek.", StringComparison.Ordinal)).Select(read => read.Identity)];
    }
}
