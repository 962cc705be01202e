using Det0131.Models.Analytics;
using Det0131.Models.Versioning;
using Det0131.Scoring.Demo;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Demo;

/// <summary>The shipped samples, unpacked and scored by the real program.</summary>
public sealed class DemoSiteTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-demo-site-");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 10, 5, 8, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Prepare_ThenScore_GivesAlertsOfAllFiveAnalytics()
    {
        var site = DemoSite.Prepare(_directory.FullName, _time);
        var store = ModelStore.Open(site.Store, _time);
        Assert.Equal(site.Version, store.Current()!.ToString());
        Assert.Empty(store.Verify(store.Current()!.Value));
        Assert.Equal(Enumerable.Range(0, 7).Select(day => new DateOnly(2026, 9, 28).AddDays(day)), site.Days.Select(d => d.Day));
        Assert.All(site.Days, d => Assert.True(Directory.EnumerateFiles(d.Folder, "*", SearchOption.AllDirectories).Count() > 10, d.Folder));

        var alerts = Path.Combine(_directory.FullName, "alerts.ndjson");
        var run = ProgramRun.Of("Det0131.Scoring", "score", site.Logs, "--store", site.Store, "--format", "ocsf", "--out", alerts);
        Assert.True(run.Code == 0, run.Errors);
        var lines = File.ReadAllLines(alerts);
        Assert.InRange(lines.Length, 25, 1000);
        Assert.All(AnalyticCatalogue.All, analytic => Assert.Contains(lines, line => line.Contains(analytic.Id, StringComparison.Ordinal)));

        // The span of the demo holds the local days of a site east of Greenwich.
        Assert.Equal((new DateOnly(2026, 9, 27), new DateOnly(2026, 10, 5)), (DateOnly.FromDateTime(site.Span.From.UtcDateTime), DateOnly.FromDateTime(site.Span.Until.UtcDateTime)));
    }

    [Fact]
    public void Prepare_DirectoryInUse_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "mine.txt"), "kept");
        var fault = Assert.Throws<IOException>(() => DemoSite.Prepare(_directory.FullName, _time));
        Assert.Contains(_directory.FullName, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], _directory.EnumerateFileSystemInfos().Select(f => f.Name));
    }
}
