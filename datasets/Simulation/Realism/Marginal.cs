namespace Det0131.Datasets.Simulation.Realism;

/// <summary>How one quantity is distributed in a lake. Immutable.</summary>
/// <param name="Name">What it is, with its unit: <c>flow bytes out</c>.</param>
/// <param name="Count">Values behind it.</param>
/// <param name="Quantiles">For numbers: the values at even steps from the least to the largest, else empty.</param>
/// <param name="Shares">For names: share of each, 0 to 1, the most frequent first; else empty.</param>
public sealed record Marginal(string Name, long Count, IReadOnlyList<double> Quantiles, IReadOnlyList<(string Value, double Share)> Shares)
{
    public bool IsNumber => Quantiles.Count > 0;

    /// <summary>The value below which a share of the values is, 0 to 1.</summary>
    public double Quantile(double share) => Quantiles[(int)Math.Round(share * (Quantiles.Count - 1))];

    /// <summary>Share of values at or below <paramref name="value"/>, to the step of the quantiles.</summary>
    public double ShareUpTo(double value)
    {
        var (low, high) = (0, Quantiles.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Quantiles[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low / (double)Quantiles.Count;
    }
}

/// <summary>Two distributions of one quantity side by side. Immutable.</summary>
/// <param name="Distance">For numbers: Kolmogorov and Smirnov's, the largest difference between the two distribution functions. For names: 1 less the shared mass. 0 to 1.</param>
/// <param name="MedianRatio">For numbers: first median by second; null where either is 0.</param>
public sealed record MarginalComparison(Marginal First, Marginal Second, double Distance, double? MedianRatio)
{
    /// <summary>Compares; both are of the same quantity.</summary>
    public static MarginalComparison Of(Marginal first, Marginal second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0)
        {
            return new MarginalComparison(first, second, 1, null);
        }

        if (!first.IsNumber)
        {
            var others = second.Shares.ToDictionary(share => share.Value, share => share.Share, StringComparer.Ordinal);
            return new MarginalComparison(first, second, 1 - first.Shares.Sum(share => Math.Min(share.Share, others.GetValueOrDefault(share.Value))), null);
        }

        var distance = first.Quantiles.Concat(second.Quantiles).Max(value => Math.Abs(first.ShareUpTo(value) - second.ShareUpTo(value)));
        var (one, other) = (first.Quantile(0.5), second.Quantile(0.5));
        return new MarginalComparison(first, second, distance, one > 0 && other > 0 ? one / other : null);
    }

    /// <summary>True when the distance is over the bound, or the medians differ by more than the factor.</summary>
    public bool IsBeyond(double distance, double factor) => Distance > distance || MedianRatio > factor || MedianRatio < 1 / factor;
}
