using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>Allow-list, keys and audit log, on both engines.</summary>
public abstract partial class AlertStoreTests
{
    [Fact]
    public async Task AddAsync_Entry_SuppressesOpenAlertsUntilItExpires()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2", host: "pc8"), Make("a3"));
        await _store.ChangeAsync("a3", new AlertChange(AlertState.TruePositive));
        await _store.AllowAsync("e1", entity: "ALICE on PC7", days: 2);
        await _store.ApplyAsync(Make("a4"));

        var all = await _store.Alerts.ListAsync(new AlertQuery { WithSuppressed = true }, CancellationToken.None);
        Assert.Equal(["a1", "a4"], all.Alerts.Where(a => a.SuppressedBy == "e1").Select(a => a.Alert.Id).Order());
        Assert.Equal(["a2", "a3"], await ListAsync(new AlertQuery()));
        Assert.Equal(AlertStatus.Suppressed, (await _store.FindAsync("a1")).Alert.Status);
        Assert.Equal("it is the backup", (await HistoryAsync("a1"))[^1].Comment);
        Assert.Equal(0, await _store.Allowed.LetExpiredShowAsync(CancellationToken.None));
        _store.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await _store.Allowed.LetExpiredShowAsync(CancellationToken.None));
        Assert.Equal("shows again: allow-list entry e1 has ended", (await HistoryAsync("a1"))[^1].What);
        Assert.Empty(await _store.Allowed.ListAsync(withExpired: false, CancellationToken.None));
        Assert.Equal("e1", Assert.Single(await _store.Allowed.ListAsync(withExpired: true, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task EndAsync_Entry_LeavesTheAlertToAnotherEntryThatMatches()
    {
        await _store.ApplyAsync(Make("a1"), Make("a2"));
        await _store.AllowAsync("e1", entity: "pc7");
        await _store.AllowAsync("e2", destination: "203.0.113.9", days: 3);
        await _store.Allowed.EndAsync("e1", "anna", CancellationToken.None);

        Assert.Equal("e2", (await _store.FindAsync("a1")).SuppressedBy);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _store.Allowed.EndAsync("e9", "anna", CancellationToken.None));
        Assert.Equal(["allow.end", "allow.add", "allow.add"], (await _store.Audit.ListAsync(10, CancellationToken.None)).Select(l => l.Action));
        Assert.Equal(["e2", "e1"], (await _store.Allowed.ListAsync(withExpired: true, CancellationToken.None)).Select(e => e.Id));
    }

    [Fact]
    public async Task AddAsync_FaultyEntry_NamesEveryFault()
    {
        var entry = new AllowEntry { Id = "a b", Analytic = "AN1", Reason = " x ", Owner = "", MadeAt = _store.Time.GetUtcNow(), ExpiresAt = _store.Time.GetUtcNow().AddYears(3) };
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => _store.Allowed.AddAsync(entry, "anna", CancellationToken.None));

        Assert.All(["id is not", "analytic is not", "neither entity nor destination", "reason has 3", "owner has 0", "at most two years"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        await _store.AllowAsync("e1", entity: "x");
        await Assert.ThrowsAsync<ArgumentException>(() => _store.AllowAsync("e1", entity: "y"));
        Assert.Equal("x", Assert.Single(await _store.Allowed.ListAsync(true, CancellationToken.None)).Entity);
    }

    [Fact]
    public async Task Keys_Life_IsKept()
    {
        var now = _store.Time.GetUtcNow();
        var key = new AccessKey("abcdef123456", "Sensor", Role.Ingest, [1, 2, 3], now, now.AddDays(1), null);
        await _store.Keys.AddAsync(key, CancellationToken.None);

        var read = await _store.Keys.FindAsync(key.Id, CancellationToken.None);
        Assert.Equal(key with { SecretHash = read!.SecretHash }, read);
        Assert.Equal(key.SecretHash, read.SecretHash);
        await Assert.ThrowsAsync<ArgumentException>(() => _store.Keys.AddAsync(key with { Id = "other", Name = "sensor" }, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.Keys.AddAsync(key with { Name = "Other" }, CancellationToken.None));
        await _store.Keys.RevokeAsync(key.Id, now.AddHours(1), CancellationToken.None);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _store.Keys.RevokeAsync(key.Id, now.AddHours(1), CancellationToken.None));
        await _store.Keys.AddAsync(key with { Id = "second" }, CancellationToken.None);
        Assert.Equal([now.AddHours(1), null], (await _store.Keys.ListAsync(CancellationToken.None)).Select(k => k.RevokedAt));
    }

    // Expired keys hold no name and cannot be revoked.
    [Fact]
    public async Task Keys_Expired_AreNotInForce()
    {
        var now = _store.Time.GetUtcNow();
        var key = new AccessKey("k1", "Sensor", Role.Admin, [1], now, now.AddDays(1), null);
        await _store.Keys.AddAsync(key, CancellationToken.None);
        _store.Time.Advance(TimeSpan.FromDays(1));

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _store.Keys.RevokeAsync("k1", _store.Time.GetUtcNow(), CancellationToken.None));
        await _store.Keys.AddAsync(key with { Id = "k2", ExpiresAt = null }, CancellationToken.None);
        Assert.Null(await _store.Keys.FindAsync("k3", CancellationToken.None));
    }

    [Fact]
    public async Task Audit_Lines_AreListedLatestFirst()
    {
        var line = new AuditLine(_store.Time.GetUtcNow(), "console", "key.add", null, null);
        await _store.Audit.WriteAsync(line, CancellationToken.None);
        await _store.Audit.WriteAsync(line with { Action = "key.revoke", Target = "k1", Detail = "sensor" }, CancellationToken.None);

        Assert.Equal([line with { Action = "key.revoke", Target = "k1", Detail = "sensor" }], await _store.Audit.ListAsync(1, CancellationToken.None));
        Assert.Equal(line, (await _store.Audit.ListAsync(5, CancellationToken.None))[1]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.Audit.ListAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task Open_DatabaseOfANewerProgram_IsRefused()
    {
        await _store.ApplyAsync(Make("a1"));
        await _store.Database.ChangeAsync(change => change.Sql("UPDATE schema_version SET version = 99").ExecuteAsync(), CancellationToken.None);
        await using var later = _store.Open();

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => new Scoring.Alerts.Storage.DatabaseAlertStore(later).FindAsync("a1", CancellationToken.None));
        Assert.Contains("schema version 99", fault.Message, StringComparison.Ordinal);
    }

    // Services that start at once on an empty database.
    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        var opened = Enumerable.Range(0, 4).Select(_ => _store.Open()).ToList();
        await Task.WhenAll(opened.Select((d, i) => Task.Run(() => new Scoring.Alerts.Storage.DatabaseAlertStore(d).ApplyAsync([Make($"a{i}")], NoMerges, CancellationToken.None))));

        Assert.Equal(["a0", "a1", "a2", "a3"], (await ListAsync(new AlertQuery())).Order());
        foreach (var database in opened)
        {
            await database.DisposeAsync();
        }
    }
}
