using Det0131.Scoring.Access;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>The audit log in the database: written in the transaction of what it tells of.</summary>
internal sealed class DatabaseAuditLog(Database database) : IAuditLog
{
    private const int MostLines = 10_000;

    public Task WriteAsync(AuditLine line, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(line);
        return database.ChangeAsync(change => AuditLines.AddAsync(change, line), cancellation);
    }

    public async Task<IReadOnlyList<AuditLine>> ListAsync(int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostLines);
        return await database.ReadAsync(
            sql => sql("SELECT at, who, action, target, detail FROM audit ORDER BY id DESC LIMIT @limit").With("limit", limit)
                .ListAsync(r => new AuditLine(r.Time(0), r.GetString(1), r.GetString(2), r.TextOrNull(3), r.TextOrNull(4)), cancellation),
            cancellation);
    }
}

/// <summary>Writes lines of the audit log inside another change.</summary>
internal static class AuditLines
{
    public static Task<int> AddAsync(Change change, string who, string action, string? target, string? detail) =>
        AddAsync(change, new AuditLine(change.Now, who, action, target, detail));

    public static Task<int> AddAsync(Change change, AuditLine line) =>
        change.Sql("INSERT INTO audit (at, who, action, target, detail) VALUES (@at, @who, @action, @target, @detail)")
            .With("at", line.At).With("who", line.Who).With("action", line.Action).With("target", line.Target).With("detail", line.Detail).ExecuteAsync();
}
