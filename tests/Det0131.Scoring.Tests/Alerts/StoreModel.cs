using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>The alert store by brute force: a list in memory, written from the contract's words and not from the store's code.</summary>
internal sealed class StoreModel
{
    private readonly List<AllowEntry> _entries = [];

    public List<Entry> Alerts { get; } = [];

    public long Cursor { get; private set; }

    public void Apply(Alert found, DateTimeOffset now)
    {
        var known = Alerts.SingleOrDefault(a => a.Evidence.Id == found.Id);
        if (known is null)
        {
            known = new Entry { Evidence = found, Opened = Alerts.Count };
            Alerts.Add(known);
            known.SuppressedBy = Suppressing(found, null, now);
            Touch(known);
            return;
        }

        if (!known.Evidence.Flags.HasFlag(AlertFlags.OverBudget))
        {
            found = found with { Flags = found.Flags & ~AlertFlags.OverBudget };
        }

        if (Facts(found) == Facts(known.Evidence))
        {
            return;
        }

        var isLater = AlertTime.Utc(found.LastMicros).Date > known.SeenDay;
        known.Evidence = found;
        if (known.State >= AlertState.TruePositive && isLater)
        {
            known.State = AlertState.New;
        }

        if (known.State < AlertState.TruePositive)
        {
            known.SuppressedBy = Suppressing(found, known.SuppressedBy, now);
        }

        Touch(known);
    }

    public void Merge(string id, string into)
    {
        var from = Alerts.SingleOrDefault(a => a.Evidence.Id == id);
        if (from is null || from.MergedInto == into)
        {
            return;
        }

        var first = from.MergedInto is null;
        from.MergedInto = into;
        Touch(from);
        if (first && Alerts.SingleOrDefault(a => a.Evidence.Id == into) is { } other)
        {
            Touch(other);
        }
    }

    /// <returns>Whether there is such an alert.</returns>
    public bool Change(string id, AlertState? state, string? owner)
    {
        if (Alerts.SingleOrDefault(a => a.Evidence.Id == id) is not { } alert)
        {
            return false;
        }

        var newOwner = owner is null ? alert.Owner : owner == "" ? null : owner;
        var newState = state ?? alert.State;
        if (newOwner != alert.Owner || newState != alert.State)
        {
            if (newState >= AlertState.TruePositive && newState != alert.State)
            {
                alert.SeenDay = AlertTime.Utc(alert.Evidence.LastMicros).Date;
            }

            (alert.Owner, alert.State) = (newOwner, newState);
            Touch(alert);
        }

        return true;
    }

    public void Allow(AllowEntry entry, DateTimeOffset now)
    {
        _entries.Add(entry);
        foreach (var alert in Alerts.Where(a => a.State < AlertState.TruePositive && a.SuppressedBy is null && entry.Matches(a.Evidence, now)))
        {
            alert.SuppressedBy = entry.Id;
            Touch(alert);
        }
    }

    public void End(string id, DateTimeOffset now)
    {
        var i = _entries.FindIndex(e => e.Id == id);
        _entries[i] = _entries[i].ExpiresAt > now ? _entries[i] with { ExpiresAt = now } : _entries[i];
        Show(now);
    }

    public void Show(DateTimeOffset now)
    {
        foreach (var alert in Alerts.Where(a => a.SuppressedBy is { } by && _entries.Single(e => e.Id == by).ExpiresAt <= now))
        {
            alert.SuppressedBy = Suppressing(alert.Evidence, null, now);
            Touch(alert);
        }
    }

    public IEnumerable<Entry> List(AlertQuery query)
    {
        var wanted = Alerts.Where(a =>
            (query.States?.Contains(a.State) ?? true)
            && (query.WithMerged || a.MergedInto is null)
            && query.OnlyCut switch
            {
                AlertCut.OverBudget => CutOf(a) == AlertCut.OverBudget,
                AlertCut.Suppressed => CutOf(a) == AlertCut.Suppressed,
                _ => (query.WithSuppressed || a.SuppressedBy is null) && (query.WithOverBudget || !a.Evidence.Flags.HasFlag(AlertFlags.OverBudget)),
            }
            && (query.Entity is null || new[] { a.Evidence.Entity.Host, a.Evidence.Entity.User }.Contains(query.Entity, StringComparer.OrdinalIgnoreCase))
            && (query.Owner is null || a.Owner == query.Owner)
            && (query.Since is null || a.Cursor > query.Since)
            && (query.LeastSeverity is null || a.Evidence.Severity >= query.LeastSeverity)
            && (query.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
                new[] { a.Owner, a.Evidence.Headline, a.Evidence.Entity.ToString(), a.Evidence.Destination.Name }.Any(t => t?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false)));
        return query.Order switch
        {
            AlertOrder.Rarest => wanted.OrderByDescending(a => a.Evidence.ReturnPeriod.Days).ThenByDescending(a => a.Evidence.ScoreBits).ThenBy(a => a.Opened),
            AlertOrder.Newest => wanted.OrderByDescending(a => a.Opened),
            _ => wanted.OrderBy(a => a.Cursor),
        };
    }

    private static AlertCut? CutOf(Entry a) =>
        a.SuppressedBy is not null ? AlertCut.Suppressed : a.Evidence.Flags.HasFlag(AlertFlags.OverBudget) ? AlertCut.OverBudget : null;

    // What the generator varies; the rest of an alert follows from its id.
    private static (long, long, double, AlertFlags) Facts(Alert a) => (a.EventCount, a.LastMicros, a.ScoreBits, a.Flags);

    private string? Suppressing(Alert alert, string? already, DateTimeOffset now)
    {
        var matching = _entries.Where(e => e.Matches(alert, now)).OrderByDescending(e => e.ExpiresAt).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => e.Id).ToList();
        return matching.Contains(already!) ? already : matching.FirstOrDefault();
    }

    private void Touch(Entry alert)
    {
        alert.Cursor = ++Cursor;
        alert.Revision++;
    }

    internal sealed class Entry
    {
        public required Alert Evidence { get; set; }

        public required int Opened { get; init; }

        public AlertState State { get; set; }

        public string? Owner { get; set; }

        public string? SuppressedBy { get; set; }

        public string? MergedInto { get; set; }

        public DateTime SeenDay { get; set; }

        public long Cursor { get; set; }

        public long Revision { get; set; }
    }
}
