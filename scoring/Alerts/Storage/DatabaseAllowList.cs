using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>The allow-list in the database. Thread-safe.</summary>
internal sealed class DatabaseAllowList(Database database) : IAllowList
{
    public Task<AllowEntry> AddAsync(AllowEntry entry, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        return database.ChangeAsync(
            async change =>
            {
                AllowEntryCheck.Check(entry, change.Now);
                var kept = entry with { MadeAt = entry.MadeAt.ToUniversalTime(), ExpiresAt = entry.ExpiresAt.ToUniversalTime() };
                await InsertAsync(change, kept);
                await AuditLines.AddAsync(change, who, "allow.add", kept.Id, InWords(kept));
                foreach (var row in await OpenMatchesAsync(change, kept))
                {
                    await AlertRows.SaveAsync(change, row, row with { SuppressedBy = kept.Id }, who, AllowEntries.InWords(null, kept.Id), kept.Reason);
                }

                return kept;
            },
            cancellation);
    }

    public Task EndAsync(string id, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        return database.ChangeAsync(
            async change =>
            {
                var entry = await change.Sql($"SELECT {AllowEntries.Columns} FROM allow_entry WHERE id = @id").With("id", id).FirstAsync(AllowEntries.Read)
                    ?? throw new KeyNotFoundException("There is no allow-list entry of that id.");
                if (entry.ExpiresAt > change.Now)
                {
                    await change.Sql("UPDATE allow_entry SET expires_at = @now WHERE id = @id").With("now", change.Now).With("id", id).ExecuteAsync();
                    await AuditLines.AddAsync(change, who, "allow.end", id, InWords(entry));
                }

                return await LetShowAsync(change, who);
            },
            cancellation);
    }

    public async Task<IReadOnlyList<AllowEntry>> ListAsync(bool withExpired, CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        return await database.ReadAsync(
            sql => sql($"SELECT {AllowEntries.Columns} FROM allow_entry{(withExpired ? "" : " WHERE expires_at > @now")} ORDER BY CASE WHEN expires_at > @now THEN 0 ELSE 1 END, expires_at, id")
                .With("now", now).ListAsync(AllowEntries.Read, cancellation),
            cancellation);
    }

    public Task<int> LetExpiredShowAsync(CancellationToken cancellation) =>
        database.ChangeAsync(change => LetShowAsync(change, AlertRows.Scorer), cancellation);

    // Alerts whose entry has ended: they show again, or another entry that matches takes over.
    private static async Task<int> LetShowAsync(Change change, string who)
    {
        var rows = await change.Sql($"SELECT {AlertRow.Columns} FROM alert WHERE suppressed_by IN (SELECT id FROM allow_entry WHERE expires_at <= @now) ORDER BY seq")
            .With("now", change.Now).ListAsync(AlertRow.Read);
        if (rows.Count == 0)
        {
            return 0;
        }

        var inForce = await AllowEntries.InForceAsync(change);
        var shown = 0;
        foreach (var row in rows)
        {
            var next = AllowEntries.Choose(inForce, row.Evidence, null, change.Now);
            shown += next is null ? 1 : 0;
            await AlertRows.SaveAsync(change, row, row with { SuppressedBy = next }, who, AllowEntries.InWords(row.SuppressedBy, next));
        }

        return shown;
    }

    private static async Task<IEnumerable<AlertRow>> OpenMatchesAsync(Change change, AllowEntry entry)
    {
        // The names narrow by the index; the entry itself decides.
        var (kind, name) = entry.Entity is { } entity ? (AlertNameKind.Entity, entity) : (AlertNameKind.Destination, entry.Destination!);
        var rows = await change.Sql($"""
            SELECT {AlertRow.Columns} FROM alert
            WHERE state < @closed AND suppressed_by IS NULL AND EXISTS (SELECT 1 FROM alert_name WHERE alert_id = alert.id AND name = @name AND kind = @kind) ORDER BY seq
            """)
            .With("closed", (int)AlertState.TruePositive).With("name", Statement.Key(name)).With("kind", (int)kind).ListAsync(AlertRow.Read);
        return rows.Where(row => entry.Matches(row.Evidence, change.Now));
    }

    private static async Task InsertAsync(Change change, AllowEntry entry)
    {
        var added = await change.Sql($"""
            INSERT INTO allow_entry ({AllowEntries.Columns})
            VALUES (@id, @analytic, @entity, @destination, @reason, @owner, @made, @expires, @alert, @feature, @value) ON CONFLICT (id) DO NOTHING
            """)
            .With("id", entry.Id).With("analytic", entry.Analytic).With("entity", entry.Entity).With("destination", entry.Destination).With("reason", entry.Reason)
            .With("owner", entry.Owner).With("made", entry.MadeAt).With("expires", entry.ExpiresAt).With("alert", entry.FromAlert).With("feature", entry.Feature).With("value", entry.Value).ExecuteAsync();
        if (added == 0)
        {
            throw new ArgumentException($"There is an allow-list entry {entry.Id} already; expected a new id.");
        }
    }

    private static string InWords(AllowEntry entry) =>
        $"{entry.Analytic ?? "every analytic"}, entity {entry.Entity ?? "any"}, destination {entry.Destination ?? "any"}{(entry.Feature is null ? "" : $", feature {entry.Feature} {entry.Value}")}, until {entry.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}: {entry.Reason}";
}
