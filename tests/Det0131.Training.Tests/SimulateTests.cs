namespace Det0131.Training.Tests;

/// <summary>The command as a script sees it: what it leaves can be trained on and compared.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-simulate-");

    [Fact]
    public void Simulate_SmallSite_WritesLakeAssetsActsAndRawLogs()
    {
        var root = Path.Combine(_directory.FullName, "site");

        var run = ProgramRun.Of("Det0131.Training", "simulate", "--out", root, "--users", "10", "--days", "1", "--raw", "zeek,auditd");

        Assert.True(run.Code == 0, run.Errors);
        Assert.Contains("simulated 1 days", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["acts.csv", "assets.csv", "lake", "logs"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["linux", "zeek"], Directory.EnumerateDirectories(Path.Combine(root, "logs", "simulated")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var acts = File.ReadAllLines(Path.Combine(root, "acts.csv"));
        Assert.StartsWith("act,analytic,technique,procedure,variation,entity,destination,start,end,bytes,record_ids", acts[0], StringComparison.Ordinal);
        Assert.Contains(acts, line => line.Contains("event:", StringComparison.Ordinal) && line.Contains("zeek:", StringComparison.Ordinal));

        var again = ProgramRun.Of("Det0131.Training", "simulate", "--out", root, "--users", "10", "--days", "1");
        Assert.Equal(1, again.Code);
        Assert.Contains(root, again.Errors, StringComparison.Ordinal);

        var report = ProgramRun.Of("Det0131.Training", "simulate", "report", Path.Combine(root, "lake"), "--against", Path.Combine(root, "lake"));
        Assert.True(report.Code == 0, report.Errors);
        Assert.Contains("flow bytes out                   distance 0.00, medians 1.00 : 1", report.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("! ", report.Output, StringComparison.Ordinal);
    }

    /// <summary>A background with host logs takes acts of its hosts' own platforms, and those logs show them.</summary>
    [Fact]
    public void Plant_OntoALake_WritesActsThatABacktestReads()
    {
        var (site, planted) = (Path.Combine(_directory.FullName, "site"), Path.Combine(_directory.FullName, "planted"));
        Assert.Equal(0, ProgramRun.Of("Det0131.Training", "simulate", "--out", site, "--users", "10", "--days", "2", "--acts", "none").Code);
        string[] arguments = ["simulate", "plant", "--background", Path.Combine(site, "lake"), "--out", planted, "--assets", Path.Combine(site, "assets.csv"), "--act-days", "1", "--part", "1/6"];
        var run = ProgramRun.Of("Det0131.Training", arguments);

        Assert.True(run.Code == 0, run.Errors);
        Assert.Contains("among ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("not played (", run.Errors, StringComparison.Ordinal);
        var acts = Det0131.Datasets.Simulation.StagedActs.Read(Path.Combine(planted, "acts.csv"));
        Assert.Contains(acts, act => act is { Analytic: "AN0367", RecordIds.Count: > 2 } && act.Entity.EndsWith(".corp.example", StringComparison.Ordinal));
        var backtest = ProgramRun.Of("Det0131.Training", "backtest", "--lake", Path.Combine(planted, "lake"), "--labels", Path.Combine(planted, "acts.csv"), "--assets", Path.Combine(site, "assets.csv"), "--train-days", "1", "--no-leave-one-out");
        Assert.True(backtest.Code == 0, backtest.Errors);
        Assert.Contains($"{acts.Count} of {acts.Count} labelled acts in these days", backtest.Output, StringComparison.Ordinal);

        Assert.Contains(planted, ProgramRun.Of("Det0131.Training", arguments).Errors, StringComparison.Ordinal);
        Assert.Equal(2, ProgramRun.Of("Det0131.Training", [.. arguments[..^1], "7/6"]).Code);
        Assert.Equal(2, ProgramRun.Of("Det0131.Training", [.. arguments[..^1], "half"]).Code);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
