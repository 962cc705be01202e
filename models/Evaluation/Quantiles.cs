namespace Det0131.Models.Evaluation;

/// <summary>Quantiles by linear interpolation between order statistics (type 7, the default of R and numpy). Thread-safe.</summary>
public static class Quantiles
{
    /// <param name="sorted">Rising; one value or more.</param>
    /// <param name="share">0 to 1.</param>
    public static double OfSorted(IReadOnlyList<double> sorted, double share)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Count);
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected 0 to 1.");
        }

        var place = share * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The median; NaN of nothing.</summary>
    public static double Median(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : OfSorted(sorted, 0.5);
    }
}
