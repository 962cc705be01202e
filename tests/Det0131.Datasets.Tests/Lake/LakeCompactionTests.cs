using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>Merging and removing change no event that anybody reads; what an undisturbed lake gives is the comparison.</summary>
public sealed class LakeCompactionTests : LakeTests
{
    private static readonly DateOnly FirstDay = new(2026, 11, 21);

    [Fact]
    public void Compact_ManyRandomParts_LeavesTheEventsAndOnePartOfEachDayAndPlatform()
    {
        var random = new Random(1);
        var written = Enumerable.Range(0, 2000).Select(i => Random(random, (ulong)i, 48 * Hour)).ToList();
        foreach (var import in written.Chunk(250))
        {
            Import(import);
        }

        using var lake = Open();
        var before = PartFiles().Count;
        var result = lake.Compact();
        Assert.Equal((before, 12, 2000L), (result.Merged, result.Written, result.Events));
        Assert.Equal(12, PartFiles().Count);
        AssertSame(written.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity), ReadAll());
        Assert.Equal(new CompactionResult(0, 0, 0), lake.Compact());
        Assert.Equal([(FirstDay, 6, 1), (FirstDay.AddDays(1), 6, 1)], lake.Days().Select(day => (day.Day, day.Parts, day.SmallParts)));

        // Known identities are found in merged parts too, and merging them with what came later gives names of their own.
        Assert.Equal((400L, 0L), (Import(written[..400]).Doubled, Import(written[..400]).Written));
        Import(Random(random, 9999, Hour));
        Assert.Equal((2, 1), (lake.Compact().Merged, lake.Days()[0].SmallParts));
        Assert.Equal(2001, ReadAll().Count);
    }

    [Fact]
    public void Compact_DaysAndSizes_AreChosen()
    {
        Import(Enumerable.Range(0, 5000).Select(i => Event((ulong)i + 1, Day + i)));
        foreach (var i in Enumerable.Range(0, 4))
        {
            Import(Event((ulong)i + 10_001, Day + i), Event((ulong)i + 20_001, Day + (24 * Hour)));
        }

        using var lake = Open();
        var large = PartFiles().MaxBy(path => new FileInfo(path).Length)!;
        Assert.Equal((5, 4), (lake.Days()[0].SmallParts, lake.Days()[1].SmallParts));
        var result = lake.Compact(day => day == FirstDay, partBytes: 2 * new FileInfo(large).Length);
        Assert.Equal(new CompactionResult(4, 1, 4), result);
        Assert.Contains(large, PartFiles());
        Assert.Equal([2, 4], lake.Days().Select(day => day.Parts));
    }

    [Fact]
    public void ReadEvents_CompactedAndRemovedMeanwhile_GoesOnAndTheFilesGoAfterwards()
    {
        foreach (var i in Enumerable.Range(0, 20))
        {
            Import(Event((ulong)i + 1, Day + i), Event((ulong)i + 101, Day + (24 * Hour) + i), Event((ulong)i + 201, Day + (48 * Hour) + i));
        }

        using var lake = Open();
        using var other = Open();
        using (var events = lake.ReadEvents().GetEnumerator())
        using (var connection = lake.Connect())
        {
            Assert.True(events.MoveNext());
            Assert.Equal(3, other.Compact().Written);
            Assert.Equal(1, other.RemoveBefore(FirstDay.AddDays(1)));
            Assert.Equal(40, other.ReadEvents().Count());
            var seen = 1;
            while (events.MoveNext())
            {
                seen++;
            }

            Assert.Equal((60, 60L), (seen, connection.Scalar<long>("SELECT count(*) FROM events")));
            Assert.Equal(63, PartFiles().Count);
        }

        Assert.Equal(0, other.RemoveBefore(FirstDay.AddDays(1)));
        Assert.Equal(2, PartFiles().Count);
        Assert.False(Directory.Exists(Path.Combine(Root, "events", "day=2026-11-21")));
        Assert.False(File.Exists(Path.Combine(Root, "import", "removed.txt")));
    }

    [Fact]
    public void RemoveBefore_ImportedAgainWhileTheFilesAreStillThere_IsOfTheLakeAgain()
    {
        Import(Event(1, Day), Event(2, Day + (24 * Hour)));
        using var lake = Open();
        using (var events = lake.ReadEvents().GetEnumerator())
        {
            Assert.True(events.MoveNext());
            Assert.Equal(1, lake.RemoveBefore(FirstDay.AddDays(1)));
            Assert.Equal(1, Import(Event(1, Day)).Written);
        }

        lake.Compact();
        Assert.Equal([(UInt128)1, 2], ReadAll().Select(e => e.Identity));
    }

    [Fact]
    public void RemoveBefore_EmptyLake_RemovesNothing()
    {
        using var lake = Open();
        Assert.Equal(0, lake.RemoveBefore(FirstDay));
        Assert.Equal(new CompactionResult(0, 0, 0), lake.Compact());
        Assert.Empty(lake.Days());
        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    [Theory]
    [InlineData("../../../outside.parquet")]
    [InlineData("/etc/hostname")]
    public void Open_JournalThatLeadsOutOfTheLake_IsRefused(string path)
    {
        Import(Event(1, Day));
        File.WriteAllText(Path.Combine(Root, "import", "journal.txt"), $"import\n-{path}\n");
        Assert.Contains("expected a path below", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
    }

    /// <summary>Imports, compactions and readers at once: a reader sees whole commits, each event once.</summary>
    [Fact]
    public async Task Compact_WhileOthersImportAndRead_NeverShowsHalfACommit()
    {
        Import(Event(1, Day), Event(2, Day + (24 * Hour)));
        using var done = new CancellationTokenSource();
        var compacting = Task.Run(() =>
        {
            using var lake = Open();
            var merged = 0;
            while (!done.IsCancellationRequested)
            {
                merged += lake.Compact().Merged;
            }

            return merged;
        });
        var reading = Task.Run(() =>
        {
            using var lake = Open();
            var last = 0;
            while (!done.IsCancellationRequested)
            {
                var identities = lake.ReadEvents().Select(e => e.Identity).ToList();
                Assert.Equal(identities.Count, identities.Distinct().Count());
                Assert.True(identities.Count % 2 == 0 && identities.Count >= last, $"{identities.Count} events after {last}");
                last = identities.Count;
            }

            return last;
        });
        foreach (var i in Enumerable.Range(1, 40))
        {
            Import(Event(((ulong)i * 2) + 1, Day + i), Event(((ulong)i * 2) + 2, Day + (24 * Hour) + i));
        }

        await done.CancelAsync();
        Assert.InRange(await reading, 2, 82);
        Assert.True(await compacting > 0);
        Assert.Equal(82, ReadAll().Count);
    }

    private List<string> PartFiles() => [.. Directory.GetFiles(Root, "part-*.parquet", SearchOption.AllDirectories)];
}
