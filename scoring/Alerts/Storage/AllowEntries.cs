using System.Data.Common;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Reads allow-list entries, and says which of them suppresses an alert.</summary>
internal static class AllowEntries
{
    public const string Columns = "id, analytic, entity, destination, reason, owner, made_at, expires_at, from_alert, feature, value";

    public static AllowEntry Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Analytic = reader.TextOrNull(1),
        Entity = reader.TextOrNull(2),
        Destination = reader.TextOrNull(3),
        Reason = reader.GetString(4),
        Owner = reader.GetString(5),
        MadeAt = reader.Time(6),
        ExpiresAt = reader.Time(7),
        FromAlert = reader.TextOrNull(8),
        Feature = reader.TextOrNull(9),
        Value = reader.TextOrNull(10),
    };

    /// <summary>Entries in force, those that hold longest first.</summary>
    public static Task<List<AllowEntry>> InForceAsync(Change change) =>
        change.Sql($"SELECT {Columns} FROM allow_entry WHERE expires_at > @now ORDER BY expires_at DESC, id").With("now", change.Now).ListAsync(Read);

    /// <summary>The entry that suppresses an alert: the one that does already while it holds, else the first that matches; null: none.</summary>
    public static string? Choose(IReadOnlyList<AllowEntry> inForce, Alert alert, string? already, DateTimeOffset now)
    {
        var matching = inForce.Where(entry => entry.Matches(alert, now)).Select(entry => entry.Id).ToList();
        return already is not null && matching.Contains(already) ? already : matching.FirstOrDefault();
    }

    /// <summary>The entry behind a choice, in words for the history.</summary>
    public static string InWords(string? before, string? after) => after is null
        ? $"shows again: allow-list entry {before} has ended"
        : $"suppressed by allow-list entry {after}";
}
