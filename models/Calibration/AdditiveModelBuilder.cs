using Det0131.Models.ModelZip;

namespace Det0131.Models.Calibration;

/// <summary>
/// Puts an analytic's scoring model together: the features' shapes, each divided by the square root of the number of
/// features that the analytic declares in its family; step columns for allowances; step columns for knowledge.
/// Columns come in the order in which they are added. Not thread-safe.
/// </summary>
public sealed class AdditiveModelBuilder
{
    /// <summary>What a local destination adds to the score, in bits (docs/scoring-experiments.md, "Sum").</summary>
    public const double LocalAllowanceBits = -6;

    /// <summary>What one point of knowledge adds, in bits (same source).</summary>
    public const double BitsPerPoint = 3;

    /// <summary>Points at which knowledge is capped unless told otherwise: 12 bits.</summary>
    public const int DefaultMaximumPoints = 4;

    private readonly List<Column> columns = [];
    private readonly Dictionary<string, int> familySizes = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a learned feature. Declare every feature of the analytic, also one that training never observed (its shape is
    /// 0 everywhere): the family's size counts declared features, so a score does not depend on what a site happens to log.
    /// </summary>
    /// <param name="name">Column name, for example <c>lineage.transfer_tool</c>.</param>
    /// <param name="family">Family, for example <c>lineage</c>.</param>
    /// <param name="shape">The feature's shape.</param>
    /// <param name="weight">Learned from feedback: 0.5 to 2, by default 1.</param>
    public AdditiveModelBuilder AddFeature(string name, string family, TailShape shape, double weight = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(family);
        ArgumentNullException.ThrowIfNull(shape);
        if (weight is not (>= 0.5 and <= 2))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"Feature {name} has this weight; expected 0.5 to 2.");
        }

        columns.Add(new Column(name, family, weight, shape.UpperBounds.ToArray(), shape.Effects.ToArray()));
        familySizes[family] = familySizes.GetValueOrDefault(family) + 1;
        return this;
    }

    /// <summary>Adds a column that changes the score by <paramref name="bits"/> when its value is 1 (0.5 or more), and not when it is 0, -1 or NaN.</summary>
    public AdditiveModelBuilder AddAllowance(string name, double bits = LocalAllowanceBits) => AddSteps(name, maximum: 1, bits, nameof(bits));

    /// <summary>
    /// Adds a column whose value is a number of points, each worth <paramref name="bitsPerPoint"/>, up to
    /// <paramref name="maximumPoints"/>; more points add nothing, and 0, -1 or NaN is none. Indicators that share one
    /// column share its cap.
    /// </summary>
    public AdditiveModelBuilder AddPoints(string name, int maximumPoints = DefaultMaximumPoints, double bitsPerPoint = BitsPerPoint) =>
        AddSteps(name, maximumPoints, bitsPerPoint, nameof(bitsPerPoint));

    /// <summary>The model, with intercept 0.</summary>
    /// <exception cref="ArgumentException">No column, or two of one name.</exception>
    public GamModel Build() => new(0, columns.Select(column =>
    {
        var factor = column.Family is { } family ? column.Weight / Math.Sqrt(familySizes[family]) : 1;
        return new GamFeature(column.Name, column.UpperBounds, column.Effects.Select(bits => bits * factor).ToArray());
    }));

    private AdditiveModelBuilder AddSteps(string name, int maximum, double bitsEach, string parameter)
    {
        if (maximum is < 1 or >= TailShape.MaximumSteps || !double.IsFinite(bitsEach))
        {
            throw new ArgumentOutOfRangeException(
                parameter, bitsEach, $"Column {name} has {maximum} steps of these bits; expected 1 to {TailShape.MaximumSteps - 1} of a finite number.");
        }

        var bounds = Enumerable.Range(0, maximum + 1).Select(k => k == maximum ? double.PositiveInfinity : k + 0.5).ToArray();
        columns.Add(new Column(name, null, 1, bounds, bounds.Select((_, k) => k * bitsEach).ToArray()));
        return this;
    }

    private sealed record Column(string Name, string? Family, double Weight, double[] UpperBounds, double[] Effects);
}
