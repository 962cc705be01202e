using System.Data.Common;
using System.Security.Cryptography;
using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Det0131.Scoring.Delivery;

/// <summary>Webhooks in the database; their secrets are encrypted with the service's own keys. Thread-safe.</summary>
/// <param name="database">Where they rest.</param>
/// <param name="protection">Encrypts secrets.</param>
/// <param name="allowInternal">Internal addresses may be named.</param>
internal sealed class DatabaseWebhooks(Database database, IDataProtectionProvider protection, bool allowInternal) : IWebhooks
{
    private const int Most = 50;
    private const int MostDead = 1000;
    private const int SecretBytes = 32;

    private const string Select = """
        SELECT id, url, format, least_severity, enabled, made_at,
            (SELECT COUNT(*) FROM delivery WHERE webhook_id = webhook.id AND dead_at IS NULL), (SELECT COUNT(*) FROM delivery WHERE webhook_id = webhook.id AND dead_at IS NOT NULL)
        FROM webhook
        """;

    private readonly IDataProtector _secrets = protection.CreateProtector("Det0131.Webhooks.v1");

    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellation) =>
        await database.ReadAsync(sql => sql(Select + " ORDER BY made_at, id").ListAsync(Read, cancellation), cancellation);

    public Task<WebhookMade> AddAsync(WebhookDraft draft, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        var url = WebhookCheck.Check(draft, allowInternal);
        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var secret = draft.Secret ?? System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var sealedSecret = _secrets.Protect(System.Text.Encoding.ASCII.GetBytes(secret));
        return database.ChangeAsync(
            async change =>
            {
                if (await change.Sql("SELECT COUNT(*) FROM webhook").NumberAsync() >= Most)
                {
                    throw new ArgumentException($"There are {Most} webhooks already; remove one first.");
                }

                await change.Sql("INSERT INTO webhook (id, url, format, least_severity, secret, enabled, made_at) VALUES (@id, @url, @format, @severity, @secret, 1, @now)")
                    .With("id", id).With("url", url.AbsoluteUri).With("format", draft.Format).With("severity", (int)draft.LeastSeverity)
                    .With("secret", sealedSecret).With("now", change.Now).ExecuteAsync();

                // The path of a webhook's address is often its password: the host is enough.
                await AuditLines.AddAsync(change, who, "webhook.add", id, $"host {url.Host}, {draft.Format}, from {draft.LeastSeverity}");
                return new WebhookMade(await FindAsync(change, id), secret);
            },
            cancellation);
    }

    public Task<Webhook> ChangeAsync(string id, WebhookChange change, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        WebhookCheck.Check(change);
        return database.ChangeAsync(
            async transaction =>
            {
                var known = await FindAsync(transaction, id);
                var after = known with
                {
                    IsEnabled = change.IsEnabled ?? known.IsEnabled, LeastSeverity = change.LeastSeverity ?? known.LeastSeverity, Format = change.Format ?? known.Format,
                };
                await transaction.Sql("UPDATE webhook SET enabled = @enabled, least_severity = @severity, format = @format WHERE id = @id")
                    .With("enabled", after.IsEnabled).With("severity", (int)after.LeastSeverity).With("format", after.Format).With("id", id).ExecuteAsync();
                await AuditLines.AddAsync(transaction, who, "webhook.change", id, $"{(after.IsEnabled ? "on" : "off")}, {after.Format}, from {after.LeastSeverity}");
                return after;
            },
            cancellation);
    }

    public Task RemoveAsync(string id, string who, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        return database.ChangeAsync(
            async change =>
            {
                var known = await FindAsync(change, id);
                await AuditLines.AddAsync(change, who, "webhook.remove", id, $"host {known.Url.Host}");
                return await change.Sql("DELETE FROM webhook WHERE id = @id").With("id", id).ExecuteAsync();
            },
            cancellation);
    }

    public async Task<IReadOnlyList<DeadDelivery>> ListDeadAsync(int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostDead);
        return await database.ReadAsync(
            sql => sql("SELECT webhook_id, cursor, alert_id, activity, attempts, dead_at, problem FROM delivery WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, cursor DESC LIMIT @limit")
                .With("limit", limit)
                .ListAsync(
                    r => new DeadDelivery(r.GetString(0), r.GetInt64(1), r.GetString(2), (AlertActivity)r.GetInt64(3), (int)r.GetInt64(4), r.Time(5), r.TextOrNull(6) ?? ""), cancellation),
            cancellation);
    }

    public Task<int> SendAgainAsync(string webhookId, long? cursor, string who, CancellationToken cancellation) =>
        ChangeDeadAsync("UPDATE delivery SET dead_at = NULL, attempts = 0, made_at = @now, next_at = @now", "webhook.send_again", webhookId, cursor, who, cancellation);

    public Task<int> DropDeadAsync(string webhookId, long? cursor, string who, CancellationToken cancellation) =>
        ChangeDeadAsync("DELETE FROM delivery", "webhook.drop", webhookId, cursor, who, cancellation);

    /// <summary>The secret that a webhook's deliveries are signed with.</summary>
    /// <exception cref="CryptographicException">The service's keys are not those that it was stored with.</exception>
    public byte[] Open(byte[] sealedSecret) => _secrets.Unprotect(sealedSecret);

    /// <param name="statement">What is done to the deliveries; it may name @now.</param>
    private Task<int> ChangeDeadAsync(string statement, string action, string webhookId, long? cursor, string who, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        return database.ChangeAsync(
            async change =>
            {
                var dead = change.Sql($"{statement} WHERE webhook_id = @id AND dead_at IS NOT NULL{(cursor is null ? "" : " AND cursor = @cursor")}").With("id", webhookId);
                dead = statement.Contains("@now", StringComparison.Ordinal) ? dead.With("now", change.Now) : dead;
                var count = await (cursor is { } one ? dead.With("cursor", one) : dead).ExecuteAsync();
                await AuditLines.AddAsync(change, who, action, webhookId, $"{count} deliveries");
                return count;
            },
            cancellation);
    }

    private static async Task<Webhook> FindAsync(Change change, string id) =>
        await change.Sql(Select + " WHERE id = @id").With("id", id).FirstAsync(Read) ?? throw new KeyNotFoundException("There is no webhook of that id.");

    private static Webhook Read(DbDataReader reader) => new(
        reader.GetString(0), new Uri(reader.GetString(1)), reader.GetString(2), (AlertSeverity)reader.GetInt64(3), reader.GetInt64(4) != 0, reader.Time(5), reader.GetInt64(6),
        reader.GetInt64(7));
}
