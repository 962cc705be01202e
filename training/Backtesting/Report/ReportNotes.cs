using System.Globalization;

namespace Det0131.Training.Backtesting.Report;

/// <summary>What a reader must know to read the figures right.</summary>
internal static class ReportNotes
{
    private const double WithinBudget = 0.2;

    public static IReadOnlyList<string> Of(IReadOnlyList<FoldResult> folds, ActTracker tracker, IReadOnlyList<ActObservation> acts, BacktestOptions options)
    {
        var notes = new List<string>
        {
            "An act is found (cap off) when one of its groups passes the budget's threshold; under the cap, when it is in an alert that the day's budget lets through while all alerts compete for it.",
            "Expected is of alerts: incidents (one entity, destination and day), of which consecutive days, campaigns by destination and many destinations of one entity on one day count once. One cause over several incidents makes them fewer still.",
            "Groups with an act's event are left out of rates. What an act does to other groups of its host remains; an act-free twin of the lake shows the rate without it.",
            "Time to alert ends when the log record that lifts the score over the threshold could have been written: at the end of its flow.",
        };
        if (folds.Any(f => f.Facts.IsOptimistic))
        {
            notes.Add("Rates of at least one training are optimistic: it had under three periods, so they come from leaving out.");
        }

        var days = folds.Sum(f => f.Fold.Days.Count);
        if (days < 7)
        {
            notes.Add(Text($"Only {days} day{(days == 1 ? " was" : "s were")} scored: intervals over days say little, and weekends may be missing."));
        }

        var expected = folds.Sum(f => f.Thresholds[options.Main].ExpectedPerDay * f.Fold.Days.Count) / days;
        if (Math.Abs(expected - options.Budgets[options.Main]) > WithinBudget * options.Budgets[options.Main])
        {
            notes.Add(Text($"The thresholds for {options.Budgets[options.Main]:0.##} alerts a day expect {expected:0.##} incidents: floors (8 bits, 2 % of a stratum) and strata without calibration decide, not the budget alone."));
        }

        var outside = tracker.Acts.Count - acts.Count;
        if (outside > 0)
        {
            notes.Add(Text($"{outside} labelled acts lie outside the scored days and are not counted. Those before it were learned from like everything else: nobody had confirmed them."));
        }

        return notes;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
