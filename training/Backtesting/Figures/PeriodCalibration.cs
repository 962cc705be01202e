using Det0131.Models.Calibration;
using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Figures;

/// <summary>Whether "once in 5 days" came once in 5 days.</summary>
internal static class PeriodCalibration
{
    // Claimed return periods in days, in steps of about 2.
    private static readonly double[] Claims = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    /// <summary>Seen against expected incidents at or beyond each claimed return period, act incidents and strata without rates left out.</summary>
    /// <remarks>
    /// From once a day on, campaigns by destination, entities with many destinations on one day and consecutive days count once, as in the rates (<see cref="Declustering"/>).
    /// Each calibrated stratum by itself makes incidents of return period T or more at the rate 1/T at most: less where it has fewer incidents than that
    /// altogether, or where its steps lie apart. That very rate is what is expected.
    /// </remarks>
    public static IReadOnlyList<PeriodFigures> Of(IReadOnlyList<FoldResult> folds)
    {
        var usual = folds.SelectMany(f => f.Incidents).Where(i => !i.IsAct && i.Period.IsCalibrated).OrderBy(i => i.Period.Days).ToArray();
        return
        [
            .. Claims.Select(claim =>
            {
                var expected = folds.Sum(f => f.Fold.Days.Count * f.Rates.SelectMany(a => a.Rates).Where(r => r.IsCalibrated).Sum(r => Rate(r, claim)));
                var seen = Seen(usual, claim);
                var poisson = Intervals.Poisson(seen);
                return new PeriodFigures(claim, expected, seen, poisson.Low, poisson.High);
            }).Where(p => p.Expected >= 0.05 || p.Seen > 0),
        ];
    }

    private static int Seen(ScoredIncident[] byPeriod, double claim)
    {
        var beyond = byPeriod.Where(i => i.Period.Days >= claim);
        return claim < ScoredIncident.RarePeriodDays
            ? beyond.Count()
            : Declustering.Followers([.. beyond.Select(i => (i.RareKey, i.Day))], (a, b) => b - a).Count(isFollower => !isFollower);
    }

    private static double Rate(StratumRates rates, double periodDays) => rates.RatePerDay(rates.ScoreAtRate(1 / periodDays, 0));
}
