using Det0131.Models.Evaluation;

namespace Det0131.Training.Backtesting.Report;

/// <summary>What feedback changed: the same days scored without it, and with simulated analysts who label what they are shown. Immutable.</summary>
internal sealed record FeedbackFigures
{
    /// <summary>Alerts that the analysts look at in a week.</summary>
    public required int PerWeek { get; init; }

    /// <summary>Share of verdicts that they get wrong.</summary>
    public required double ErrorRate { get; init; }

    /// <summary>First compared day: that of the second training.</summary>
    public required DateOnly FirstScored { get; init; }

    public required int DaysScored { get; init; }

    public required int TruePositives { get; init; }

    public required int Benign { get; init; }

    public required int Expected { get; init; }

    /// <summary>Of all these, such as were wrong.</summary>
    public required int Wrong { get; init; }

    /// <summary>Groups over a threshold that "expected" hid.</summary>
    public required int GroupsHidden { get; init; }

    /// <summary>Acts of which such a group was hidden.</summary>
    public required IReadOnlyList<string> ActsHidden { get; init; }

    public required IReadOnlyList<FeedbackBudget> Budgets { get; init; }

    /// <summary>Acts found at the main budget with analysts only, cap off.</summary>
    public required IReadOnlyList<string> Gained { get; init; }

    /// <summary>Acts found without them only.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    public required IReadOnlyList<ReportFeedbackFold> Folds { get; init; }
}

internal sealed record FeedbackBudget(double AlertsPerDay, FeedbackLine Without, FeedbackLine With);

/// <param name="CapOff">Acts whose group passes the threshold; null: none began in these days.</param>
/// <param name="Capped">Acts in an alert that the day's budget lets through.</param>
/// <param name="Incidents">A day, groups of acts left out.</param>
/// <param name="Alerts">New alerts a day.</param>
/// <param name="Sent">Of these, such as the budget lets through.</param>
internal sealed record FeedbackLine(Share? CapOff, Share? Capped, Interval Incidents, Interval Alerts, Interval Sent);

/// <summary>A training that knew what analysts had said.</summary>
/// <param name="Cut">First day scored with it.</param>
/// <param name="Until">First day no longer scored.</param>
/// <param name="Verdicts">Given before <paramref name="Cut"/>.</param>
/// <param name="WeightsMoved">Features of analytics whose weight they moved.</param>
/// <param name="IncidentsWithout">A day over the main budget's threshold, without analysts.</param>
/// <param name="IncidentsWith">With them.</param>
/// <param name="GroupsHidden">Groups over a threshold that were hidden as expected.</param>
internal sealed record ReportFeedbackFold(DateOnly Cut, DateOnly Until, int Verdicts, int WeightsMoved, double IncidentsWithout, double IncidentsWith, int GroupsHidden);
