using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

public sealed class ImportBatchTests : LakeTests
{
    [Fact]
    public void Commit_SameEventsTwice_IsOnce()
    {
        var random = new Random(1);
        var events = Enumerable.Range(0, 5000).Select(i => Random(random, (ulong)i, 60 * Hour)).ToList();
        Import(events);
        var once = ReadAll();
        var again = Import(events.Append(Event(99_999, Day)));

        Assert.Equal(new ImportResult(5001, 0, 5000, 1, 0, 0, 0), again);
        AssertSame(once, ReadAll().Where(e => e.Identity != 99_999));
    }

    [Fact]
    public void Commit_DoublesWithinABatch_KeepsTheFirstAppended()
    {
        var first = Event(1, Day);
        first.Raw = "first";
        var second = Copy(first);
        second.Raw = "second";
        Assert.Equal(new ImportResult(3, 0, 2, 1, 0, 0, 0), Import(first, second, second));
        Assert.Equal("first", Assert.Single(ReadAll()).Raw);
    }

    [Fact]
    public void Commit_Nothing_WritesNothing()
    {
        Assert.Equal(new ImportResult(0, 0, 0, 0, 0, 0, 0), Import());
        Assert.Empty(ReadAll());
    }

    [Theory]
    [InlineData(long.MinValue, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(ImportBatch.LatestMicros - 1, true)]
    [InlineData(ImportBatch.LatestMicros, false)]
    [InlineData(long.MaxValue, false)]
    public void Append_Time_IsTakenFrom1970To2099(long timeMicros, bool taken)
    {
        var result = Import(Event(1, timeMicros));
        Assert.Equal(new ImportResult(1, taken ? 0 : 1, 0, taken ? 1 : 0, 0, 0, 0), result);
        Assert.Equal(taken ? [timeMicros] : [], ReadAll().Select(e => e.TimeMicros));
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        using var lake = Open();
        using var batch = lake.BeginImport();
        var appended = Random(new Random(5), 1, Hour);
        appended.TimeMicros = Day;
        void Fill(int count)
        {
            for (var i = 0; i < count; i++)
            {
                appended.Identity = unchecked(appended.Identity + 1);
                batch.Append(appended);
            }
        }

        Fill(5000);
        Assert.Equal(0, Allocation.LeastOfRounds(() => Fill(2500)));
    }

    [Fact]
    public void IsFull_EventsPerBatch_IsReached()
    {
        using var lake = EventLake.Open(Root, new LakeOptions { EventsPerBatch = 2 });
        using var batch = lake.BeginImport();
        batch.Append(Event(1, Day));
        Assert.False(batch.IsFull);
        batch.Append(Event(2, Day));
        Assert.True(batch.IsFull);
        batch.Append(Event(3, Day));
        Assert.Equal(3, batch.Commit().Written);
    }

    [Fact]
    public void Commit_OtherCommitTakesTooLong_SaysWhatItWaitedFor()
    {
        using var lake = EventLake.Open(Root, new LakeOptions { LockTimeout = TimeSpan.Zero });
        using var batch = lake.BeginImport();
        batch.Append(Event(1, Day));
        using (LakeLock.TryExclusive(Path.Combine(Root, "import", "commit.lock")))
        {
            Assert.Contains("commit.lock held by another import", Assert.Throws<TimeoutException>(() => batch.Commit()).Message, StringComparison.Ordinal);
        }

        Assert.Empty(lake.ReadEvents());
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesNothing()
    {
        using var lake = Open();
        using (var batch = lake.BeginImport())
        {
            batch.Append(Event(1, Day));
            batch.Dispose();
            Assert.Throws<ObjectDisposedException>(() => batch.Commit());
        }

        Assert.Empty(lake.ReadEvents());
        Assert.Empty(Directory.GetDirectories(Path.Combine(Root, "import")));
    }

    [Fact]
    public void Commit_Cancelled_CommitsNothing()
    {
        using var lake = Open();
        using var cancellation = new CancellationTokenSource();
        using var batch = lake.BeginImport();
        batch.Append(Event(1, Day));
        batch.AfterStep = step =>
        {
            if (step == "part written")
            {
                cancellation.Cancel();
            }
        };
        batch.Append(Event(2, Day + (24 * Hour)));
        Assert.ThrowsAny<OperationCanceledException>(() => batch.Commit(cancellation.Token));
        Assert.Empty(lake.ReadEvents());
    }

    [Fact]
    public void BeginImport_TwoAtOnce_BothCount()
    {
        using var lake = Open();
        using var other = Open();
        using var a = lake.BeginImport();
        using var b = other.BeginImport();
        a.Append(Event(1, Day));
        b.Append(Event(1, Day));
        b.Append(Event(2, Day));
        Assert.Equal(1, a.Commit().Written);
        Assert.Equal(1, b.Commit().Written);
        Assert.Equal([(UInt128)1, 2], lake.ReadEvents().Select(e => e.Identity));
    }

    [Fact]
    public void Commit_MemoryFarTooSmall_SpillsAndGivesTheSame()
    {
        var random = new Random(11);
        var events = Enumerable.Range(0, 40_000).Select(i => Random(random, (ulong)i, 2 * Hour)).ToList();
        using (var lake = EventLake.Open(Root, new LakeOptions { Threads = 1, MemoryLimitBytes = 256 << 20 }))
        using (var batch = lake.BeginImport())
        {
            events.ForEach(e => batch.Append(e));
            Assert.Equal(40_000, batch.Commit().Written);
        }

        AssertSame(events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity), ReadAll());
    }
}
