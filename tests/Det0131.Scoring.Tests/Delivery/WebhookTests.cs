using System.Text.Json;
using Det0131.Models.Alerts;
using Det0131.Models.Tests.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Tests.Alerts;
using Microsoft.AspNetCore.DataProtection;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>From the alert's change to a real web server, on both engines.</summary>
public abstract class WebhookTests : IAsyncLifetime
{
    private readonly ServiceMetrics _metrics = new();
    private readonly WebhookSender _sender = new(true, new DeliveryPatience { Quick = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
    private StoreUnderTest _store = null!;
    private Receiver _receiver = null!;
    private DatabaseWebhooks _webhooks = null!;
    private WebhookQueue _queue = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await NewAsync();
        _receiver = await Receiver.StartAsync();
        _webhooks = new DatabaseWebhooks(_store.Database, new EphemeralDataProtectionProvider(), allowInternal: true);
        _queue = new WebhookQueue(_store.Database, _webhooks, _sender, new DeliveryPatience(), _metrics);
    }

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
            await _store.DisposeAsync();
        }

        _sender.Dispose();
        _metrics.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<StoreUnderTest> NewAsync();

    [Fact]
    public async Task SendDueAsync_LifeOfAnAlert_IsToldAsOcsf()
    {
        await AddAsync();
        await _store.ApplyAsync(Make("a1"));
        await SendAsync();
        await _store.ApplyAsync(Make("a1", events: 9));
        await SendAsync();
        await _store.ChangeAsync("a1", new AlertChange(AlertState.TruePositive));
        await SendAsync();

        Assert.Equal(["create", "update", "close"], _receiver.Received.Select(r => r.Activity));
        var findings = _receiver.Received.Select(r => JsonElement.Parse(r.Body)).ToList();
        Assert.All(findings, finding => Assert.Empty(OcsfSchema.Faults(finding, "detection_finding")));
        Assert.Equal([1, 1, 4], findings.Select(f => f.GetProperty("status_id").GetInt32()));
        Assert.Equal(3, _receiver.Received.Select(r => r.Delivery).Distinct().Count());
        Assert.Equal(0, Assert.Single(await _webhooks.ListAsync(CancellationToken.None)).Waiting);
    }

