using Det0131.Models.Alerts;
using Det0131.Models.Feedback;

namespace Det0131.Scoring.Alerts;

/// <summary>Where an alert stands in the SOC's work.</summary>
public enum AlertState : byte
{
    New = 0,
    InProgress = 1,

    /// <summary>Closed: data left, or tried to.</summary>
    TruePositive = 2,

    /// <summary>Closed: unusual, and nothing bad.</summary>
    Benign = 3,

    /// <summary>Closed: it is meant to happen. Usually goes with an allow-list entry.</summary>
    Expected = 4,
}

/// <summary>An alert with its life. Immutable.</summary>
public sealed record StoredAlert
{
    /// <summary>What the scorer found, as of the latest evidence. Its <see cref="Alert.Status"/> follows <see cref="State"/>.</summary>
    public required Alert Alert { get; init; }

    public AlertState State { get; init; }

    /// <summary>Who works on it; null: nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>The allow-list entry that suppresses it; null: none.</summary>
    public string? SuppressedBy { get; init; }

    /// <summary>The alert that its evidence went into when two turned out to be one; null: it stands by itself.</summary>
    public string? MergedInto { get; init; }

    /// <summary>1 at first, one more with every change of evidence or life.</summary>
    public required long Revision { get; init; }

    /// <summary>Position in the order of all changes of all alerts: what <c>since</c> takes.</summary>
    public required long Cursor { get; init; }

    /// <summary>When it was stored first, UTC.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it changed last, UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    public bool IsClosed => State >= AlertState.TruePositive;
}

/// <summary>One line of an alert's history.</summary>
/// <param name="At">UTC.</param>
/// <param name="Who">Name of the key that acted; <c>scorer</c> for new evidence.</param>
/// <param name="What">What changed, in words: <c>state new -> in progress</c>, <c>evidence: 12 events, 41.2 bits</c>.</param>
/// <param name="Comment">What the person wrote; null: nothing.</param>
public sealed record AlertHistoryLine(DateTimeOffset At, string Who, string What, string? Comment);

/// <summary>What a person changes; null leaves as it is.</summary>
/// <param name="State">The new state.</param>
/// <param name="Owner">The new owner; empty: nobody.</param>
/// <param name="Comment">Up to 4,000 characters.</param>
public sealed record AlertChange(AlertState? State = null, string? Owner = null, string? Comment = null);

/// <summary>Feedback of one closed alert, as retraining takes it.</summary>
public sealed record AlertFeedback(string AlertId, AlertState Verdict, string Who, DateTimeOffset At, string? Comment, Alert Alert)
{
    /// <summary>As the API gives it and <c>feedback import</c> reads it.</summary>
    public FeedbackItem ToItem()
    {
        var verdict = Verdict switch { AlertState.TruePositive => FeedbackVerdict.TruePositive, AlertState.Expected => FeedbackVerdict.Expected, _ => FeedbackVerdict.Benign };
        return FeedbackItem.Of(Alert, verdict, Who, At, Comment) with { AlertId = AlertId };
    }
}
