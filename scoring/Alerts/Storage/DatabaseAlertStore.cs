using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Alerts in SQLite or PostgreSQL. Thread-safe.</summary>
internal sealed class DatabaseAlertStore(Database database) : IAlertStore
{
    private const int LongestId = 128;
    private const int MostDays = 366;
    private const int RemovedInARound = 200;
    private static readonly TimeSpan RemovedKept = TimeSpan.FromDays(400);

    public event Action<StoredAlert>? Changed
    {
        add => database.AlertChanged += value;
        remove => database.AlertChanged -= value;
    }

    public async Task<IReadOnlyList<StoredAlert>> ApplyAsync(IReadOnlyCollection<Alert> found, IReadOnlyDictionary<string, string> merged, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(merged);
        Check(found, merged);
        return await database.ChangeAsync(
            async change =>
            {
                var evidence = new AlertEvidence(change, await AllowEntries.InForceAsync(change));
                foreach (var alert in found)
                {
                    await evidence.ApplyAsync(alert);
                }

                // By name, so that the order of changes does not hang on the dictionary's.
                foreach (var (id, into) in merged.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    await evidence.MergeAsync(id, into);
                }

                return LastOfEach(change.Alerts);
            },
            cancellation);
    }

    public async Task<StoredAlert?> FindAsync(string id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        var row = await database.ReadAsync(
            sql => sql($"SELECT {AlertRow.Columns} FROM alert WHERE id = @id").With("id", id).FirstAsync(AlertRow.Read, cancellation), cancellation);
        return row?.ToStored();
    }

    public async Task<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        var listing = new AlertListing(query);
        return await database.ReadAsync(sql => listing.ReadAsync(sql, cancellation), cancellation);
    }

    public async Task<long> LatestCursorAsync(CancellationToken cancellation) =>
        await database.ReadAsync(sql => sql("SELECT COALESCE(MAX(cursor), 0) FROM alert").NumberAsync(cancellation), cancellation) ?? 0;

    public async Task<IReadOnlyList<BudgetDay>> BudgetAsync(DateOnly latest, int days, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        long last = latest.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var counted = await database.ReadAsync(
            sql => sql("""
                SELECT first_day,
                    COUNT(*) FILTER (WHERE suppressed_by IS NULL AND over_budget = 0),
                    COUNT(*) FILTER (WHERE suppressed_by IS NULL AND over_budget = 1),
                    COUNT(*) FILTER (WHERE suppressed_by IS NOT NULL)
                FROM alert WHERE merged_into IS NULL AND first_day > @before AND first_day <= @last GROUP BY first_day
                """)
                .With("before", last - days).With("last", last)
                .ListAsync(r => (Day: r.GetInt64(0), Sent: (int)r.GetInt64(1), Over: (int)r.GetInt64(2), Suppressed: (int)r.GetInt64(3)), cancellation),
            cancellation);
        var byDay = counted.ToDictionary(c => c.Day);
        return
        [
            .. Enumerable.Range(0, days).TakeWhile(back => back <= latest.DayNumber).Select(back =>
                byDay.TryGetValue(last - back, out var c)
                    ? new BudgetDay(latest.AddDays(-back), c.Sent, c.Over, c.Suppressed)
                    : new BudgetDay(latest.AddDays(-back), 0, 0, 0)),
        ];
    }

    public Task<StoredAlert> ChangeAsync(string id, AlertChange change, string who, long? expectedRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(who);
        AlertLife.Check(change, who);
        return database.ChangeAsync(
            async transaction =>
            {
                var row = await AlertRows.FindAsync(transaction, id) ?? throw new KeyNotFoundException("There is no alert of that id.");
                if (expectedRevision is { } expected && expected != row.Revision)
                {
                    throw new AlertConflictException(row.Evidence.Id, row.Revision, expected);
                }

                if (AlertLife.Apply(row, change, who, transaction.Now) is not var (after, what))
                {
                    return row.ToStored();
                }

                await AuditLines.AddAsync(transaction, who, "alert.change", row.Evidence.Id, what);
                var saved = await AlertRows.SaveAsync(transaction, row, after, who, what, change.Comment);
                return saved.ToStored();
            },
            cancellation);
    }

    public async Task<IReadOnlyList<AlertHistoryLine>> HistoryAsync(string id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        return await database.ReadAsync(sql => AlertRows.HistoryAsync(sql, id, withCopies: true, cancellation), cancellation);
    }

    public async Task<IReadOnlyList<AlertFeedback>> FeedbackAsync(CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(
            sql => sql($"SELECT {AlertRow.Columns} FROM alert WHERE state >= @closed AND verdict_at IS NOT NULL ORDER BY verdict_at, seq")
                .With("closed", (int)AlertState.TruePositive).ListAsync(AlertRow.Read, cancellation),
            cancellation);
        return [.. rows.Select(row => new AlertFeedback(row.Evidence.Id, row.State, row.Verdict!.Who, row.Verdict.At, row.Verdict.Comment, row.ToStored().Alert))];
    }

    public Task<int> RemoveClosedAsync(DateTimeOffset changedBefore, CancellationToken cancellation) => database.ChangeAsync(
        async change =>
        {
            // What went into a removed alert goes in the round after it. In rounds, as a month's alerts may be more than memory should hold.
            var removed = 0;
            while (true)
            {
                var gone = await change.Sql($"""
                    SELECT {AlertRow.Columns} FROM alert WHERE (state >= @closed AND changed_at < @before)
                        OR (merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alert AS other WHERE other.id = alert.merged_into)) LIMIT @round
                    """)
                    .With("closed", (int)AlertState.TruePositive).With("before", changedBefore).With("round", RemovedInARound).ListAsync(r => AlertRow.Read(r).Evidence);
                foreach (var alert in gone)
                {
                    await change.Sql("INSERT INTO removed_alert (id, last_day, removed_at) VALUES (@id, @day, @now)")
                        .With("id", alert.Id).With("day", AlertRow.Day(alert.LastMicros)).With("now", change.Now).ExecuteAsync();
                    await change.Sql("DELETE FROM alert WHERE id = @id").With("id", alert.Id).ExecuteAsync();
                }

                removed += gone.Count;
                if (gone.Count == 0)
                {
                    break;
                }
            }

            await change.Sql("DELETE FROM removed_alert WHERE removed_at < @old").With("old", change.Now - RemovedKept).ExecuteAsync();
            return removed;
        },
        cancellation);

    private static void Check(IReadOnlyCollection<Alert> found, IReadOnlyDictionary<string, string> merged)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alert in found)
        {
            if (alert.Id.Length is 0 or > LongestId)
            {
                throw new ArgumentException($"An alert's id has {alert.Id.Length} characters; expected 1 to {LongestId}.", nameof(found));
            }

            if (!seen.Add(alert.Id))
            {
                throw new ArgumentException($"Alert {alert.Id} is there twice; expected every alert once.", nameof(found));
            }
        }

        if (merged.FirstOrDefault(m => m.Key == m.Value).Key is { } itself)
        {
            throw new ArgumentException($"Alert {itself} is merged into itself; expected another alert.", nameof(merged));
        }
    }

    // Evidence and merging may both have changed one: the caller wants it once, as it is now.
    private static StoredAlert[] LastOfEach(IReadOnlyList<StoredAlert> changed) =>
        [.. changed.GroupBy(a => a.Alert.Id, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(a => a.Cursor)];
}
