using System.Text.Json;
using Det0131.Models.Versioning;

namespace Det0131.Models.Tests.Versioning;

public sealed class PromotionTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    private ModelStore Store => fixture.Store;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Promote_Version_BecomesCurrentAndIsLogged()
    {
        Assert.Null(Store.Current());
        var id = fixture.Create();
        fixture.Clock.Now += TimeSpan.FromHours(2);
        Store.Promote(id, "bob \"the\nbuilder\"");
        Assert.Equal(id, Store.Current());
        Assert.Equal(id + "\n", File.ReadAllText(fixture.PathOf("store/current")));
        Assert.Equal(
            [new(new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), "alice", "create", id.ToString()), new(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), "bob \"the\nbuilder\"", "promote", id.ToString())],
            Store.Log());
        // What is on disk, read without the store: one JSON object a line.
        var lines = File.ReadAllLines(fixture.PathOf("store/log.ndjson"));
        Assert.Equal(2, lines.Length);
        using var line = JsonDocument.Parse(lines[1]);
        Assert.Equal(["time", "who", "what", "version"], line.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Promote_UnknownVersion_KeepsTheOneThatIs()
    {
        var id = fixture.Create();
        Store.Promote(id, "bob");
        Assert.Throws<ModelStoreException>(() => Store.Promote(VersionId.Parse("20261121T080000Z-3f2a9c"), "bob"));
        Assert.Equal(id, Store.Current());
        Assert.Equal(2, Store.Log().Count);
    }

    [Fact]
    public void Rollback_Repeated_GoesBackThroughWhatWasPromoted()
    {
        var (a, b, c) = (fixture.Create("a"), fixture.Create("b"), fixture.Create("c"));
        foreach (var id in new[] { a, b, b, c })
        {
            Store.Promote(id, "bob");
        }

        Assert.Equal(b, Store.Rollback("carol"));
        Assert.Equal(b, Store.Current());
        Assert.Equal(a, Store.Rollback("carol"));
        Assert.Contains("no version was promoted before", Assert.Throws<ModelStoreException>(() => Store.Rollback("carol")).Message, StringComparison.Ordinal);
        Assert.Equal(a, Store.Current());
        Store.Promote(c, "bob");
        Assert.Equal(a, Store.Rollback("carol")); // b was taken back, so a was before c
        Assert.Equal(["rollback", "promote", "rollback"], Store.Log().TakeLast(3).Select(entry => entry.What));
    }

    [Fact]
    public void Rollback_NothingPromoted_IsRefused()
    {
        fixture.Create();
        Assert.Throws<ModelStoreException>(() => Store.Rollback("carol"));
    }

    [Fact]
    public void Rollback_TargetDamaged_IsRefusedAndKeepsTheCurrent()
    {
        var (a, b) = (fixture.Create("a"), fixture.Create("b"));
        Store.Promote(a, "bob");
        Store.Promote(b, "bob");
        File.Delete(fixture.FileOf(a, "context.json"));
        Assert.Contains("context.json: missing", Assert.Throws<ModelStoreException>(() => Store.Rollback("carol")).Message, StringComparison.Ordinal);
        Assert.Equal(b, Store.Current());
    }

    [Fact]
    public void Rollback_CrashBetweenPointerAndLog_GoesToTheLastLoggedVersion()
    {
        var (a, b) = (fixture.Create("a"), fixture.Create("b"));
        Store.Promote(a, "bob");
        File.WriteAllText(fixture.PathOf("store/current"), b + "\n");
        Assert.Equal(a, Store.Rollback("carol"));
    }

    [Fact]
    public void Log_LineCutByACrash_IsPassedOverAndClosed()
    {
        var id = fixture.Create();
        File.AppendAllText(fixture.PathOf("store/log.ndjson"), "{\"time\":\"2026-");
        Assert.Single(Store.Log());
        Store.Promote(id, "bob");
        Assert.Equal(["create", "promote"], Store.Log().Select(entry => entry.What));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("20261121T080000Z-3f2a9c and more")]
    public void Current_DamagedPointer_SaysSo(string content)
    {
        File.WriteAllText(fixture.PathOf("store/current"), content);
        var e = Assert.Throws<ModelStoreException>(() => Store.Current());
        Assert.Contains("current: '", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Promote_LockHeldByAnother_GivesUpAndReadersGoOn()
    {
        var id = fixture.Create();
        Store.Promote(id, "bob");
        var impatient = ModelStore.Open(fixture.PathOf("store"), fixture.Clock, TimeSpan.FromMilliseconds(40));
        using (new FileStream(fixture.PathOf("store/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("lock: held by another process", Assert.Throws<ModelStoreException>(() => impatient.Promote(id, "eve")).Message, StringComparison.Ordinal);
            Assert.Equal(id, impatient.Current());
            Assert.Empty(impatient.Verify(id));
        }

        impatient.Promote(id, "eve");
        Assert.Equal("eve", Store.Log()[^1].Who);
    }

    // Writers in many threads, each with a store of its own on one directory, as processes would have.
    [Fact]
    public void Promote_Concurrently_EveryPromotionIsWholeAndLogged()
    {
        var ids = Enumerable.Range(0, 4).Select(i => fixture.Create($"{i}")).ToArray();
        var seen = 0;
        Parallel.For(0, 40, i =>
        {
            var store = ModelStore.Open(fixture.PathOf("store"), fixture.Clock);
            store.Promote(ids[i % 4], $"user{i}");
            if (store.Current() is { } current && ids.Contains(current))
            {
                Interlocked.Increment(ref seen);
            }
        });
        Assert.Equal(40, seen);
        var log = Store.Log().Where(entry => entry.What == "promote").ToArray();
        Assert.Equal(40, log.Length);
        Assert.Equal(log[^1].Version, Store.Current().ToString());
        Assert.Equal(40, log.Select(entry => entry.Who).Distinct().Count());
    }

    [Fact]
    public void Create_ConcurrentlyTheSameContent_MakesOneVersion()
    {
        var ids = new VersionId[8];
        Parallel.For(0, ids.Length, i => ids[i] = ModelStore.Open(fixture.PathOf("store"), fixture.Clock)
            .Create(path => StoreFixture.WriteFiles(path, "same"), StoreFixture.Info(), $"user{i}"));
        Assert.Single(ids.Distinct());
        Assert.Single(Store.List());
        Assert.Single(Store.Log());
        Assert.Empty(Store.Verify(ids[0]));
    }
}
