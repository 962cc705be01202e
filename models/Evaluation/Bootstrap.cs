namespace Det0131.Models.Evaluation;

/// <summary>Percentile bootstrap: how much an estimate would vary with other days or acts like these. Same seed, same interval. Thread-safe.</summary>
public static class Bootstrap
{
    /// <summary>Resamples unless told otherwise.</summary>
    public const int Rounds = 1000;

    /// <summary>The estimate and its interval.</summary>
    /// <param name="count">Units to draw from (days, acts), 0 or more; under 2 the interval is the estimate itself.</param>
    /// <param name="estimate">Of a list of unit numbers, drawn with replacement; NaN when the list does not give one: that draw is left out.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="rounds">Resamples, 1 to 1,000,000.</param>
    public static Interval Of(int count, Func<IReadOnlyList<int>, double> estimate, ulong seed, int rounds = Rounds)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounds, 1_000_000);
        var units = new int[count];
        for (var i = 0; i < count; i++)
        {
            units[i] = i;
        }

        var value = estimate(units);
        if (count < 2)
        {
            return new Interval(value, value, value);
        }

        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        var drawn = new List<double>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < count; i++)
            {
                units[i] = random.Next(count);
            }

            var estimated = estimate(units);
            if (!double.IsNaN(estimated))
            {
                drawn.Add(estimated);
            }
        }

        if (drawn.Count == 0)
        {
            return new Interval(value, value, value);
        }

        drawn.Sort();
        const double tail = (1 - Intervals.Confidence) / 2;
        return new Interval(value, Math.Min(value, Quantiles.OfSorted(drawn, tail)), Math.Max(value, Quantiles.OfSorted(drawn, 1 - tail)));
    }
}
