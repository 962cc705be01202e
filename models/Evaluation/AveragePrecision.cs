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
        return OfFalling(items.OrderByDescending(i => i.Rank).ToArray());
    }

    /// <summary>The same of items whose ranks fall; a weight may be 0. For many resamples of one list.</summary>
    public static double OfFalling(ReadOnlySpan<RankedItem> items)
    {
        var (seen, found, sum) = (0.0, 0.0, 0.0);
        for (var i = 0; i < items.Length;)
        {
            var gained = 0.0;
            var rank = items[i].Rank;
            for (; i < items.Length && items[i].Rank.Equals(rank); i++)
            {
                seen += items[i].Weight;
                gained += items[i].IsWanted ? items[i].Weight : 0;
            }

            found += gained;
            sum += gained == 0 ? 0 : gained * found / seen;
        }

        return found == 0 ? double.NaN : sum / found;
    }
}
