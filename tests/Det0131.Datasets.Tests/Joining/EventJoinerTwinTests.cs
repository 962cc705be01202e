using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Joining;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Tests.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Joining;

/// <summary>The independent twin is the lake: a real import joins by SQL in DuckDB, and gives the same events field by field.</summary>
public sealed class EventJoinerTwinTests : LakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Join_OneRandomBatch_GivesWhatTheImportGives(int seed)
    {
        var random = new Random(seed);
        // Odd seeds: some ten events at every time; even ones: days apart, across the window of a day and two midnights.
        var events = seed % 2 == 1
            ? JoinableEvents.Make(random, 3000, Day, 300, Second)
            : JoinableEvents.Make(random, 3000, Day, 2000, 90 * Second);
        // The same record of another content: the first of the batch counts. Flow keys away, since their first record would not be told apart.
        foreach (var original in events.Where(e => e.FlowKey is null).Take(40).ToList())
        {
            var other = Copy(original);
            (other.Process, other.ProcessKey, other.TimeMicros) = ("other", "1", other.TimeMicros + (3 * Second));
            events.Insert(random.Next(events.IndexOf(original) + 1, events.Count + 1), other);
        }

        var expected = Imported(events);
        var joiner = new EventJoiner();
        AssertSame(expected, Joined(joiner, [events]));
        Assert.True(joiner.JoinedToProcess > 50 && joiner.JoinedToParent > 50 && joiner.JoinedToFlow > 50, "Nearly nothing was joined.");
    }

    /// <summary>Each event must be what an import of everything up to its own batch would give: what was needed came by then, or counts for nothing.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Join_CutAtRandomPlaces_GivesWhatAnImportOfAllSoFarGives(int seed, bool inOrder)
    {
        var random = new Random(seed);
        // In order of time over three days; or in no order, and then within the day for which starts are kept.
        var events = JoinableEvents.Make(random, 700, Day, 500, inOrder ? 500 * Second : 150 * Second);
        if (inOrder)
        {
            events = [.. events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)];
        }

        var cuts = Enumerable.Range(0, 3).Select(_ => random.Next(1, events.Count)).Append(0).Append(events.Count).Distinct().Order().ToList();
        var batches = cuts.Zip(cuts.Skip(1), (from, until) => events[from..until]).ToList();
        var joiner = new EventJoiner(new EventJoinerOptions { FlowMemory = TimeSpan.FromDays(30), MaxStartsPerProcess = inOrder ? 4 : 1000 });
        var seen = new HashSet<UInt128>();
        var soFar = new List<SecurityEvent>();
        foreach (var batch in batches)
        {
            soFar.AddRange(batch.Select(Copy));
            var fresh = batch.Select(e => e.Identity).Where(seen.Add).ToHashSet();
            var expected = Imported(soFar).Where(e => fresh.Contains(e.Identity));
            AssertSame(expected, Joined(joiner, [batch]).Where(e => fresh.Contains(e.Identity)));
        }

        Assert.True(joiner.JoinedToProcess > 5 && joiner.JoinedToParent > 5 && joiner.JoinedToFlow > 5, "Nearly nothing was joined.");
    }

    /// <summary>Real records of Windows, Linux and osquery (their origins: Fixtures/HostLogs/SOURCES.md).</summary>
    [Fact]
    public void Join_RealRecords_GivesWhatTheImportGives()
    {
        var events = Read(Path.Combine(AppContext.BaseDirectory, "Fixtures", "HostLogs"));
        Assert.NotEmpty(events);
        AssertSame(Imported(events), Joined(new EventJoiner(), [events]));
    }

    [Fact]
    public void Join_DemoLogs_GivesWhatTheImportGives()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-joiner-");
        try
        {
            DemoLogGenerator.Write(folder.FullName, new DemoOptions { HistoryWeeks = 1, ScoredDays = 1 });
            var events = Read(Path.Combine(folder.FullName, "logs", "week"));
            var joiner = new EventJoiner();
            AssertSame(Imported(events), Joined(joiner, [events]));
            Assert.True(joiner.JoinedToProcess > 100 && joiner.JoinedToFlow > 100, $"{joiner.JoinedToProcess} joined to processes, {joiner.JoinedToFlow} to flows.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<SecurityEvent> Read(string folder)
    {
        var enricher = new EventEnricher(redactRaw: false);
        var events = new List<SecurityEvent>();
        LogImporter.Run([folder], new ImportOptions(), e =>
        {
            enricher.Enrich(e);
            events.Add(Copy(e));
        });
        return events;
    }

    private List<SecurityEvent> Imported(IEnumerable<SecurityEvent> events)
    {
        Import(events);
        var read = ReadAll();
        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
        return read;
    }

    private static List<SecurityEvent> Joined(EventJoiner joiner, List<List<SecurityEvent>> batches)
    {
        foreach (var batch in batches)
        {
            joiner.Join(batch);
        }

        return [.. batches.SelectMany(batch => batch).DistinctBy(e => e.Identity).OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)];
    }
}
