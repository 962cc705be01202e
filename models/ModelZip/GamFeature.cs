namespace Det0131.Models.ModelZip;

/// <summary>
/// One named input column of a <see cref="GamModel"/> and its shape: a step function. A value x has the effect of the
/// first bin whose upper bound is at or above x; NaN has the effect of the first bin, as in ML.NET.
/// </summary>
public sealed class GamFeature
{
    /// <summary>Most bins that one shape may have.</summary>
    public const int MaximumBins = 65_536;

    /// <summary>Longest column name, in UTF-16 units.</summary>
    public const int MaximumNameLength = 256;

    private readonly double[] upperBounds;
    private readonly double[] effects;

    /// <summary>Makes a feature; both arrays are copied.</summary>
    /// <param name="name">Column name, 1 to 256 characters, no control characters, not <c>Features</c> (the name of the joined column).</param>
    /// <param name="upperBounds">Strictly rising, no NaN, the last +infinity; 1 to 65,536 of them.</param>
    /// <param name="effects">One finite effect for each bin, in bits.</param>
    /// <exception cref="ArgumentException">An argument breaks one of these rules; the message names the feature and the bin.</exception>
    public GamFeature(string name, ReadOnlySpan<double> upperBounds, ReadOnlySpan<double> effects)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaximumNameLength || name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"A feature's name has {name.Length} characters; expected 1 to {MaximumNameLength} and no control character.", nameof(name));
        }

        if (name == ModelZipLayout.FeaturesColumn)
        {
            throw new ArgumentException($"A feature is named {name}; expected any other name, that one is the joined column's.", nameof(name));
        }

        if (effects.Length is 0 or > MaximumBins || effects.Length != upperBounds.Length)
        {
            throw new ArgumentException(
                $"Feature {name} has {upperBounds.Length} bounds and {effects.Length} effects; expected as many of both, 1 to {MaximumBins}.");
        }

        for (var bin = 0; bin < effects.Length; bin++)
        {
            var isLast = bin == effects.Length - 1;
            var rises = bin == 0 ? !double.IsNaN(upperBounds[bin]) : upperBounds[bin] > upperBounds[bin - 1];
            if (!rises || isLast != double.IsPositiveInfinity(upperBounds[bin]))
            {
                throw new ArgumentException(
                    $"Feature {name}, bin {bin}: upper bound {upperBounds[bin]:R}; expected strictly rising bounds of which only the last is +infinity.");
            }

            if (!double.IsFinite(effects[bin]))
            {
                throw new ArgumentException($"Feature {name}, bin {bin}: effect {effects[bin]:R}; expected a finite number.");
            }
        }

        Name = name;
        this.upperBounds = upperBounds.ToArray();
        this.effects = effects.ToArray();
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Upper bounds (inclusive) of the bins, strictly rising, the last +infinity.</summary>
    public ReadOnlySpan<double> UpperBounds => upperBounds;

    /// <summary>Effect of each bin, in bits.</summary>
    public ReadOnlySpan<double> Effects => effects;
}
