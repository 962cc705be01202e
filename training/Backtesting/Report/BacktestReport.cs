using Det0131.Models.Evaluation;
using Det0131.Models.Sensors;

namespace Det0131.Training.Backtesting.Report;

/// <summary>All figures of a backtest: what the JSON file holds, and what table and page are made of. Described in backtest.schema.json. Immutable.</summary>
internal sealed record BacktestReport
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required ReportRun Run { get; init; }

    public required IReadOnlyList<ReportFold> Folds { get; init; }

    public required IReadOnlyList<BudgetFigures> Budgets { get; init; }

    /// <summary>Over incidents, ranked by return period; null: no act is known.</summary>
    public required PrecisionFigures? AveragePrecision { get; init; }

    public required IReadOnlyList<PeriodFigures> ReturnPeriods { get; init; }

    /// <summary>Empty when not asked for, or no act is known.</summary>
    public required IReadOnlyList<LeftOutFigures> LeftOut { get; init; }

    /// <summary>Empty when not asked for.</summary>
    public required IReadOnlyList<CompetitorFigures> Competitors { get; init; }

    /// <summary>The same days with simulated analysts; null: not asked for, or one training only.</summary>
    public required FeedbackFigures? Feedback { get; init; }

    public required IReadOnlyList<ActFigures> Acts { get; init; }

    /// <summary>What a reader must know to read the figures right.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>What was asked.</summary>
internal sealed record ReportRun(
    double Budget, IReadOnlyList<double> Budgets, int? TrainDays, int RetrainDays, ulong Seed, DateOnly FirstScored, DateOnly EndScored,
    int DaysScored, long EventsScored, long Groups, int ActsLabelled, int ActsInSpan, ReportSensors Sensors);

/// <summary>How the records of different sensors met, in the scored days and the time before that fills the windows.</summary>
/// <param name="Flows">Flow records of network sensors, doubles left out.</param>
/// <param name="Joined">Of these, joined to a process.</param>
/// <param name="Ambiguous">Of these, such as fit several processes.</param>
/// <param name="Doubles">Records left out because another sensor told more of the same.</param>
internal sealed record ReportSensors(long Flows, long Joined, long Ambiguous, long Doubles)
{
    public static ReportSensors Of(SensorFigures figures) => new(figures.Flows, figures.Joined, figures.Ambiguous, figures.Doubles);

    public override string ToString() => new SensorFigures(Flows, Joined, Ambiguous, Doubles, 0).ToString();
}

/// <summary>One training and the days scored with it.</summary>
internal sealed record ReportFold(
    DateOnly TrainFrom, DateOnly Cut, DateOnly Until, string Period, double RateDays, bool IsOptimistic, long Observations, long BaselineRows,
    long Groups, IReadOnlyList<double> ExpectedPerDay, int UncalibratedStrata);

/// <summary>A share with its Wilson interval.</summary>
internal sealed record Share(int Found, int Of, double Value, double Low, double High)
{
    public static Share Count(int found, int of)
    {
        var wilson = Intervals.Wilson(found, of);
        return new Share(found, of, wilson.Value, wilson.Low, wilson.High);
    }
}

/// <param name="Name">Analytic, technique, procedure or variation.</param>
/// <param name="CapOff">Acts whose group passes the threshold.</param>
/// <param name="Capped">Acts in an alert that the day's budget lets through.</param>
internal sealed record NamedRecall(string Name, Share CapOff, Share Capped);

/// <summary>Figures at one budget.</summary>
internal sealed record BudgetFigures
{
    public required double AlertsPerDay { get; init; }

    /// <summary>Null: no act is known.</summary>
    public required NamedRecall? Recall { get; init; }

    public required IReadOnlyList<NamedRecall> ByAnalytic { get; init; }

    public required IReadOnlyList<NamedRecall> ByTechnique { get; init; }

    public required IReadOnlyList<NamedRecall> ByProcedure { get; init; }

