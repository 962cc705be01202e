namespace Det0131.Models.Baselines;

/// <summary>How a <see cref="BaselineIndex"/> weighs what a table holds. Immutable.</summary>
public sealed record BaselineIndexOptions
{
    /// <summary>Days after which a unit counts half. Above 0; null (the default): everything counts fully.</summary>
    public double? HalfLifeDays { get; init; }

    /// <summary>From when age is counted, microseconds since 1970-01-01T00:00:00Z. Null (the default): the end of the table's span.</summary>
    public long? AsOfMicros { get; init; }

    /// <summary>
    /// d of the Pitman-Yor formula: what is taken from every value seen. From 0 to below 1, default 0.5
    /// (scoring experiments: 0.8 was worse, other constants hardly matter). Rounded to 2^-20.
    /// </summary>
    public double Discount { get; init; } = 0.5;

    /// <summary>th of the Pitman-Yor formula: periods that the parent is worth. Above 0, at most 1,000,000, default 1. Rounded to 2^-20.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>
    /// The peer group of an entity, null for none. The default, null, has no peer groups: the organisation is everybody's only parent.
    /// Must give the same answer every time and be thread-safe.
    /// </summary>
    public Func<string, string?>? PeerGroup { get; init; }

    /// <summary>What is globally common: one more parent between the organisation and the uniform level. Default: nothing.</summary>
    public IReadOnlyList<BaselinePrior> Priors { get; init; } = [];

    /// <exception cref="ArgumentException">One or more options are out of range; all are named.</exception>
    internal void Check()
    {
        List<string> faults = [];
        if (HalfLifeDays is { } halfLife && !(halfLife > 0 && double.IsFinite(halfLife)))
        {
            faults.Add($"HalfLifeDays is {halfLife}, expected above 0");
        }

        if (!(Discount >= 0 && Discount < 1))
        {
            faults.Add($"Discount is {Discount}, expected from 0 to below 1");
        }

        if (!(Strength >= FixedPoint.Smallest && Strength <= 1e6))
        {
            faults.Add($"Strength is {Strength}, expected above 0, at most 1,000,000");
        }

        foreach (var prior in Priors)
        {
            if (!(prior.Weight >= FixedPoint.Smallest && prior.Weight <= BaselinePrior.LargestWeight))
            {
                faults.Add($"the prior of {prior.FeatureId}, '{prior.Scope}', '{prior.Value}' weighs {prior.Weight}, " +
                    $"expected above 0, at most {BaselinePrior.LargestWeight}");
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Baseline options: {string.Join("; ", faults)}.");
        }
    }
}

/// <summary>A shipped value that is globally common. Immutable.</summary>
/// <param name="FeatureId">The feature; one that the table does not have is passed over.</param>
/// <param name="Weight">How many entities' worth of evidence it is, above 0, at most <see cref="LargestWeight"/>. Rounded to 2^-20.</param>
public sealed record BaselinePrior(string FeatureId, string Scope, string Value, double Weight)
{
    /// <summary>Keeps sums of a million priors inside a long.</summary>
    public const double LargestWeight = 1e6;
}
