using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

public sealed class EventLakeTests : LakeTests
{
    /// <summary>Property over random events: what was written is read back, field by field, sorted by an order made here with LINQ.</summary>
    [Theory]
    [InlineData(1, 3000)]
    [InlineData(2, 100_000)]
    public void ReadEvents_RandomEvents_AreTheEventsWritten(int seed, int count)
    {
        var random = new Random(seed);
        var written = Enumerable.Range(0, count).Select(i => Random(random, (ulong)i, 60 * Hour)).ToList();
        var result = Import(written);

        Assert.Equal(new ImportResult(count, 0, 0, count, 0, 0, 0), result);
        AssertSame(written.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity), ReadAll());
    }

    [Fact]
    public void ReadEvents_EmptyLake_IsEmpty()
    {
        Assert.Empty(ReadAll());
        using var lake = Open();
        Assert.Empty(Directory.GetFileSystemEntries(Root));
        Assert.Empty(lake.Find([1]));
        Assert.Null(lake.Raw(1));
        Assert.Equal(0, lake.Statistics().Events);
        Assert.Null(lake.Statistics().FirstMicros);
        Assert.Empty(lake.Statistics().Days);
    }

    [Fact]
    public void ReadEvents_TimeRange_IsFromInclusiveUntilExclusiveAcrossDays()
    {
        long[] times = [Day - 1, Day, Day + 1, Day + (24 * Hour) - 1, Day + (24 * Hour), Day + (24 * Hour) + 1];
        Import(times.Select((time, i) => Event((ulong)i + 1, time)));

        for (var from = 0; from < times.Length; from++)
        {
            for (var until = from; until < times.Length; until++)
            {
                Assert.Equal(times[from..until], ReadAll(times[from], times[until]).Select(e => e.TimeMicros));
            }
        }

        Assert.Equal(times[2..], ReadAll(from: times[2]).Select(e => e.TimeMicros));
        Assert.Equal(times[..2], ReadAll(until: times[2]).Select(e => e.TimeMicros));
        Assert.Equal(["day=2026-11-20", "day=2026-11-21", "day=2026-11-22"], Directory.GetDirectories(Path.Combine(Root, "events")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ReadEvents_SameTime_AreOrderedByIdentityWhateverTheThreads()
    {
        var random = new Random(7);
        for (var import = 0; import < 3; import++)
        {
            Import(Enumerable.Range(0, 5000).Select(i => Random(random, (ulong)((import * 5000) + i), Second / 1000)));
        }

        var one = ReadAll(threads: 1);
        Assert.Equal(15_000, one.Count);
        AssertSame(one.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity), one);
        AssertSame(one, ReadAll(threads: 8));
    }

    [Fact]
    public void ReadEvents_FewerFields_LeavesTheOthersBlank()
    {
        var written = Event(1, Day);
        (written.Host, written.ProcessKey, written.File, written.Line, written.RecordId, written.Raw) = ("h", "k", "f", 3, "r", "text");
        Import(written);

        var behaviour = Assert.Single(ReadAll(fields: EventFields.Behaviour));
        Assert.Equal(("h", null, null, 0, null, null), (behaviour.Host, behaviour.ProcessKey, behaviour.File, behaviour.Line, behaviour.RecordId, behaviour.Raw));
        var keys = Assert.Single(ReadAll(fields: EventFields.Keys));
        Assert.Equal(("h", "k", null), (keys.Host, keys.ProcessKey, keys.File));
        using var lake = Open();
        Assert.Null(Copy(lake.ReadEvents().Single()).Raw);
    }

    [Fact]
    public void ReadEvents_RepeatedTexts_AreOneString()
    {
        Import(Enumerable.Range(0, 5000).Select(i =>
        {
            var e = Event((ulong)i + 1, Day + (i * Second));
            e.Host = $"host {i % 3}";
            return e;
        }));
        using var lake = Open();
        var hosts = lake.ReadEvents().Select(e => e.Host!).ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.Equal(3, hosts.Count);
    }

    [Fact]
    public void ReadEvents_SteadyState_AllocatesNothingPerEvent()
    {
        Import(Enumerable.Range(0, 100_000).Select(i =>
        {
            var e = Event((ulong)i + 1, Day + i);
            (e.Host, e.SourceAddress, e.SourcePort) = ($"host {i % 100}", $"10.0.0.{i % 200}", i % 60_000);
            return e;
        }));
        using var lake = Open();
        using var events = lake.ReadEvents().GetEnumerator();
        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(events.MoveNext());
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 61_440; i++)
        {
            events.MoveNext();
        }

        // 30 chunks: nothing that grows with the events.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4096, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes");
    }

    [Fact]
    public void ReadEvents_Cancelled_Stops()
    {
        Import(Enumerable.Range(0, 5000).Select(i => Event((ulong)i + 1, Day + i)));
        using var lake = Open();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in lake.ReadEvents(cancellation: cancellation.Token))
            {
                cancellation.Cancel();
            }
        });
    }

    [Fact]
    public void ReadEvents_CommitMeanwhile_IsNotSeen()
    {
        Import(Event(1, Day), Event(2, Day + (24 * Hour)));
        using var lake = Open();
        using var events = lake.ReadEvents().GetEnumerator();
        Assert.True(events.MoveNext());
        Import(Event(3, Day + (24 * Hour)), Event(4, Day + (48 * Hour)));
        Assert.True(events.MoveNext());
        Assert.Equal((UInt128)2, events.Current.Identity);
        Assert.False(events.MoveNext());
        Assert.Equal(4, lake.ReadEvents().Count());
    }

    [Fact]
    public void Find_Identities_FetchesThemWithRawText()
    {
        var random = new Random(3);
        var written = Enumerable.Range(0, 3000).Select(i => Random(random, (ulong)i, 50 * Hour)).ToList();
        Import(written);
        using var lake = Open();

        var wanted = written.Where((_, i) => i % 500 == 0).ToList();
        AssertSame(
            wanted.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity),
            lake.Find([.. wanted.Select(e => e.Identity), wanted[0].Identity, UInt128.MaxValue]));
        Assert.Equal(wanted[0].Raw, lake.Raw(wanted[0].Identity));
        Assert.Single(lake.Find([wanted[0].Identity], wanted[0].TimeMicros, wanted[0].TimeMicros + 1));
        Assert.Empty(lake.Find([wanted[0].Identity], wanted[0].TimeMicros + 1));
    }

    [Fact]
    public void Statistics_TwoSources_CountsThem()
    {
        var windows = Event(1, Day + Hour);
        (windows.Source, windows.Platform) = ("windows.sysmon", Platform.Windows);
        var unknown = Event(2, Day);
        unknown.Platform = Platform.Unknown;
        Import(windows, unknown, Event(3, Day + (30 * Hour)), Event(4, Day + (31 * Hour)));
        using var lake = Open();

        var statistics = lake.Statistics();
        Assert.Equal(
            [
                new SourceStatistics("windows.sysmon", "windows", 1, Day + Hour, Day + Hour, 1),
                new SourceStatistics("zeek.conn", "linux", 2, Day + (30 * Hour), Day + (31 * Hour), 1),
                new SourceStatistics("zeek.conn", "unknown", 1, Day, Day, 1),
            ],
            statistics.Sources);
        Assert.Equal([new DateOnly(2026, 11, 21), new DateOnly(2026, 11, 22)], statistics.Days);
        Assert.Equal((4L, Day, Day + (31 * Hour)), (statistics.Events, statistics.FirstMicros!.Value, statistics.LastMicros!.Value));
    }

    [Fact]
    public void Connect_OwnSql_SeesTheEventsOfTheRange()
    {
        Import(Enumerable.Range(0, 10).Select(i =>
        {
            var e = Event((ulong)i + 1, Day + (i * Hour));
            e.Host = $"h{i % 4}";
            return e;
        }));
        using var lake = Open();
        using var connection = lake.Connect(Day + (2 * Hour), Day + (5 * Hour));
        Assert.Equal(3, connection.Scalar<long>("""SELECT count(DISTINCT "host.name") FROM events WHERE "host.os.type" = 'linux'"""));
    }

    [Fact]
    public void ReadEvents_ManyPartsInADay_AreOneOrder()
    {
        // More parts than are merged side by side.
        const int Parts = 30;
        for (var part = 0; part < Parts; part++)
        {
            Import(Enumerable.Range(0, 3).Select(i => Event((ulong)((i * Parts) + part + 1), Day + i)));
        }

        Assert.Equal(Parts, Directory.GetFiles(Root, "part-*.parquet", SearchOption.AllDirectories).Length);
        Assert.Equal(Enumerable.Range(1, 3 * Parts).Select(i => (UInt128)i), ReadAll().Select(e => e.Identity));
    }

    [Fact]
    public void Open_OptionsOutOfRange_NamesEveryFault() =>
        Assert.Equal(
            "LakeOptions: PooledTexts is 1, expected 16 or more; EventsPerBatch is 0, expected 1 or more; LockTimeout is -00:00:01, expected 0 or more.",
            Assert.Throws<ArgumentException>(() => EventLake.Open(Root, new LakeOptions { PooledTexts = 1, EventsPerBatch = 0, LockTimeout = TimeSpan.FromSeconds(-1) })).Message);

    [Fact]
    public void Open_SomethingElse_IsRefused()
    {
        File.WriteAllText(Path.Combine(Root, "format.txt"), "det0131-lake 2\n");
        Assert.Contains("Found format \"det0131-lake 2\"", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Root, "format.txt"));
        Directory.CreateDirectory(Path.Combine(Root, "events"));
        Assert.Contains("expected a lake or an empty directory", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
    }
}
