using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Sensors;
using Det0131.Training.Backtesting.Competitors;
using Det0131.Training.Backtesting.Figures;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting;

/// <summary>
/// Replays a history as production would have met it: learns from the past, scores the days that follow, learns again, and says what was found at which
/// cost. Same history, labels and options, same figures, whatever the number of threads. Not thread-safe.
/// </summary>
/// <param name="history">The events.</param>
/// <param name="days">Days with events, since 1970-01-01 UTC, rising.</param>
/// <param name="open">Counts what a training observes.</param>
/// <param name="labels">Acts; null: none is known, and only costs are reported.</param>
/// <param name="options">What is asked.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class BacktestJob(IEventHistory history, IReadOnlyList<int> days, CounterFactory open, ActLabels? labels, BacktestOptions options, JobProgress progress)
{
    /// <summary>Told of every fold when it is scored; null: nobody.</summary>
    public Action<FoldResult>? OnFold { get; init; }

    /// <summary>Fetches events for what simulated analysts look at; needed where these are asked for.</summary>
    public EventFinder? Find { get; init; }

    /// <exception cref="ArgumentException">Simulated analysts are asked for, and there are no acts or no way to fetch events.</exception>
    /// <exception cref="InvalidDataException">There is nothing to learn from or to score.</exception>
    /// <exception cref="LookAheadException">A training was given events that it could not have had.</exception>
    public BacktestReport Run(CancellationToken cancellation)
    {
        options.Check();
        var plan = Fold.Plan(days, options);
        var tracker = new ActTracker(labels, options.Budgets.Count);
        var leftOut = options.LeaveOneOut && labels is not null ? new LeaveOneOut(options) : null;
        var contest = options.Competitors ? new Contest(options) : null;
        var analysts = options.Analysts is null ? null
            : labels is not null && Find is not null ? new AnalystsRun(history, open, labels, options, Find, progress)
            : throw new ArgumentException("Simulated analysts know what was theft from the labelled acts, of which none are given.");
        var folds = new List<FoldResult>();
        foreach (var fold in plan)
        {
            var (result, tables) = new FoldRun(history, open, options, tracker, progress) { Find = fold.Number == 0 ? analysts?.Find : null }.Run(fold, cancellation);
            folds.Add(result);
            progress.Report("leaving elements out, competitors", folds.Count, plan.Count, "folds");
            leftOut?.Take(tables);
            contest?.Take(tables);
            analysts?.Take(result, cancellation);
            OnFold?.Invoke(result);
        }

        progress.Clear();
        return Summed(folds, tracker, leftOut, contest, analysts?.Figures(tracker));
    }

    private BacktestReport Summed(List<FoldResult> folds, ActTracker tracker, LeaveOneOut? leftOut, Contest? contest, FeedbackFigures? feedback)
    {
        var (first, end) = (folds[0].Fold, folds[^1].Fold);
        ActObservation[] acts = [.. tracker.Acts.Where(a => IsInSpan(a, first.CutMicros, end.UntilMicros))];
        var inSpan = acts.ToHashSet();
        IReadOnlyList<IReadOnlySet<ActObservation>> sent = [.. options.Budgets.Select((_, b) => AlertFigures.Sent(folds, options, b, tracker.Acts))];
        var recall = new RecallFigures(acts, sent, options.Seed);
        return new BacktestReport
        {
            Run = new ReportRun(
                options.Budgets[options.Main], options.Budgets, options.TrainDays, options.RetrainDays, options.Seed, Fold.Day(first.Cut), Fold.Day(end.Until),
                folds.Sum(f => f.Fold.Days.Count), folds.Sum(f => f.Events), folds.Sum(f => f.Groups), tracker.Acts.Count, acts.Length,
                ReportSensors.Of(folds.Aggregate(default(SensorFigures), (sum, f) => sum + f.Sensors))),
            Folds = [.. folds.Select(f => f.Facts)],
            Budgets = [.. options.Budgets.Select((_, b) => AtBudget(folds, recall, b))],
            AveragePrecision = PrecisionOverIncidents.Of(folds, options.Seed),
            ReturnPeriods = PeriodCalibration.Of(folds),
            LeftOut = acts.Length == 0 ? [] : leftOut?.Figures(tracker.Acts, inSpan) ?? [],
            Competitors = contest?.Figures(tracker.Acts, inSpan) ?? [],
            Feedback = feedback,
            Acts = [.. acts.Select(a => ActSummary.Of(a, sent[options.Main].Contains(a), options))],
            Notes = ReportNotes.Of(folds, tracker, acts, options),
        };
    }

    private BudgetFigures AtBudget(List<FoldResult> folds, RecallFigures recall, int budget) => new()
    {
        AlertsPerDay = options.Budgets[budget],
        Recall = recall.Overall(budget),
        ByAnalytic = recall.By(a => a.Act.Analytic, budget),
        ByTechnique = recall.By(a => a.Act.Technique, budget),
        ByProcedure = recall.By(a => a.Act.Procedure, budget),
        ByVariation = recall.By(a => a.Act.Variation, budget),
        Rate = AlertFigures.Rate(folds, options, budget),
        MinutesToAlert = recall.MinutesToAlert(budget),
        BytesBeforeAlert = recall.BytesBefore(budget),
        ShareBeforeAlert = recall.ShareBefore(budget),
    };

    // One that began before the first scored day was partly learned from; it counts while something of it was to be seen.
    private static bool IsInSpan(ActObservation act, long from, long until) =>
        act.Act.StartMicros is { } start ? start < until && (start >= from || act.Events > 0) : act.Events > 0;
}