    public required IReadOnlyList<NamedRecall> ByVariation { get; init; }

    public required AlertRate Rate { get; init; }

    /// <summary>Minutes from the act's start to the first alert, over acts found; null: none.</summary>
    public required Spread? MinutesToAlert { get; init; }

    /// <summary>Bytes that had left when the first alert opened, over acts found that moved bytes; null: none.</summary>
    public required Spread? BytesBeforeAlert { get; init; }

    /// <summary>The same as a share of all that the act moved.</summary>
    public required Spread? ShareBeforeAlert { get; init; }
}

/// <summary>Median with its bootstrap interval, and the 90 % quantile.</summary>
internal sealed record Spread(int Count, double Median, double Low, double High, double NinetyPercent);

/// <summary>Alerts a day, groups with act events left out.</summary>
/// <param name="Expected">Incidents a day that the thresholds were set for, mean over the days.</param>
/// <param name="Incidents">Incidents a day over the thresholds, with a bootstrap interval over days.</param>
/// <param name="Alerts">New alerts a day after incidents of one cause are put together.</param>
/// <param name="Sent">Of these, such as the day's budget lets through.</param>
/// <param name="WorstIncidents">Most incidents of one day.</param>
/// <param name="WorstAlerts">Most new alerts of one day.</param>
/// <param name="WorstDay">That day.</param>
/// <param name="Days">Each day.</param>
internal sealed record AlertRate(double Expected, Interval Incidents, Interval Alerts, Interval Sent, int WorstIncidents, int WorstAlerts, DateOnly WorstDay, IReadOnlyList<DayRate> Days);

internal sealed record DayRate(DateOnly Day, int Incidents, int Alerts, int Sent, int ActIncidents);

internal sealed record PrecisionFigures(double Value, double Low, double High, int Incidents, int OfActs);

/// <summary>How often incidents claimed as once in so many days, or rarer, were seen; act incidents and strata without rates left out.</summary>
internal sealed record PeriodFigures(double PeriodDays, double Expected, int Seen, double SeenLow, double SeenHigh);

/// <summary>Recall at the main budget without an element or family.</summary>
internal sealed record LeftOutFigures(string Kind, string Analytic, string Name, IReadOnlyList<string> Columns, Share Recall, IReadOnlyList<string> Lost, IReadOnlyList<string> Gained);

/// <summary>A competitor on the same groups.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">How it scores, in a sentence.</param>
/// <param name="AveragePrecision">Over incidents; null: no act is known.</param>
/// <param name="Sampled">Share of the incidents without acts that it was run on.</param>
/// <param name="Budgets">Recall (cap off) and incidents a day at each budget.</param>
internal sealed record CompetitorFigures(string Name, string What, double? AveragePrecision, double Sampled, IReadOnlyList<CompetitorBudget> Budgets);

internal sealed record CompetitorBudget(double AlertsPerDay, Share Recall, double IncidentsPerDay);

/// <summary>One act and what became of it.</summary>
internal sealed record ActFigures
{
    public required string Name { get; init; }

    public required string Analytic { get; init; }

    public required string Technique { get; init; }

    public required string Procedure { get; init; }

    public required string Variation { get; init; }

    public required string Entity { get; init; }

    public required string Destination { get; init; }

    /// <summary>At the main budget: found, cut_by_budget, under_threshold, not_seen.</summary>
    public required string Outcome { get; init; }

    public required long Events { get; init; }

    public required long EventsScored { get; init; }

    public required long BytesSeen { get; init; }

    public required double? ScoreBits { get; init; }

    public required double? ThresholdBits { get; init; }

    public required double? PeriodDays { get; init; }

    public required string? Stratum { get; init; }

    public required IReadOnlyList<StrongFeature> Strongest { get; init; }

    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>The least of the budgets at which its group passes the threshold; null: none.</summary>
    public required double? LeastBudget { get; init; }

    public required double? MinutesToAlert { get; init; }

    public required long? BytesBeforeAlert { get; init; }
}
