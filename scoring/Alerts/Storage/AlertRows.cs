using Det0131.Models.Alerts;
using Det0131.Scoring.Delivery;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Writes alerts with their names, history and announcements: one way for every change, so that none can be forgotten.</summary>
internal static class AlertRows
{
    /// <summary>Who stands in the history where the scorer acted.</summary>
    public const string Scorer = "scorer";

    // Evidence that keeps coming gives one line of history an hour, not one a second.
    private static readonly TimeSpan OneLine = TimeSpan.FromHours(1);

    // Longest text that words are sought in.
    private const int LongestSearch = 8192;

    /// <summary>Prefix of history lines that say how much evidence there is.</summary>
    private const string EvidencePrefix = "evidence: ";

    public static Task<AlertRow?> FindAsync(Change change, string id) =>
        change.Sql($"SELECT {AlertRow.Columns} FROM alert WHERE id = @id").With("id", id).FirstAsync(AlertRow.Read);

    /// <summary>Stores a row as it is after a change: one more revision, the next cursor, a line of history, and word to those who are told.</summary>
    /// <param name="change">The transaction.</param>
    /// <param name="before">As it was; null: it is new.</param>
    /// <param name="after">As it is to be; revision, cursor and time are set here.</param>
    /// <param name="who">Who acts.</param>
    /// <param name="what">What changed, in words.</param>
    /// <param name="comment">What the person wrote.</param>
    public static async Task<AlertRow> SaveAsync(Change change, AlertRow? before, AlertRow after, string who, string what, string? comment = null)
    {
        var cursor = change.NextCursor();
        var saved = after with
        {
            Seq = before?.Seq ?? cursor,
            Cursor = cursor,
            Revision = (before?.Revision ?? 0) + 1,
            OpenedAt = before?.OpenedAt ?? change.Now,
            ChangedAt = change.Now,
        };
        var activity = Announcements.ActivityOf(before, saved);
        saved = saved with { IsAnnounced = saved.IsAnnounced || activity is not null };
        await WriteAsync(change, before is null, saved);
        if (!ReferenceEquals(before?.Content, saved.Content))
        {
            await WriteNamesAsync(change, before?.Evidence, saved.Evidence);
        }

        await AddHistoryAsync(change, saved.Evidence.Id, new AlertHistoryLine(change.Now, who, what, comment));
        if (activity is { } happened)
        {
            await Announcements.AddAsync(change, saved, happened);
        }

        change.Add(saved.ToStored());
        return saved;
    }

    public static string EvidenceLine(AlertRow row) => EvidencePrefix + row.EvidenceInWords();

    public static async Task AddHistoryAsync(Change change, string id, AlertHistoryLine line, bool isCopy = false)
    {
        if (line.Who == Scorer && line.What.StartsWith(EvidencePrefix, StringComparison.Ordinal))
        {
            var replaced = await change.Sql("""
                UPDATE alert_history SET at = @at, what = @what
                WHERE id = (SELECT id FROM alert_history WHERE alert_id = @alert ORDER BY at DESC, id DESC LIMIT 1) AND who = @who AND what LIKE @prefix AND at > @since
                """)
                .With("at", line.At).With("what", line.What).With("alert", id).With("who", Scorer).With("prefix", EvidencePrefix + "%")
                .With("since", line.At - OneLine).ExecuteAsync();
            if (replaced > 0)
            {
                return;
            }
        }

        await change.Sql("INSERT INTO alert_history (alert_id, at, who, what, comment, is_copy) VALUES (@alert, @at, @who, @what, @comment, @copy)")
            .With("alert", id).With("at", line.At).With("who", line.Who).With("what", line.What).With("comment", line.Comment).With("copy", isCopy).ExecuteAsync();
    }

    /// <summary>Lines of an alert's history, oldest first.</summary>
    public static Task<List<AlertHistoryLine>> HistoryAsync(Func<string, Statement> sql, string id, bool withCopies, CancellationToken cancellation = default) =>
        sql($"SELECT at, who, what, comment FROM alert_history WHERE alert_id = @alert{(withCopies ? "" : " AND is_copy = 0")} ORDER BY at, id")
            .With("alert", id)
            .ListAsync(r => new AlertHistoryLine(r.Time(0), r.GetString(1), r.GetString(2), r.TextOrNull(3)), cancellation);

    private static Task<int> WriteAsync(Change change, bool isNew, AlertRow row)
    {
        var alert = row.Evidence;
        return change.Sql(isNew ? Insert : Update)
            .With("id", alert.Id).With("seq", row.Seq).With("cursor", row.Cursor).With("revision", row.Revision).With("state", (int)row.State)
            .With("owner", row.Owner).With("suppressed_by", row.SuppressedBy).With("merged_into", row.MergedInto)
            .With("opened_at", row.OpenedAt).With("changed_at", row.ChangedAt).With("verdict_day", row.Verdict?.Day).With("verdict_who", row.Verdict?.Who)
            .With("verdict_at", row.Verdict?.At).With("verdict_comment", row.Verdict?.Comment).With("announced", row.IsAnnounced)
            .With("analytic", alert.AnalyticId).With("severity", (int)alert.Severity).With("rarity", row.Rarity).With("score", alert.ScoreBits)
            .With("first_micros", alert.FirstMicros).With("first_day", AlertRow.Day(alert.FirstMicros)).With("over_budget", row.IsOverBudget)
            .With("search", SearchText(row)).With("content", row.Content).ExecuteAsync();
    }

    private static string SearchText(AlertRow row)
    {
        var text = Statement.Fold(string.Join('\n', row.Owner, row.Evidence.Entity, row.Evidence.Destination.Name, row.Evidence.Destination.Key, row.Evidence.Headline));
        return text.Length <= LongestSearch ? text : text[..LongestSearch];
    }

    // Evidence that keeps coming mostly has the names that are there.
    private static async Task WriteNamesAsync(Change change, Alert? before, Alert alert)
    {
        var known = before is null ? [] : AlertNames.Of(before).ToHashSet();
        var names = AlertNames.Of(alert).ToHashSet();
        foreach (var (kind, name) in known.Where(n => !names.Contains(n)))
        {
            await change.Sql("DELETE FROM alert_name WHERE alert_id = @id AND kind = @kind AND name = @name")
                .With("id", alert.Id).With("kind", (int)kind).With("name", name).ExecuteAsync();
        }

        foreach (var (kind, name) in names.Where(n => !known.Contains(n)))
        {
            await change.Sql("INSERT INTO alert_name (alert_id, kind, name) VALUES (@id, @kind, @name)")
                .With("id", alert.Id).With("kind", (int)kind).With("name", name).ExecuteAsync();
        }
    }

    private static readonly string[] All =
    [
        "id", "seq", "cursor", "revision", "state", "owner", "suppressed_by", "merged_into", "opened_at", "changed_at", "verdict_day", "verdict_who", "verdict_at",
        "verdict_comment", "announced", "analytic", "severity", "rarity", "score", "first_micros", "first_day", "over_budget", "search", "content",
    ];

    private static readonly string Insert = $"INSERT INTO alert ({string.Join(", ", All)}) VALUES ({string.Join(", ", All.Select(c => "@" + c))})";

    private static readonly string Update = $"UPDATE alert SET {string.Join(", ", All.Skip(1).Select(c => $"{c} = @{c}"))} WHERE id = @id";
}
