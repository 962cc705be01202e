using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning.Rescoring;
using Det0131.Models.ModelZip;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning;

public sealed partial class Learner
{
    // Fewer periods than this cannot be divided into a past and a future.
    private const int FewestPeriodsToChain = 3;

    /// <summary>
    /// Shapes from groups scored as if their own period had not been seen; rates from the last periods (<see cref="RatePeriods"/>), scored with what
    /// the earlier ones teach; then the threshold that meets the budget.
    /// </summary>
    private LearnedModel Calibrate(
        SiteContext context, BaselineTable table, SeasonalBook seasons, IReadOnlyDictionary<string, SortedDictionary<int, double>> hourly)
    {
        var periods = _active.Starts(_calendar);
        var chained = periods.Count >= FewestPeriodsToChain;
        var late = RatePeriods.Of(periods.Count, _calendar.PeriodMicros);
        var keys = new IncidentKeys();
        var index = IndexOf(context, table);
        var whole = new HistoryView(index, seasons, _calendar, long.MaxValue, keys);
        var early = chained ? EarlyView(index.Twin(), hourly, periods[^late], keys) : null;
        Rescore(context, index, keys, early is null ? [whole] : [whole, early]);
        // Nobody else needs groups with all that a detector tells of them.
        if (OnRateGroup is not null)
        {
            WatchRateGroups(context, chained ? IndexOf(context, table) : index, chained ? SeasonalLearner.Fit(hourly, _fromMicros, periods[^late]) : seasons, chained ? periods[^late] : null);
        }

        var groups = whole.Past;
        var rateModels = early is null ? null : Task.Run(() => early.Past.Select(FitModel).ToArray(), _cancellation);
        GamModel[] models = [.. groups.Select(FitModel)];
        var earlyModels = rateModels?.GetAwaiter().GetResult();
        // Days on which nothing was recorded are not days without incidents.
        var days = (chained ? late : periods.Count) * _calendar.PeriodMicros / (double)FeatureCatalogue.Day;
        var rates = chained
            ? early!.Future.Zip(earlyModels!).Select(pair => FitRates(pair.First, pair.Second, days, optimistic: false))
            : groups.Zip(models).Select(pair => FitRates(pair.First, pair.Second, days, optimistic: true));
        ReturnPeriods[] calibrated = [.. rates.OfType<ReturnPeriods>()];
        var threshold = Threshold.Fit(calibrated, new AlertBudget { AlertsPerDay = _options.BudgetPerDay });
        var settings = new ModelSettings
        {
            PeriodMicros = _calendar.PeriodMicros,
            HalfLifeDays = _options.HalfLifeDays,
            FromMicros = _fromMicros,
            UntilMicros = _untilMicros,
            Fallback = _options.Fallback,
        };
        var model = new ScoringModel(settings, context, table, seasons, models, new SavedCalibration(calibrated, threshold));
        return new LearnedModel(model, [.. groups.Select(g => g.Count)], early?.Future.Sum(g => g.Count) ?? 0, days, !chained) { RateModels = earlyModels ?? models };
    }

    /// <summary>What the periods before a cut teach of the whole history.</summary>
    private HistoryView EarlyView(BaselineIndex index, IReadOnlyDictionary<string, SortedDictionary<int, double>> hourly, long cut, IncidentKeys keys)
    {
        index.LeaveOutFrom(Units(cut));
        return new HistoryView(index, SeasonalLearner.Fit(hourly, _fromMicros, cut), _calendar, cut, keys);
    }

    private BaselineIndex IndexOf(SiteContext context, BaselineTable table) => new(table, SiteKnowledge.IndexOptions(context, _options.HalfLifeDays));

    /// <summary>Scores the history for the views.</summary>
    private void Rescore(SiteContext context, BaselineIndex names, IncidentKeys keys, HistoryView[] views)
    {
        var situator = new EventSituator(context, _options.Fallback);
        using var rescoring = new HistoryRescoring(situator, SiteKnowledge.Tools(context), _calendar, names, keys, views);
        Replay("scoring", context, e =>
        {
            var situation = situator.Situate(e);
            // Nor are shapes and rates of normal days fitted to a confirmed theft.
            if (!_thefts.Covers(situation))
            {
                rescoring.Take(situation);
            }
        });
        rescoring.Complete();
    }

    /// <summary>Gives out the groups that the rates come from as a detector would see them: those from the cut on, all without one.</summary>
    private void WatchRateGroups(SiteContext context, BaselineIndex index, SeasonalBook seasons, long? cut)
    {
        if (cut is { } from)
        {
            index.LeaveOutFrom(Units(from));
        }

        var situator = new EventSituator(context, _options.Fallback);
        var builder = new GroupBuilder(
            situator, new FeatureExtractor(SiteKnowledge.Tools(context)), index, seasons, SiteKnowledge.Indicators, leaveOwnDateOut: true,
            group =>
            {
                if (group.FirstMicros >= (cut ?? long.MinValue))
                {
                    OnRateGroup!(group);
                }
            });
        using var own = new OwnPeriodOut(index, _calendar);
        Replay("looking", context, e =>
        {
            if (e.TimeMicros < (cut ?? long.MaxValue))
            {
                own.MoveTo(e.TimeMicros);
            }
            else
            {
                own.Stop();
            }

            var situation = situator.Situate(e);
            if (!_thefts.Covers(situation))
            {
                builder.Process(situation);
            }
        });
        builder.CloseAll();
    }

    private GamModel FitModel(TrainingGroups groups)
    {
        var builder = new AdditiveModelBuilder();
        var column = 0;
        foreach (var feature in groups.Analytic.Features)
        {
            builder.AddFeature(feature.Id, feature.Family.ToString(), TailShape.Fit(groups.Observed(column++)).InProportionToTheSurprisal(), _weights.Of(groups.Analytic.Id, feature.Id));
        }

        builder.AddAllowance(ModelColumns.LocalDestination);
        foreach (var element in groups.Analytic.Elements)
        {
            builder.AddPoints(ModelColumns.KnowledgePrefix + element.Name, ModelColumns.MaximumPoints);
        }

        return builder.Build();
    }

    private static ReturnPeriods? FitRates(TrainingGroups groups, GamModel model, double days, bool optimistic)
    {
        if (groups.Count == 0)
        {
            return null;
        }

        var history = new IncidentHistory();
        var row = new float[groups.Width];
        for (var i = 0; i < groups.Count; i++)
        {
            groups.Row(i, row);
            var fact = groups.Fact(i);
            var key = groups.Key(i);
            history.Add(new IncidentKey(groups.Analytic.Id, key.Entity, key.Destination), fact.Day, model.Score(row), StratumKey.Of((byte)fact.KindMask, fact.Events));
        }

        return ReturnPeriods.Fit(groups.Analytic.Id, history, Math.Max(days, history.DaysSeen - 1), optimistic);
    }

    private int[] Units(long micros) => [.. FeatureCatalogue.All.Select(f => _calendar.UnitAt(f, micros))];
}
