using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
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
        // The two passes share nothing that changes: each has look-ups of its own, so they run side by side.
        var forward = chained ? Task.Run(() => ScoreForward(context, table, hourly, periods[^late]), _cancellation) : null;
        var groups = NoGroups();
        ScoreHistory("fitting", context, IndexOf(context, table), seasons, long.MaxValue, groups, groups, chained ? null : OnRateGroup);
        GamModel[] models = [.. groups.Select(FitModel)];
        var (future, early) = forward?.GetAwaiter().GetResult() ?? ([], []);
        // Days on which nothing was recorded are not days without incidents.
        var days = (chained ? late : periods.Count) * _calendar.PeriodMicros / (double)FeatureCatalogue.Day;
        var rates = chained
            ? future.Zip(early).Select(pair => FitRates(pair.First, pair.Second, days, optimistic: false))
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
        return new LearnedModel(model, [.. groups.Select(g => g.Count)], chained ? future.Sum(g => g.Count) : 0, days, !chained) { RateModels = chained ? early : models };
    }

    /// <summary>The periods from <paramref name="cut"/> on, scored with what the earlier ones teach, and the models that these give.</summary>
    private (TrainingGroups[] Future, GamModel[] Models) ScoreForward(
        SiteContext context, BaselineTable table, IReadOnlyDictionary<string, SortedDictionary<int, double>> hourly, long cut)
    {
        var index = IndexOf(context, table);
        index.LeaveOutFrom(Units(cut));
        var (past, future) = (NoGroups(), NoGroups());
        ScoreHistory(null, context, index, SeasonalLearner.Fit(hourly, _fromMicros, cut), cut, past, future, group =>
        {
            if (group.FirstMicros >= cut)
            {
                OnRateGroup?.Invoke(group);
            }
        });
        return (future, [.. past.Select(FitModel)]);
    }

    private BaselineIndex IndexOf(SiteContext context, BaselineTable table) => new(table, SiteKnowledge.IndexOptions(context, _options.HalfLifeDays));

    private static TrainingGroups[] NoGroups() => [.. AnalyticCatalogue.All.Select(a => new TrainingGroups(a))];

    /// <summary>Scores the history period by period, each with baselines that leave it out; groups from <paramref name="cut"/> on go to the future.</summary>
    private void ScoreHistory(
        string? stage, SiteContext context, BaselineIndex index, SeasonalBook seasons, long cut, TrainingGroups[] past, TrainingGroups[] future, Action<EventGroup>? each)
    {
        var builder = new GroupBuilder(
            new EventSituator(context, _options.Fallback), new FeatureExtractor(SiteKnowledge.Tools(context)), index, seasons,
            SiteKnowledge.Indicators, leaveOwnDateOut: true,
            group =>
            {
                (group.FirstMicros < cut ? past : future)[group.Analytic].Add(group);
                each?.Invoke(group);
            });
        using var own = new OwnPeriodOut(index, _calendar);
        var situator = new EventSituator(context, _options.Fallback);
        Replay(stage, _fromMicros, _untilMicros, e =>
        {
            if (e.TimeMicros < cut)
            {
                own.MoveTo(e.TimeMicros);
            }
            else
            {
                own.Stop();
            }

            // Nor are shapes and rates of normal days fitted to a confirmed theft.
            if (!_thefts.MayCover(e) || !_thefts.Covers(situator.Situate(e)))
            {
                builder.Process(e);
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
            builder.AddFeature(feature.Id, feature.Family.ToString(), TailShape.Fit(groups.Column(column++)).InProportionToTheSurprisal(), _weights.Of(groups.Analytic.Id, feature.Id));
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
        var row = new float[groups.Columns.Count];
        for (var i = 0; i < groups.Count; i++)
        {
            groups.Row(i, row);
            var fact = groups.Facts[i];
            var key = groups.Keys[fact.Key];
            history.Add(new IncidentKey(groups.Analytic.Id, key.Entity, key.Destination), fact.Day, model.Score(row), StratumKey.Of((byte)fact.KindMask, fact.Events));
        }

        return ReturnPeriods.Fit(groups.Analytic.Id, history, Math.Max(days, history.DaysSeen - 1), optimistic);
    }

    private int[] Units(long micros) => [.. FeatureCatalogue.All.Select(f => _calendar.UnitAt(f, micros))];
}
