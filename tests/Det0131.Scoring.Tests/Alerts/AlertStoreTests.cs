using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>What the contract of <see cref="IAlertStore"/> says, on both engines.</summary>
public abstract partial class AlertStoreTests : IAsyncLifetime
{
    private StoreUnderTest _store = null!;

    public async ValueTask InitializeAsync() => _store = await NewAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal abstract Task<StoreUnderTest> NewAsync();

    [Fact]
    public async Task ApplyAsync_NewAlert_IsStoredAsItWasFound()
    {
        var found = Make("a1");
        var stored = Assert.Single(await _store.ApplyAsync(found));

        Assert.Equal((1, 1, AlertState.New), (stored.Revision, stored.Cursor, stored.State));
        var read = await _store.FindAsync("a1");
        Assert.Equal(AlertContent.ToBytes(found), AlertContent.ToBytes(read.Alert));
        Assert.Equal(found.ScoreBits, read.Alert.ScoreBits);
        Assert.Equal(_store.Time.GetUtcNow(), read.OpenedAt);
        Assert.Equal("opened: 3 events, 30.3 bits", Assert.Single(await HistoryAsync("a1")).What);
    }

    [Fact]
    public async Task ApplyAsync_SameAlertAgain_ChangesNothing()
    {
        await _store.ApplyAsync(Make("a1"));
        _store.Time.Advance(TimeSpan.FromHours(5));

        Assert.Empty(await _store.ApplyAsync(Make("a1")));
        Assert.Equal(1, (await _store.FindAsync("a1")).Revision);
        Assert.Single(await HistoryAsync("a1"));
    }

    [Fact]
    public async Task ApplyAsync_MoreEvidence_IsOneRevisionMoreAndOneLineAnHour()
    {
        await _store.ApplyAsync(Make("a1"));
        for (var i = 4; i < 8; i++)
        {
            await _store.ApplyAsync(Make("a1", events: i));
        }

        _store.Time.Advance(TimeSpan.FromHours(2));
        await _store.ApplyAsync(Make("a1", events: 9));

        Assert.Equal(6, (await _store.FindAsync("a1")).Revision);
        Assert.Equal(["opened: 3 events, 30.3 bits", "evidence: 7 events, 30.3 bits", "evidence: 9 events, 30.3 bits"], (await HistoryAsync("a1")).Select(h => h.What));
    }

    [Fact]
    public async Task ApplyAsync_WithinBudgetOnce_StaysWithinBudget()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2", flags: AlertFlags.OverBudget | AlertFlags.ColdStart));

