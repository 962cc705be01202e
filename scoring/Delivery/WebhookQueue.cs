using System.Security.Cryptography;
using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Delivery;

/// <summary>Sends what is due: webhooks side by side, the deliveries of one after the other, oldest change first. One caller at a time.</summary>
/// <param name="database">Where the queue rests.</param>
/// <param name="webhooks">Opens the secrets.</param>
/// <param name="sender">Posts.</param>
/// <param name="patience">When to try again.</param>
/// <param name="metrics">Counted in.</param>
internal sealed class WebhookQueue(Database database, DatabaseWebhooks webhooks, WebhookSender sender, DeliveryPatience patience, ServiceMetrics metrics)
{
    private const int BatchSize = 200;

    // A webhook that fails so often in a row is down: the rest of its queue need not find out one by one.
    private const int FailuresInARow = 3;

    private const string Channel = "webhook";

    // Spreads attempts, no secret: where it starts does not matter.
    private readonly Random _random = new(131);

    /// <summary>Sends what is due.</summary>
    /// <returns>When the next one is due; null: none waits.</returns>
    public async Task<DateTimeOffset?> SendDueAsync(CancellationToken cancellation)
    {
        var due = await DueAsync(cancellation);
        await Task.WhenAll(due.GroupBy(d => d.WebhookId, StringComparer.Ordinal).Select(queue => SendAsync([.. queue], cancellation)));
        var next = await database.ReadAsync(
            sql => sql("SELECT MIN(next_at) FROM delivery JOIN webhook ON webhook.id = webhook_id WHERE dead_at IS NULL AND enabled = 1").NumberAsync(cancellation), cancellation);
        return next is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    /// <summary>Deletes announcements and deliveries that nobody waits for any more.</summary>
    public Task<int> RemoveOldAsync(CancellationToken cancellation) => database.ChangeAsync(
        async change =>
        {
            var old = change.Now - Announcements.Kept;
            return await change.Sql("DELETE FROM announcement WHERE at < @old").With("old", old).ExecuteAsync()
                + await change.Sql("DELETE FROM delivery WHERE made_at < @old").With("old", old).ExecuteAsync();
        },
        cancellation);

    private Task<List<Due>> DueAsync(CancellationToken cancellation) => database.ReadAsync(
        sql => sql("""
            SELECT webhook_id, cursor, alert_id, activity, status, delivery.made_at, attempts, url, format, secret
            FROM delivery JOIN webhook ON webhook.id = webhook_id WHERE dead_at IS NULL AND enabled = 1 AND next_at <= @now ORDER BY cursor LIMIT @limit
            """)
            .With("now", database.Time.GetUtcNow()).With("limit", BatchSize)
            .ListAsync(
                r => new Due(
                    r.GetString(0), r.GetInt64(1), r.GetString(2), (AlertActivity)r.GetInt64(3), (AlertStatus)r.GetInt64(4), r.Time(5), (int)r.GetInt64(6), r.GetString(7),
                    r.GetString(8), r.GetFieldValue<byte[]>(9)),
                cancellation),
        cancellation);

    private async Task SendAsync(Due[] queue, CancellationToken cancellation)
    {
        var failures = 0;
        foreach (var due in queue)
        {
            if (await SendAsync(due, cancellation) is { } problem)
            {
                await FailAsync(due, problem);
                if (++failures == FailuresInARow)
                {
                    await PostponeAsync(due.WebhookId);
                    return;
                }
            }
            else
            {
                failures = 0;
                await database.ChangeAsync(change => Named(change.Sql("DELETE FROM delivery WHERE webhook_id = @webhook AND cursor = @cursor"), due).ExecuteAsync(), CancellationToken.None);
            }
        }
    }

    /// <returns>What went wrong; null: nothing.</returns>
    private async Task<string?> SendAsync(Due due, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            sql => sql($"SELECT {AlertRow.Columns} FROM alert WHERE id = @id").With("id", due.AlertId).FirstAsync(AlertRow.Read, cancellation), cancellation);
        if (row is null)
        {
            // Deleted when its time was over: there is nothing left to tell.
            return null;
        }

        byte[] secret;
        try
        {
            secret = webhooks.Open(due.SealedSecret);
        }
        catch (CryptographicException)
        {
            return "the service's keys cannot open the webhook's secret; add the webhook again";
        }

        var outgoing = new OutgoingAlert(due.Cursor, row.Evidence with { Status = due.Status }, due.Activity);
        var body = AlertForm.Line(due.Format, outgoing);
        var problem = await sender.SendAsync(new Uri(due.Url), secret, $"{due.WebhookId}-{due.Cursor}", AlertForm.Name(due.Activity), body, cancellation);
        if (problem is null)
        {
            metrics.Count(Channel, "sent");
        }

        return problem;
    }

    private Task FailAsync(Due due, string problem)
    {
        var now = database.Time.GetUtcNow();
        var isDead = now - due.MadeAt >= patience.GiveUp;
        double random;
        lock (_random)
        {
            random = _random.NextDouble();
        }

        metrics.Count(Channel, isDead ? "dead" : "retried");
        return database.ChangeAsync(
            change => Named(
                change.Sql("UPDATE delivery SET attempts = @attempts, next_at = @next, dead_at = @dead, problem = @problem WHERE webhook_id = @webhook AND cursor = @cursor"), due)
                .With("attempts", due.Attempts + 1).With("next", now + patience.After(due.Attempts + 1, random)).With("dead", isDead ? now : null)
                .With("problem", problem).ExecuteAsync(),
            CancellationToken.None);
    }

    private Task PostponeAsync(string webhookId) => database.ChangeAsync(
        change => change.Sql("UPDATE delivery SET next_at = @next WHERE webhook_id = @webhook AND dead_at IS NULL AND next_at < @next")
            .With("next", change.Now + patience.First).With("webhook", webhookId).ExecuteAsync(),
        CancellationToken.None);

    private static Statement Named(Statement statement, Due due) => statement.With("webhook", due.WebhookId).With("cursor", due.Cursor);

    private sealed record Due(
        string WebhookId, long Cursor, string AlertId, AlertActivity Activity, AlertStatus Status, DateTimeOffset MadeAt, int Attempts, string Url, string Format, byte[] SealedSecret);
}
