namespace Det0131.Models.ModelZip;

/// <summary>
/// A generalised additive model: the intercept plus, for each named column, one step of that column's shape.
/// Immutable and thread-safe; scoring allocates nothing.
/// </summary>
/// <remarks>
/// Effects are summed in double, in column order, starting from the intercept, and cast to float once: the order in
/// which ML.NET sums a dense row, so both give the same score.
/// </remarks>
public sealed class GamModel
{
    /// <summary>Most columns that one model may have.</summary>
    public const int MaximumFeatures = 4_096;

    private readonly GamFeature[] features;

    // All shapes end to end: feature f owns [starts[f], starts[f + 1]).
    private readonly double[] bounds;
    private readonly double[] effects;
    private readonly int[] starts;

    /// <summary>Makes a model of the given columns, in this order.</summary>
    /// <param name="intercept">Score of a row to which no column contributes, in bits; finite.</param>
    /// <param name="features">1 to 4,096 columns with distinct names.</param>
    /// <exception cref="ArgumentException">The intercept is not finite, there are too few or too many columns, or two share a name.</exception>
    public GamModel(double intercept, IEnumerable<GamFeature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (!double.IsFinite(intercept))
        {
            throw new ArgumentException($"The intercept is {intercept:R}; expected a finite number.", nameof(intercept));
        }

        Intercept = intercept;
        this.features = features.ToArray();
        if (this.features.Length is 0 or > MaximumFeatures)
        {
            throw new ArgumentException($"The model has {this.features.Length} columns; expected 1 to {MaximumFeatures}.", nameof(features));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        starts = new int[this.features.Length + 1];
        for (var f = 0; f < this.features.Length; f++)
        {
            if (!names.Add(this.features[f].Name))
            {
                throw new ArgumentException($"Two columns are named {this.features[f].Name}; expected distinct names.", nameof(features));
            }

            starts[f + 1] = starts[f] + this.features[f].Effects.Length;
        }

        bounds = new double[starts[^1]];
        effects = new double[starts[^1]];
        for (var f = 0; f < this.features.Length; f++)
        {
            this.features[f].UpperBounds.CopyTo(bounds.AsSpan(starts[f]));
            this.features[f].Effects.CopyTo(effects.AsSpan(starts[f]));
        }
    }

    /// <summary>Score of a row to which no column contributes, in bits.</summary>
    public double Intercept { get; }

    /// <summary>The columns, in the order in which values are given to <see cref="Score"/>.</summary>
    public IReadOnlyList<GamFeature> Features => features;

    /// <summary>The score of one row, in bits.</summary>
    /// <param name="values">One value per column, in column order. NaN counts as the column's first bin; ±infinity is allowed.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    public float Score(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length, nameof(values));
        var sum = Intercept;
        for (var f = 0; f < values.Length; f++)
        {
            sum += effects[FindBin(f, values[f])];
        }

        return (float)sum;
    }

    /// <summary>What each column adds to the score of one row, in bits. Their sum and the intercept are the score.</summary>
    /// <param name="values">As for <see cref="Score"/>.</param>
    /// <param name="contributions">Receives one number per column; must have exactly that length.</param>
    /// <exception cref="ArgumentException">A length differs from the number of columns.</exception>
    public void Contributions(ReadOnlySpan<float> values, Span<double> contributions)
    {
        CheckLength(values.Length, nameof(values));
        CheckLength(contributions.Length, nameof(contributions));
        for (var f = 0; f < values.Length; f++)
        {
            contributions[f] = effects[FindBin(f, values[f])];
        }
    }

    // Lower bound without a data-dependent branch: every comparison selects a half. NaN compares false throughout and
    // ends at the first bin; the last bound is +infinity, so the result never leaves the feature's own bins.
    private int FindBin(int feature, float value)
    {
        var x = (double)value;
        var all = bounds;
        var low = starts[feature];
        var length = starts[feature + 1] - low;
        while (length > 1)
        {
            var half = length >> 1;
            low += all[low + half - 1] < x ? half : 0;
            length -= half;
        }

        return low + (all[low] < x ? 1 : 0);
    }

    private void CheckLength(int found, string parameter)
    {
        if (found != features.Length)
        {
            throw new ArgumentException($"The row has {found} values; expected {features.Length}, one for each column.", parameter);
        }
    }
}
