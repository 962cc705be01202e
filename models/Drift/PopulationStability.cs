namespace Det0131.Models.Drift;

/// <summary>
/// The population stability index: how far a distribution over bins has moved, in nats; the sum of both Kullback-Leibler divergences.
/// Usual reading: under 0.1 little, 0.1 to 0.25 some, above 0.25 much. Thread-safe.
/// </summary>
public static class PopulationStability
{
    /// <summary>An empty bin counts as this share inside the logarithm, which would be infinite otherwise.</summary>
    public const double LeastShare = 1e-4;

    /// <summary>Bins that are compared at most: ten, as is usual; more bins find differences in small samples by chance.</summary>
    public const int MostBins = 10;

    /// <summary>The index; null when one side has no count.</summary>
    /// <param name="expected">Counts before, at least 0.</param>
    /// <param name="actual">Counts after, as many.</param>
    /// <exception cref="ArgumentException">The sides differ in length.</exception>
    public static double? Of(ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        var weights = Weights(expected, actual);
        return weights is null ? null : Part(weights, expected, Sum(expected), actual, Sum(actual));
    }

    /// <summary>ln(after's share / before's share) of every bin; null when one side has no count.</summary>
    /// <inheritdoc cref="Of"/>
    public static double[]? Weights(ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        if (expected.Length != actual.Length)
        {
            throw new ArgumentException($"Found {expected.Length} and {actual.Length} bins; expected as many before as after.", nameof(actual));
        }

        var (before, after) = (Sum(expected), Sum(actual));
        if (before == 0 || after == 0)
        {
            return null;
        }

        var weights = new double[expected.Length];
        for (var bin = 0; bin < weights.Length; bin++)
        {
            weights[bin] = Math.Log(Math.Max((double)actual[bin] / after, LeastShare) / Math.Max((double)expected[bin] / before, LeastShare));
        }

        return weights;
    }

    /// <summary>What a part of the counts gives of the index; the parts of all add up to it.</summary>
    /// <param name="weights">Of the whole, by <see cref="Weights"/>.</param>
    /// <param name="expected">The part's counts before.</param>
    /// <param name="expectedTotal">The whole's count before, above 0.</param>
    /// <param name="actual">The part's counts after.</param>
    /// <param name="actualTotal">The whole's count after, above 0.</param>
    public static double Part(ReadOnlySpan<double> weights, ReadOnlySpan<long> expected, long expectedTotal, ReadOnlySpan<long> actual, long actualTotal)
    {
        var part = 0.0;
        for (var bin = 0; bin < weights.Length; bin++)
        {
            part += (((double)actual[bin] / actualTotal) - ((double)expected[bin] / expectedTotal)) * weights[bin];
        }

        return part;
    }

    /// <summary>Joins neighbouring bins until each holds about a tenth of the counts or more.</summary>
    /// <param name="counts">Of the fine bins.</param>
    /// <returns>The number of the joined bin of every fine one, from 0, never falling.</returns>
    public static int[] Join(ReadOnlySpan<long> counts)
    {
        var total = Sum(counts);
        var joined = new int[counts.Length];
        var (bin, before, held) = (0, 0L, 0L);
        for (var i = 0; i < counts.Length; i++)
        {
            joined[i] = bin;
            held += counts[i];
            before += counts[i];
            // What is left must not be empty: the last bin would then hold nothing before.
            if (held > 0 && held * MostBins >= total && before < total)
            {
                (bin, held) = (bin + 1, 0);
            }
        }

        return joined;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
