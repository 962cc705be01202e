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

    public void Dispose() => _directory.Delete(recursive: true);
}