        Assert.Empty(await _store.ApplyAsync(Make("a1", flags: AlertFlags.OverBudget)));
        Assert.Single(await _store.ApplyAsync(Make("a2", flags: AlertFlags.ColdStart)));
        Assert.Equal(AlertFlags.ColdStart, (await _store.FindAsync("a2")).Alert.Flags);
        await _store.ApplyAsync(Make("a2", events: 9, flags: AlertFlags.OverBudget | AlertFlags.ColdStart));
        Assert.Equal(AlertFlags.ColdStart, (await _store.FindAsync("a2")).Alert.Flags);
    }

    [Theory]
    [InlineData(0, AlertState.Benign)]
    [InlineData(1, AlertState.New)]
    public async Task ApplyAsync_ClosedAlert_IsReopenedOnlyByALaterDay(int day, AlertState expected)
    {
        await _store.ApplyAsync(Make("a1"));
        await _store.ChangeAsync("a1", new AlertChange(AlertState.Benign, Comment: "a test"));
        await _store.ApplyAsync(Make("a1", day: day, events: 20));

        var stored = await _store.FindAsync("a1");
        Assert.Equal(expected, stored.State);
        Assert.Equal(20, stored.Alert.EventCount);
        Assert.Equal(expected == AlertState.New ? AlertStatus.New : AlertStatus.Resolved, stored.Alert.Status);
        Assert.Equal(expected == AlertState.New, (await HistoryAsync("a1"))[^1].What.StartsWith("state benign -> new: evidence of a later day", StringComparison.Ordinal));
        Assert.Equal(expected == AlertState.New ? 0 : 1, (await _store.Alerts.FeedbackAsync(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task ApplyAsync_MergedAlert_TakesWhatPeopleWroteAlongOnce()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"), Make("a3"));
        await _store.ChangeAsync("a2", new AlertChange(AlertState.InProgress, Comment: "I asked her"));
        await _store.Alerts.ApplyAsync([], Merge("a2", "a1"), CancellationToken.None);
        Assert.Empty(await _store.Alerts.ApplyAsync([], Merge("a2", "a1"), CancellationToken.None));
        await _store.Alerts.ApplyAsync([], Merge("a2", "a3"), CancellationToken.None);

        Assert.Equal("a3", (await _store.FindAsync("a2")).MergedInto);
        Assert.Equal(["I asked her"], (await HistoryAsync("a1")).Select(h => h.Comment).OfType<string>());
        Assert.Contains(await HistoryAsync("a1"), h => h is { Who: "anna", What: "on a2: state new -> in progress" });
        Assert.DoesNotContain(await HistoryAsync("a3"), h => h.Comment is not null);
        Assert.Equal(["a1", "a3"], (await ListAsync(new AlertQuery())).Order());
        Assert.Equal(["a1", "a2", "a3"], (await ListAsync(new AlertQuery { WithMerged = true })).Order());
    }

    [Fact]
    public async Task ApplyAsync_FaultyInput_ChangesNothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ApplyAsync(Make("a1"), Make("a1")));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ApplyAsync(Make("")));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.Alerts.ApplyAsync([Make("a1")], Merge("a1", "a1"), CancellationToken.None));

        Assert.Null(await _store.Alerts.FindAsync("a1", CancellationToken.None));
    }

    // Names that an attacker chooses: NUL and broken surrogates, which PostgreSQL refuses, quotes, and names longer than an index entry may be.
    [Fact]
    public async Task ApplyAsync_HostileNames_AreStoredAndFound()
    {
        string[] hosts = ["<img onerror=alert(1)>", "'; DROP TABLE alert; --", new string('x', 20_000), "nul\0host", "half\uD800pair", "100%_\\"];
        await _store.ApplyAsync([.. hosts.Select((h, i) => Make($"h{i}", host: h))]);

        // The one of 20,000 characters is longer than a query may ask for.
        foreach (var i in (int[])[0, 1, 3, 4, 5])
        {
            Assert.Equal([$"h{i}"], await ListAsync(new AlertQuery { Entity = hosts[i] }));
        }

        Assert.Equal(["h5"], await ListAsync(new AlertQuery { Text = "100%_\\" }));
        Assert.Null(await _store.Alerts.FindAsync("\0\uDC00", CancellationToken.None));
    }

    [Fact]
    public async Task ChangeAsync_StateOwnerAndComment_AreKeptWithHistoryAndAudit()
    {
        await _store.ApplyAsync(Make("a1"));
        var changed = await _store.ChangeAsync("a1", new AlertChange(AlertState.InProgress, "bob", "on it"), revision: 1);

        Assert.Equal((AlertState.InProgress, "bob", 2L), (changed.State, changed.Owner, changed.Revision));
        Assert.Equal(AlertStatus.InProgress, changed.Alert.Status);
        Assert.Equal(new AlertHistoryLine(_store.Time.GetUtcNow(), "anna", "state new -> in progress; owner nobody -> bob", "on it"), (await HistoryAsync("a1"))[^1]);
        var audit = Assert.Single(await _store.Audit.ListAsync(10, CancellationToken.None));
        Assert.Equal(("anna", "alert.change", "a1"), (audit.Who, audit.Action, audit.Target));
        Assert.Null((await _store.ChangeAsync("a1", new AlertChange(Owner: ""))).Owner);
    }

    [Fact]
    public async Task ChangeAsync_FaultyChange_NamesEveryFault()
    {
        await _store.ApplyAsync(Make("a1"));

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _store.ChangeAsync("nobody", new AlertChange(AlertState.Benign)));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ChangeAsync("a1", new AlertChange()));
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => _store.ChangeAsync("a1", new AlertChange((AlertState)9, new string('o', 201), new string('c', 4001))));
        Assert.Contains("state is 9", fault.Message, StringComparison.Ordinal);
        Assert.Contains("owner has 201", fault.Message, StringComparison.Ordinal);
        Assert.Contains("comment has 4001", fault.Message, StringComparison.Ordinal);
        var conflict = await Assert.ThrowsAsync<AlertConflictException>(() => _store.ChangeAsync("a1", new AlertChange(AlertState.Benign), revision: 7));
        Assert.Contains("revision 1; the change expected 7", conflict.Message, StringComparison.Ordinal);
    }

    // Two services on one database, eight people on one alert: exactly one of each round wins.
    [Fact]
    public async Task ChangeAsync_ManyAtOnce_OneWinsEachRound()
    {
        await _store.ApplyAsync(Make("a1"));
        await using var other = _store.Open();
        IAlertStore[] stores = [_store.Alerts, new DatabaseAlertStore(other)];
        for (var round = 1; round <= 5; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                try
                {
                    await stores[i % 2].ChangeAsync("a1", new AlertChange(Owner: $"p{round}-{i}"), "anna", round, CancellationToken.None);
                    return 1;
                }
                catch (AlertConflictException)
                {
                    return 0;
                }
            })));
            Assert.Equal(1, outcomes.Sum());
        }

        Assert.Equal(6, (await _store.FindAsync("a1")).Revision);
        Assert.Equal(6, (await HistoryAsync("a1")).Count);
    }

    [Fact]
    public async Task FeedbackAsync_ClosedAlerts_GiveTheirLatestVerdict()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"), Make("a3"));
        await _store.ChangeAsync("a1", new AlertChange(AlertState.TruePositive, Comment: "stolen"));
        await _store.ChangeAsync("a1", new AlertChange(AlertState.Benign, Comment: "no, a test"));
        await _store.ChangeAsync("a1", new AlertChange(Comment: "filed"));
        await _store.ChangeAsync("a2", new AlertChange(AlertState.Expected));
        await _store.ChangeAsync("a2", new AlertChange(AlertState.New));

        var feedback = Assert.Single(await _store.Alerts.FeedbackAsync(CancellationToken.None));
        Assert.Equal(("a1", AlertState.Benign, "anna", "no, a test"), (feedback.AlertId, feedback.Verdict, feedback.Who, feedback.Comment));
        Assert.Equal(AlertContent.ToBytes((await _store.FindAsync("a1")).Alert), AlertContent.ToBytes(feedback.Alert));
    }

    [Fact]
    public async Task RemoveClosedAsync_OldClosedAlerts_GoAndStayGone()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"), Make("a3"), Make("a4"));
        await _store.Alerts.ApplyAsync([], Merge("a4", "a1"), CancellationToken.None);
        await _store.ChangeAsync("a1", new AlertChange(AlertState.Benign));
        _store.Time.Advance(TimeSpan.FromDays(30));
        await _store.ChangeAsync("a2", new AlertChange(AlertState.Benign));

        Assert.Equal(2, await _store.Alerts.RemoveClosedAsync(_store.Time.GetUtcNow().AddDays(-1), CancellationToken.None));
        Assert.Empty(await HistoryAsync("a1"));

        // The scorer still remembers it: it comes back only with evidence of a later day.
        Assert.Empty(await _store.ApplyAsync(Make("a1"), Make("a4")));
        Assert.Equal(["a2", "a3"], (await ListAsync(new AlertQuery { WithMerged = true })).Order());
        Assert.Single(await _store.ApplyAsync(Make("a1", day: 1)));
    }

    [Fact]
    public async Task Changed_EveryCommittedChange_IsToldInOrder()
    {
        var told = new List<long>();
        _store.Alerts.Changed += _ => throw new InvalidOperationException("a listener's fault must not reach the scorer");
        _store.Alerts.Changed += alert => told.Add(alert.Cursor);
        await _store.ApplyAsync(Make("a1"), Make("a2"));
        await _store.AllowAsync("e1", entity: "PC7");
        await _store.ChangeAsync("a1", new AlertChange(AlertState.Benign));

        Assert.Equal([1, 2, 3, 4, 5], told);
    }

    private static Dictionary<string, string> Merge(string id, string into) => new() { [id] = into };

    private async Task<IReadOnlyList<AlertHistoryLine>> HistoryAsync(string id) => await _store.Alerts.HistoryAsync(id, CancellationToken.None);

    private async Task<IEnumerable<string>> ListAsync(AlertQuery query) => (await _store.Alerts.ListAsync(query, CancellationToken.None)).Alerts.Select(a => a.Alert.Id);
}

public sealed class SqliteAlertStoreTests : AlertStoreTests
{
    internal override Task<StoreUnderTest> NewAsync() => Task.FromResult(StoreUnderTest.Sqlite());
}

public sealed class PostgresAlertStoreTests(PostgresServer server) : AlertStoreTests
{
    internal override Task<StoreUnderTest> NewAsync() => server.NewDatabaseAsync();
}
