using System.Data.Common;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>The schema, as numbered steps from nothing. A step that was released is never edited: a change is a new step.</summary>
internal static class Migrations
{
    // Times are ticks of 100 ns since 0001-01-01 UTC (columns ..._at), except those of events, which are microseconds since 1970 (..._micros).
    private const string First = """
        CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        INSERT INTO counter (name, value) VALUES ('change', 0);

        CREATE TABLE allow_entry (
            id TEXT PRIMARY KEY, analytic TEXT, entity TEXT, destination TEXT, reason TEXT NOT NULL, owner TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, from_alert TEXT);

        CREATE TABLE alert (
            id TEXT PRIMARY KEY, seq BIGINT NOT NULL UNIQUE, cursor BIGINT NOT NULL UNIQUE, revision BIGINT NOT NULL, state BIGINT NOT NULL, owner TEXT,
            suppressed_by TEXT REFERENCES allow_entry (id), merged_into TEXT, opened_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
            verdict_day BIGINT, verdict_who TEXT, verdict_at BIGINT, verdict_comment TEXT, announced BIGINT NOT NULL,
            analytic TEXT NOT NULL, severity BIGINT NOT NULL, rarity {real} NOT NULL, score {real} NOT NULL,
            first_micros BIGINT NOT NULL, first_day BIGINT NOT NULL, over_budget BIGINT NOT NULL, search TEXT NOT NULL, content {blob} NOT NULL);
        CREATE INDEX alert_by_rarity ON alert (rarity DESC, score DESC, seq);
        CREATE INDEX alert_by_day ON alert (first_day);
        CREATE INDEX alert_by_state ON alert (state, changed_at);
        CREATE INDEX alert_by_suppression ON alert (suppressed_by) WHERE suppressed_by IS NOT NULL;

        CREATE TABLE alert_name (alert_id TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, kind BIGINT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (alert_id, kind, name));
        CREATE INDEX alert_name_by_name ON alert_name (name, kind);

        CREATE TABLE alert_history (
            id {counting}, alert_id TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
            comment TEXT, is_copy BIGINT NOT NULL);
        CREATE INDEX alert_history_by_alert ON alert_history (alert_id, at, id);

        CREATE TABLE removed_alert (id TEXT PRIMARY KEY, last_day BIGINT NOT NULL, removed_at BIGINT NOT NULL);

        CREATE TABLE access_key (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, role BIGINT NOT NULL, secret_hash {blob} NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT, revoked_at BIGINT);
        CREATE INDEX access_key_by_name ON access_key (name_key);

        CREATE TABLE audit (id {counting}, at BIGINT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, target TEXT, detail TEXT);

        CREATE TABLE announcement (cursor BIGINT PRIMARY KEY, alert_id TEXT NOT NULL, activity BIGINT NOT NULL, status BIGINT NOT NULL, at BIGINT NOT NULL);
        CREATE TABLE channel (name TEXT PRIMARY KEY, cursor BIGINT NOT NULL);

        CREATE TABLE webhook (
            id TEXT PRIMARY KEY, url TEXT NOT NULL, format TEXT NOT NULL, least_severity BIGINT NOT NULL, secret {blob} NOT NULL, enabled BIGINT NOT NULL,
            made_at BIGINT NOT NULL);
        CREATE TABLE delivery (
            webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE, cursor BIGINT NOT NULL, alert_id TEXT NOT NULL, activity BIGINT NOT NULL,
            status BIGINT NOT NULL, made_at BIGINT NOT NULL, next_at BIGINT NOT NULL, attempts BIGINT NOT NULL, dead_at BIGINT, problem TEXT,
            PRIMARY KEY (webhook_id, cursor));
        CREATE INDEX delivery_by_due ON delivery (next_at) WHERE dead_at IS NULL;
        """;

    private const string AllowedFeatures = "ALTER TABLE allow_entry ADD COLUMN feature TEXT; ALTER TABLE allow_entry ADD COLUMN value TEXT;";

    private static readonly string[] Steps = [First, AllowedFeatures];

    /// <summary>The version of a database that this program writes.</summary>
    public static int Newest => Steps.Length;

    /// <summary>Brings a database to the newest version, all steps in one transaction.</summary>
    /// <exception cref="InvalidDataException">The database is of a newer program.</exception>
    public static async Task ApplyAsync(DbConnection connection, Dialect dialect, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        Statement Sql(string text)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = text;
            return new Statement(command);
        }

        if (dialect.BeforeMigration is { } before)
        {
            await Sql(before).ExecuteAsync(cancellation);
        }

        await Sql("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)").ExecuteAsync(cancellation);
        var version = await Sql("SELECT version FROM schema_version").NumberAsync(cancellation) ?? 0;
        if (version > Newest)
        {
            throw new InvalidDataException($"The alert database has schema version {version}; this program knows versions up to {Newest}. Run the newer program, or restore the copy made before it.");
        }

        if (version < Newest)
        {
            foreach (var step in Steps.Skip((int)version))
            {
                await Sql(dialect.Typed(step)).ExecuteAsync(cancellation);
            }

            await Sql("DELETE FROM schema_version").ExecuteAsync(cancellation);
            await Sql("INSERT INTO schema_version (version) VALUES (@version)").With("version", Newest).ExecuteAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
