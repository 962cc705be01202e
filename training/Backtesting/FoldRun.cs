using System.Runtime.InteropServices;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting;

/// <summary>Learns from a fold's past and scores its days with what that taught, as the service would. Not thread-safe.</summary>
internal sealed class FoldRun(IEventHistory history, CounterFactory open, BacktestOptions options, ActTracker acts, JobProgress progress)
{
    private readonly List<PassedGroup> _passed = [];
    private readonly Dictionary<(IncidentKey Key, int Day), ScoredIncident> _incidents = [];
    private readonly GroupTable _scored = new();
    private readonly List<(int Row, IReadOnlyList<int> Acts)> _actRows = [];
    private readonly HashSet<int> _hiddenActs = [];
    private ExpectedGroups? _expected;
    private AlertAssembler? _assembler;
    private SensorFigures _sensors;
    private long _groups;
    private int _hidden;

    /// <summary>Verdicts "expected" hide what they name, as an allow-list made of them does in the service. Default false.</summary>
    public bool HidesExpected { get; init; }

    /// <summary>Fetches events: given, the alerts of the main budget are put together. Null: none are.</summary>
    public EventFinder? Find { get; init; }

    /// <summary>Runs one fold; a run is used once.</summary>
    public (FoldResult Result, FoldTables Tables) Run(Fold fold, CancellationToken cancellation)
    {
        var calibration = new GroupTable();
        var known = Known(fold);
        _expected = HidesExpected && known.Feedback is { } verdicts ? new ExpectedGroups(AllowRules.Of(verdicts)) : null;
        var learner = new Learner(new PastOnly(history, fold.CutMicros), known, progress, cancellation)
        {
            OnRateGroup = options.Competitors || options.LeaveOneOut ? group => calibration.Add(group, isAct: false) : null,
        };
        var learned = learner.Learn(open);
        Threshold[] thresholds = [.. options.Budgets.Select(budget => Threshold.Fit(learned.Model.Calibration.Analytics, new AlertBudget { AlertsPerDay = budget }))];
        var events = Score(fold, learned.Model, thresholds, cancellation);
        var result = new FoldResult
        {
            Fold = fold, Facts = Facts(fold, learned, thresholds), Rates = learned.Model.Calibration.Analytics, Thresholds = thresholds,
            Incidents = [.. _incidents.Values], Passed = _passed, Events = events, Groups = _groups, Sensors = _sensors,
            Alerts = Find is null ? [] : _assembler!.Assemble(Find), Hidden = _hidden, HiddenActs = _hiddenActs,
        };
        return (result, new FoldTables(fold, learned, calibration, _scored, _actRows));
    }

    // A verdict that was given later is of the future, like the events.
    private LearningOptions Known(Fold fold) => options.Learning with
    {
        FromMicros = fold.TrainFromMicros,
        UntilMicros = fold.CutMicros,
        Feedback = options.Learning.Feedback is { } feedback
            ? FeedbackSnapshot.Of(feedback.Items.Where(i => i.At <= DateTimeOffset.UnixEpoch.AddMicroseconds(fold.CutMicros)))
            : null,
    };

    private ReportFold Facts(Fold fold, LearnedModel learned, Threshold[] thresholds) => new(
        Fold.Day(fold.TrainFrom), Fold.Day(fold.Cut), Fold.Day(fold.Until), PeriodChoice.Noun(learned.Model.Settings.PeriodMicros), learned.RateDays, learned.IsOptimistic,
        learned.Observations, learned.Model.Table.RowCount, _groups, [.. thresholds.Select(t => t.ExpectedPerDay)],
        thresholds[options.Main].Strata.Count(s => s.Reason == ThresholdReason.NotCalibrated));

