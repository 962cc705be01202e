using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Figures;

/// <summary>Average precision over incidents ranked by return period.</summary>
internal static class PrecisionOverIncidents
{
    // A pass over all incidents each.
    private const int Rounds = 300;

    /// <summary>With a bootstrap interval over days; null when no incident is of an act.</summary>
    public static PrecisionFigures? Of(IReadOnlyList<FoldResult> folds, ulong seed)
    {
        var incidents = folds.SelectMany(f => f.Incidents).OrderByDescending(i => i.Period.Days).ToArray();
        var ofActs = incidents.Count(i => i.IsAct);
        if (ofActs == 0)
        {
            return null;
        }

        var place = folds.SelectMany(f => f.Fold.Days).Select((day, i) => (day, i)).ToDictionary(d => d.day, d => d.i);
        int[] places = [.. incidents.Select(i => place[i.Day])];
        var items = new RankedItem[incidents.Length];
        var interval = Bootstrap.Of(place.Count, drawn =>
        {
            var weights = new int[place.Count];
            foreach (var day in drawn)
            {
                weights[day]++;
            }

            for (var i = 0; i < items.Length; i++)
            {
                items[i] = new RankedItem(incidents[i].Period.Days, incidents[i].IsAct, weights[places[i]]);
            }

            return AveragePrecision.OfFalling(items);
        }, seed, Rounds);
        return new PrecisionFigures(interval.Value, interval.Low, interval.High, incidents.Length, ofActs);
    }
}