    [Fact]
    public async Task ApplyAsync_ManyUpdatesBeforeOneIsSent_AreOneDelivery()
    {
        await AddAsync();
        await _store.ApplyAsync(Make("a1"));
        for (var i = 4; i < 10; i++)
        {
            await _store.ApplyAsync(Make("a1", events: i));
        }

        await SendAsync();
        Assert.Equal(["create", "update"], _receiver.Received.Select(r => r.Activity));
        Assert.All(_receiver.Received, r => Assert.Equal(9, JsonElement.Parse(r.Body).GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task SendDueAsync_ReceiverIsDown_IsTriedForADayThenGivenUpAndCanBeSentAgain()
    {
        var made = await AddAsync();
        _receiver.Answer = 503;
        await _store.ApplyAsync(Make("a1"));
        var rounds = 0;
        for (; (await _webhooks.ListDeadAsync(10, CancellationToken.None)).Count == 0; rounds++)
        {
            Assert.True(rounds < 60);
            var next = await SendAsync();
            _store.Time.Advance((next ?? _store.Time.GetUtcNow()) - _store.Time.GetUtcNow());
        }

        // Half an hour of doubling, then about once an hour.
        Assert.InRange(rounds, 25, 45);
        var dead = Assert.Single(await _webhooks.ListDeadAsync(10, CancellationToken.None));
        Assert.Equal((made.Webhook.Id, "a1", AlertActivity.Create, "answered 503", rounds), (dead.WebhookId, dead.AlertId, dead.Activity, dead.Problem, dead.Attempts));
        _receiver.Answer = 204;
        _receiver.Received.Clear();
        Assert.Equal(1, await _webhooks.SendAgainAsync(made.Webhook.Id, dead.Cursor, "anna", CancellationToken.None));
        Assert.Null(await SendAsync());
        Assert.Single(_receiver.Received);
        Assert.Empty(await _webhooks.ListDeadAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task DropDeadAsync_OneOrAll_AreNotSentAnyMoreAndTheLogSaysSo()
    {
        var made = await AddAsync();
        _receiver.Answer = 503;
        await _store.ApplyAsync(Make("a1"), Make("a2"), Make("a3"));
        for (var rounds = 0; (await _webhooks.ListDeadAsync(10, CancellationToken.None)).Count < 3; rounds++)
        {
            Assert.True(rounds < 200);
            var next = await SendAsync();
            _store.Time.Advance((next ?? _store.Time.GetUtcNow()) - _store.Time.GetUtcNow());
        }

        var dead = await _webhooks.ListDeadAsync(10, CancellationToken.None);
        Assert.Equal(0, await _webhooks.DropDeadAsync("nobody", null, "anna", CancellationToken.None));
        Assert.Equal(1, await _webhooks.DropDeadAsync(made.Webhook.Id, dead[0].Cursor, "anna", CancellationToken.None));
        Assert.Equal(dead.Skip(1), await _webhooks.ListDeadAsync(10, CancellationToken.None));
        Assert.Equal(2, await _webhooks.DropDeadAsync(made.Webhook.Id, null, "anna", CancellationToken.None));
        Assert.Equal(0, await _webhooks.SendAgainAsync(made.Webhook.Id, null, "anna", CancellationToken.None));
        var lines = await _store.Audit.ListAsync(4, CancellationToken.None);
        Assert.Equal([("webhook.send_again", "0 deliveries"), ("webhook.drop", "2 deliveries"), ("webhook.drop", "1 deliveries"), ("webhook.drop", "0 deliveries")], lines.Select(l => (l.Action, l.Detail)));
    }

    // The process dies between two rounds: another one finds the queue.
    [Fact]
    public async Task SendDueAsync_AnotherProcess_SendsWhatWaits()
    {
        var provider = new EphemeralDataProtectionProvider();
        await new DatabaseWebhooks(_store.Database, provider, true).AddAsync(new WebhookDraft(_receiver.Url.AbsoluteUri), "anna", CancellationToken.None);
        await _store.ApplyAsync(Make("a1"), Make("a2"));
        await using var other = _store.Open();
        var queue = new WebhookQueue(other, new DatabaseWebhooks(other, provider, true), _sender, new DeliveryPatience(), _metrics);

        Assert.Null(await queue.SendDueAsync(CancellationToken.None));
        Assert.Equal(2, _receiver.Received.Count);
    }

    [Fact]
    public async Task ApplyAsync_LeastSeverityAndSwitch_DecideWhoIsTold()
    {
        var high = await AddAsync(new WebhookDraft(_receiver.Url + "/high", "ecs", AlertSeverity.High));
        var all = await AddAsync(new WebhookDraft(_receiver.Url + "/all"));
        await _store.ApplyAsync(Make("a1", days: 100));
        await _store.ApplyAsync(Make("a2", days: 1000));
        await _webhooks.ChangeAsync(all.Webhook.Id, new WebhookChange(IsEnabled: false), "anna", CancellationToken.None);
        await _store.ApplyAsync(Make("a3", days: 1000));
        await SendAsync();

        Assert.Equal(["/hook/high", "/hook/high"], _receiver.Received.Select(r => r.Path));
        Assert.All(_receiver.Received, r => Assert.Equal("det0131.alerts", JsonElement.Parse(r.Body).GetProperty("event").GetProperty("dataset").GetString()));
        await _webhooks.ChangeAsync(all.Webhook.Id, new WebhookChange(IsEnabled: true), "anna", CancellationToken.None);
        await _webhooks.RemoveAsync(high.Webhook.Id, "anna", CancellationToken.None);
        await SendAsync();
        Assert.Equal(["/hook/all", "/hook/all"], _receiver.Received.Select(r => r.Path).Skip(2));
    }

    [Fact]
    public async Task AddAsync_Secret_IsNeitherStoredPlainNorToldAgain()
    {
        const string Secret = "correct-horse-battery";
        var made = await AddAsync(new WebhookDraft(_receiver.Url.AbsoluteUri, Secret: Secret));

        Assert.Equal(Secret, made.Secret);
        Assert.DoesNotContain(Secret, made.ToString() + new WebhookDraft("https://x", Secret: Secret), StringComparison.Ordinal);
        var kept = Assert.Single(await _store.Database.ReadAsync(sql => sql("SELECT secret FROM webhook").ListAsync(r => r.GetFieldValue<byte[]>(0)), CancellationToken.None));
        Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.Equal("webhook.add", Assert.Single(await _store.Audit.ListAsync(5, CancellationToken.None)).Action);
        Assert.Equal(43, (await AddAsync()).Secret.Length);
    }

    [Fact]
    public async Task AddAsync_FaultyDraft_NamesEveryFault()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => AddAsync(new WebhookDraft("ftp://x", "xml", (AlertSeverity)9, "short")));
        Assert.All(["no http or https", "expected ocsf or ecs", "least severity is 9", "secret has 5"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("short", fault.Message, StringComparison.Ordinal);

        var outside = new DatabaseWebhooks(_store.Database, new EphemeralDataProtectionProvider(), allowInternal: false);
        foreach (var url in (string[])["http://169.254.169.254/latest", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "https://user@example.com/"])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => outside.AddAsync(new WebhookDraft(url), "anna", CancellationToken.None));
        }

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _webhooks.RemoveAsync("nobody", "anna", CancellationToken.None));
        Assert.Empty(await _webhooks.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task RemoveOldAsync_AfterAMonth_ForgetsWhatNobodyWaitsFor()
    {
        await AddAsync();
        await _store.ApplyAsync(Make("a1"));
        Assert.Equal(0, await _queue.RemoveOldAsync(CancellationToken.None));
        _store.Time.Advance(TimeSpan.FromDays(31));

        Assert.Equal(2, await _queue.RemoveOldAsync(CancellationToken.None));
        Assert.Null(await SendAsync());
        Assert.Empty(_receiver.Received);
    }

    private Task<WebhookMade> AddAsync(WebhookDraft? draft = null) => _webhooks.AddAsync(draft ?? new WebhookDraft(_receiver.Url.AbsoluteUri), "anna", CancellationToken.None);

    private Task<DateTimeOffset?> SendAsync() => _queue.SendDueAsync(CancellationToken.None);
}

public sealed class SqliteWebhookTests : WebhookTests
{
    internal override Task<StoreUnderTest> NewAsync() => Task.FromResult(StoreUnderTest.Sqlite());
}

public sealed class PostgresWebhookTests(PostgresServer server) : WebhookTests
{
    internal override Task<StoreUnderTest> NewAsync() => server.NewDatabaseAsync();
}
