namespace Det0131.Models.Baselines;

/// <summary>
/// Weights as integers of 2^-20: their sums are exact and do not depend on order, so taking a period out and putting it
/// back gives the very same numbers. A long holds 2^43 full units. Thread-safe.
/// </summary>
internal static class FixedPoint
{
    private const int Bits = 20;

    /// <summary>The weight of one full unit.</summary>
    public const long One = 1L << Bits;

    public const double Smallest = 1.0 / One;

    public static long From(double value) => (long)Math.Round(value * One);

    public static double ToDouble(long weight) => weight * Smallest;
}

/// <summary>The weight of a unit by its age: 2^(-age / half-life), 1 without half-life. Immutable, thread-safe.</summary>
internal sealed class UnitWeights(IReadOnlyList<FeatureSchema> schema, double? halfLifeDays, long asOfMicros)
{
    /// <summary>
    /// Weight in 2^-20. Age runs from the unit's start and is not below 0. Never below one step: a row that exists counts,
    /// so that "has this value" means the same here and in the table.
    /// </summary>
    public long Of(int feature, int unit)
    {
        if (halfLifeDays is not { } halfLife)
        {
            return FixedPoint.One;
        }

        var age = Math.Max(0, schema[feature].AgeDays(unit, asOfMicros));
        return Math.Max(1, FixedPoint.From(Math.Pow(2, -age / halfLife)));
    }
}