    private long Score(Fold fold, ScoringModel model, Threshold[] thresholds, CancellationToken cancellation)
    {
        var scorer = new GroupScorer(model);
        var situator = new EventSituator(model.Context, model.Settings.Fallback);
        var explainer = new Explainer(model, model.Index, leaveOwnPeriodOut: false);
        var opener = new GroupOpener(model, $"fold {fold.Number + 1}", explainer);
        _assembler = Find is null ? null : new AlertAssembler(model, $"fold {fold.Number + 1}", explainer);
        using var builder = new GroupsAhead(model, model.Index, null, leaveOwnDateOut: false, group =>
        {
            // What came before only fills the windows.
            if (group.FirstMicros >= fold.CutMicros)
            {
                Close(fold, group, scorer.Score(group), thresholds, opener, explainer);
            }
        });
        var total = history.Count(fold.WindowsFromMicros, fold.UntilMicros);
        var (seen, counted) = (0L, 0L);
        _sensors = SensorJoin.Replay(model.Context, history.Replay, fold.WindowsFromMicros, fold.UntilMicros, e =>
        {
            var group = builder.Process(e);
            if (e.TimeMicros >= fold.CutMicros)
            {
                counted++;
                if (acts.OwnersOf(e, group) is { IsEmpty: false } owners)
                {
                    var record = ActRecord.Of(e, owners, group, situator);
                    builder.Then(Following(record, scorer, thresholds));
                }
            }

            if ((++seen & 0x3FFF) == 0)
            {
                progress.Report($"scoring {Fold.Day(fold.Cut):yyyy-MM-dd} to {Fold.Day(fold.Until - 1):yyyy-MM-dd}", seen, total);
            }
        }, cancellation);
        builder.CloseAll();
        progress.Clear();
        return counted;
    }

    private Action Following(ActRecord record, GroupScorer scorer, Threshold[] thresholds) =>
        () => acts.Observe(record, record.Group is null ? 0 : OpensOf(scorer.Score(record.Group, record.Standing), thresholds));

    private void Close(Fold fold, EventGroup group, GroupScore scored, Threshold[] thresholds, GroupOpener opener, Explainer explainer)
    {
        _groups++;
        var opens = OpensOf(scored, thresholds);
        var owners = acts.Close(group);
        var opened = opens == 0 ? null : opener.Now(scored);
        if (opened is not null && _expected?.Hides(opened) == true)
        {
            (_hidden, opens, opened) = (_hidden + 1, 0, null);
            _hiddenActs.UnionWith(owners);
        }

        if (opened is not null)
        {
            _passed.Add(new PassedGroup(opened, opens, owners));
            if ((opens >> options.Main & 1) != 0)
            {
                _assembler?.Add(opened);
            }
        }

        if (owners.Count > 0)
        {
            var told = ActGroup.Of(scored, thresholds[options.Main].ScoreOf(AnalyticCatalogue.All[group.Analytic].Id, scored.Stratum), explainer);
            foreach (var act in owners)
            {
                acts.Acts[act].Close(opens, told);
            }

            _actRows.Add((_scored.Count, owners));
        }

        if (owners.Count > 0 || options.Competitors)
        {
            _scored.Add(group, owners.Count > 0);
        }

        Merge(fold, group, scored, opens, owners.Count > 0);
    }

    private void Merge(Fold fold, EventGroup group, GroupScore scored, int opens, bool isAct)
    {
        var key = new IncidentKey(AnalyticCatalogue.All[group.Analytic].Id, group.Entity, group.Destination);
        var day = Fold.DayOf(group.FirstMicros);
        ref var incident = ref CollectionsMarshal.GetValueRefOrAddDefault(_incidents, (key, day), out var known);
        var period = scored.ReturnPeriod ?? default;
        var now = new ScoredIncident((byte)group.Analytic, day, fold.Number, scored.Stratum, scored.Score, period, opens, isAct, period.Days >= ScoredIncident.RarePeriodDays ? key : default);
        incident = !known ? now
            : (scored.Score > incident.Score ? now : incident) with { Opens = incident.Opens | opens, IsAct = incident.IsAct || isAct };
    }

    private static int OpensOf(GroupScore scored, Threshold[] thresholds)
    {
        var id = AnalyticCatalogue.All[scored.Group.Analytic].Id;
        var opens = 0;
        for (var budget = 0; budget < thresholds.Length; budget++)
        {
            opens |= thresholds[budget].Opens(id, scored.Stratum, scored.Score) ? 1 << budget : 0;
        }

        return opens;
    }
}
