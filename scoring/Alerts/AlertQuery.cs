using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>In which order alerts are listed.</summary>
public enum AlertOrder : byte
{
    /// <summary>Rarest first, uncalibrated last; then score.</summary>
    Rarest = 0,

    /// <summary>Latest opened first.</summary>
    Newest = 1,

    /// <summary>By <see cref="StoredAlert.Cursor"/>, oldest change first: for those who keep a copy.</summary>
    Changed = 2,
}

/// <summary>What kept an alert out of the queue.</summary>
public enum AlertCut : byte
{
    /// <summary>It is beyond its day's budget, and no allow-list entry suppresses it.</summary>
    OverBudget = 0,

    /// <summary>An allow-list entry suppresses it, within the budget or not.</summary>
    Suppressed = 1,
}

/// <summary>Which alerts are wanted. Every condition narrows; null does not. Immutable.</summary>
public sealed record AlertQuery
{
    public IReadOnlyList<AlertState>? States { get; init; }

    /// <summary><c>AN0367</c>.</summary>
    public string? Analytic { get; init; }

    /// <summary>Host or user, whole name, any case.</summary>
    public string? Entity { get; init; }

    /// <summary>Words that all occur in headline, entity, destination or owner, any case. At most 200 characters.</summary>
    public string? Text { get; init; }

    public string? Owner { get; init; }

    public AlertSeverity? LeastSeverity { get; init; }

    /// <summary>First event at or after this time, UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First event before this time, UTC.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only changes after this cursor.</summary>
    public long? Since { get; init; }

    /// <summary>Also those that an allow-list entry suppresses. Default false.</summary>
    public bool WithSuppressed { get; init; }

    /// <summary>Also those beyond their day's budget. Default false.</summary>
    public bool WithOverBudget { get; init; }

    /// <summary>Also those that were merged into another alert. Default false.</summary>
    public bool WithMerged { get; init; }

    /// <summary>Only those that were cut for this reason, whatever the conditions above say of suppressed and over-budget ones; null: no such condition.</summary>
    public AlertCut? OnlyCut { get; init; }

    public AlertOrder Order { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>What <see cref="AlertPage.Next"/> said; null: from the start. Opaque.</summary>
    public string? After { get; init; }
}

/// <summary>Some alerts of an answer.</summary>
/// <param name="Alerts">In the order asked for.</param>
/// <param name="Next">Where the next page begins; null: there is none.</param>
/// <param name="Total">All that match, whatever the page.</param>
public sealed record AlertPage(IReadOnlyList<StoredAlert> Alerts, string? Next, long Total);

/// <summary>A day's alerts against the budget.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Sent">Alerts whose first event is of that day, neither over the budget nor suppressed nor merged.</param>
/// <param name="OverBudget">Those cut.</param>
/// <param name="Suppressed">Those on the allow-list.</param>
public sealed record BudgetDay(DateOnly Day, int Sent, int OverBudget, int Suppressed);
