namespace Det0131.Models.Evaluation;

/// <summary>One ranked item.</summary>
/// <param name="Rank">The higher, the earlier an analyst sees it; not NaN.</param>
/// <param name="IsWanted">It belongs to an act.</param>
/// <param name="Weight">Items that it stands for; above 0. 1 unless it was sampled.</param>
public readonly record struct RankedItem(double Rank, bool IsWanted, double Weight = 1);

/// <summary>Average precision: the mean over the wanted items of the share of wanted ones among all that rank as high. Thread-safe.</summary>
public static class AveragePrecision
{
    /// <summary>0 to 1; NaN when nothing is wanted. Items of equal rank are seen together, as scikit-learn counts them.</summary>
    public static double Of(IEnumerable<RankedItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var sorted = items.OrderByDescending(i => i.Rank).ToArray();
        var total = sorted.Where(i => i.IsWanted).Sum(i => i.Weight);
        if (total == 0)
        {
            return double.NaN;
        }

        var (seen, found, sum) = (0.0, 0.0, 0.0);
        for (var i = 0; i < sorted.Length;)
        {
            var gained = 0.0;
            var rank = sorted[i].Rank;
            for (; i < sorted.Length && sorted[i].Rank.Equals(rank); i++)
            {
                seen += sorted[i].Weight;
                gained += sorted[i].IsWanted ? sorted[i].Weight : 0;
            }

            found += gained;
            sum += gained * found / seen;
        }

        return sum / total;
    }
}
