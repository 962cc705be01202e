using Det0131.Models.Evaluation;
using Det0131.Models.Explanations;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Figures;

/// <summary>What the scored days cost in alerts, and which acts come through a day's budget.</summary>
internal static class AlertFigures
{
    /// <summary>Alerts a day at one budget, groups with act events left out.</summary>
    public static AlertRate Rate(IReadOnlyList<FoldResult> folds, BacktestOptions options, int budget)
    {
        var days = folds.SelectMany(f => f.Fold.Days).ToList();
        var place = days.Select((day, i) => (day, i)).ToDictionary(d => d.day, d => d.i);
        var (incidents, ofActs, alerts, sent) = (new int[days.Count], new int[days.Count], new int[days.Count], new int[days.Count]);
        foreach (var incident in folds.SelectMany(f => f.Incidents).Where(i => (i.Opens >> budget & 1) != 0))
        {
            (incident.IsAct ? ofActs : incidents)[place[incident.Day]]++;
        }

        foreach (var alert in Planned(folds, options, budget, withActs: false))
        {
            alerts[place[alert.FirstDay]]++;
            if (alert.SentDay is { } day)
            {
                sent[place[day]]++;
            }
        }

        var expected = folds.Sum(f => f.Thresholds[budget].ExpectedPerDay * f.Fold.Days.Count) / days.Count;
        var worst = Array.IndexOf(incidents, incidents.Max());
        return new AlertRate(
            expected, Mean(incidents, options.Seed), Mean(alerts, options.Seed), Mean(sent, options.Seed), incidents[worst], alerts.Max(), Fold.Day(days[worst]),
            [.. days.Select((day, d) => new DayRate(Fold.Day(day), incidents[d], alerts[d], sent[d], ofActs[d]))]);
    }

    /// <summary>The acts in alerts that the day's budget lets through, all alerts competing for it.</summary>
    public static IReadOnlySet<ActObservation> Sent(IReadOnlyList<FoldResult> folds, BacktestOptions options, int budget, IReadOnlyList<ActObservation> acts)
    {
        var actsOf = folds.SelectMany(f => f.Passed).Where(p => p.Acts.Count > 0).ToDictionary(p => (object)p.Group, p => p.Acts, ReferenceEqualityComparer.Instance);
        return Planned(folds, options, budget, withActs: true).Where(a => a.IsWithinBudget).SelectMany(a => a.Groups)
            .SelectMany(g => actsOf.GetValueOrDefault(g) ?? []).Select(act => acts[act]).ToHashSet();
    }

    private static IReadOnlyList<PlannedAlert> Planned(IReadOnlyList<FoldResult> folds, BacktestOptions options, int budget, bool withActs) =>
        AlertPlan.Of(folds.SelectMany(f => f.Passed).Where(p => (p.Opens >> budget & 1) != 0 && (withActs || p.Acts.Count == 0)).Select(p => p.Group), options.Budgets[budget]);

    private static Interval Mean(int[] days, ulong seed) => Bootstrap.Of(days.Length, drawn => drawn.Average(d => days[d]), seed);
}
