using Det0131.Datasets.Simulation;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.History;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Benchmarks;

/// <summary>
/// Input of the benchmarks: the demo's logs of two weeks and a day, about 130,000 events of all platforms. Two weeks are what the seasonal
/// forecast asks for, and their baselines are larger than the processor's caches, as a site's are.
/// </summary>
internal sealed class DemoWeeks : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-benchmarks-");

    public DemoWeeks()
    {
        // The generator wants an empty directory.
        DemoLogGenerator.Write(_directory.FullName, new DemoOptions { HistoryWeeks = 2, ScoredDays = 1, WithActs = false });
    }

    /// <summary>Log files whose path has this in it, in order.</summary>
    public string[] Logs(string part) =>
        [.. Directory.EnumerateFiles(Path.Combine(_directory.FullName, "logs"), "*", SearchOption.AllDirectories)
            .Where(path => path.Contains(part, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>All events of these files, each its own object, in order of time.</summary>
    public static List<SecurityEvent> Read(string[] files, bool enriched)
    {
        var enricher = new EventEnricher();
        var events = new List<SecurityEvent>();
        LogImporter.Run(files, new ImportOptions(), e =>
        {
            if (enriched)
            {
                enricher.Enrich(e);
            }

            var kept = new SecurityEvent();
            kept.CopyFrom(e);
            events.Add(kept);
        });
        return [.. events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)];
    }

    public static ScoringModel Learn(List<SecurityEvent> events) =>
        new Learner(new EventsInMemory(events), new LearningOptions(), JobProgress.Silent, CancellationToken.None)
            .Learn(schema => new ObservationCounter(schema)).Model;

    public void Dispose() => _directory.Delete(recursive: true);
}
