using Det0131.Models.Evaluation;
using Det0131.Models.Explanations;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Training.Backtesting.Figures;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting;

/// <summary>
/// The same folds once more, with simulated analysts who label what each brought: their verdicts go into every later training, and what they called
/// expected is hidden. Everything else is as without them, so that the difference is theirs. Not thread-safe.
/// </summary>
internal sealed class AnalystsRun(IEventHistory history, CounterFactory open, ActLabels labels, BacktestOptions options, EventFinder find, JobProgress progress)
{
    private readonly ActTracker _tracker = new(labels, options.Budgets.Count);
    private readonly AnalystOptions _analysts = options.Analysts!;
    private readonly List<FeedbackItem> _verdicts = [];
    private readonly List<FoldResult> _without = [];
    private readonly List<FoldResult> _with = [];
    private readonly List<ReportFeedbackFold> _folds = [];
    private int _wrong;

    /// <summary>Fetches the events that analysts see.</summary>
    public EventFinder Find => find;

    /// <summary>Takes a fold that was run without analysts. The first is the same with them: nobody had said anything.</summary>
    public void Take(FoldResult without, CancellationToken cancellation)
    {
        var result = without;
        if (without.Fold.Number > 0)
        {
            var told = options with
            {
                Competitors = false, LeaveOneOut = false,
                Learning = options.Learning with { Feedback = FeedbackSnapshot.Of([.. options.Learning.Feedback?.Items ?? [], .. _verdicts]) },
            };
            (result, var tables) = new FoldRun(history, open, told, _tracker, progress) { HidesExpected = true, Find = find }.Run(without.Fold, cancellation);
            _without.Add(without);
            _with.Add(result);
            var cut = DateTimeOffset.UnixEpoch.AddMicroseconds(without.Fold.CutMicros);
            _folds.Add(new ReportFeedbackFold(
                Fold.Day(without.Fold.Cut), Fold.Day(without.Fold.Until), _verdicts.Count(v => v.At <= cut), tables.Learned.Weights.Moved().Count(),
                RateOf([without]).Incidents.Value, RateOf([result]).Incidents.Value, result.Hidden));
        }

        Label(result);
    }

    /// <summary>The comparison, over the folds after the first; null: there is none.</summary>
    /// <param name="without">The acts as the run without analysts saw them.</param>
    public FeedbackFigures? Figures(ActTracker without)
    {
        if (_with.Count == 0)
        {
            return null;
        }

        var (before, after) = (new Line(_without, without, options), new Line(_with, _tracker, options));
        var hidden = _with.SelectMany(f => f.HiddenActs).Distinct().Order().Select(a => labels.Acts[a].Name);
        return new FeedbackFigures
        {
            PerWeek = _analysts.PerWeek, ErrorRate = _analysts.ErrorRate, FirstScored = Fold.Day(_with[0].Fold.Cut), DaysScored = _with.Sum(f => f.Fold.Days.Count),
            TruePositives = CountOf(FeedbackVerdict.TruePositive), Benign = CountOf(FeedbackVerdict.Benign), Expected = CountOf(FeedbackVerdict.Expected), Wrong = _wrong,
            GroupsHidden = _with.Sum(f => f.Hidden), ActsHidden = [.. hidden],
            Budgets = [.. options.Budgets.Select((budget, b) => new FeedbackBudget(budget, before.At(b), after.At(b)))],
            Gained = [.. after.Found.Except(before.Found)], Lost = [.. before.Found.Except(after.Found)], Folds = _folds,
        };
    }

    private int CountOf(FeedbackVerdict verdict) => _verdicts.Count(v => v.Verdict == verdict);

    private AlertRate RateOf(IReadOnlyList<FoldResult> folds) => AlertFigures.Rate(folds, options, options.Main);

    private void Label(FoldResult result)
    {
        var said = SimulatedAnalysts.Label(result.Alerts, labels, _analysts.PerWeek, _analysts.ErrorRate, options.Seed, _verdicts);
        var thefts = result.Alerts.Where(a => SimulatedAnalysts.IsTheft(a, labels)).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        _wrong += said.Count(v => thefts.Contains(v.AlertId) != (v.Verdict == FeedbackVerdict.TruePositive));
        _verdicts.AddRange(said);
    }

    /// <summary>What one of the two runs found of the acts that began in the compared days, and what it cost.</summary>
    private sealed class Line
    {
        private readonly IReadOnlyList<FoldResult> _folds;
        private readonly BacktestOptions _options;
        private readonly RecallFigures _recall;

        public Line(IReadOnlyList<FoldResult> folds, ActTracker tracker, BacktestOptions options)
        {
            (_folds, _options) = (folds, options);
            var (from, until) = (folds[0].Fold.CutMicros, folds[^1].Fold.UntilMicros);
            ActObservation[] acts = [.. tracker.Acts.Where(a => a.StartMicros >= from && a.StartMicros < until)];
            _recall = new RecallFigures(acts, [.. options.Budgets.Select((_, b) => AlertFigures.Sent(folds, options, b, tracker.Acts))], options.Seed);
            Found = [.. acts.Where(a => (a.Opens >> options.Main & 1) != 0).Select(a => a.Act.Name)];
        }

        /// <summary>Acts over the main budget's threshold, cap off.</summary>
        public IReadOnlyList<string> Found { get; }

        public FeedbackLine At(int budget)
        {
            var rate = AlertFigures.Rate(_folds, _options, budget);
            var recall = _recall.Overall(budget);
            return new FeedbackLine(recall?.CapOff, recall?.Capped, rate.Incidents, rate.Alerts, rate.Sent);
        }
    }
}
