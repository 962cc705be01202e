namespace Det0131.Datasets.Lake;

/// <summary>What becomes of the magnitudes of one feature's observations with equal entity, scope, value and unit.</summary>
public enum ObservationRule : byte
{
    /// <summary>Seen or not: the aggregated magnitude is 1.</summary>
    Distinct,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The sum, in fixed point: exact for whole numbers, else to 2^-32 each.</summary>
    Sum,
}

/// <summary>A magnitude as it is staged. Adding these does not depend on the order, which adding doubles would.</summary>
/// <param name="Greatest">For <see cref="ObservationRule.Max"/>, else 0.</param>
/// <param name="Whole">For <see cref="ObservationRule.Sum"/>: the whole part, rounded down, at most 2^62 either way; else 0.</param>
/// <param name="Fraction">For <see cref="ObservationRule.Sum"/>: the rest, in 2^-32; else 0.</param>
internal readonly record struct Magnitude(double Greatest, long Whole, long Fraction)
{
    private const double FractionsPerOne = 1L << 32;
    private const double MostWhole = 1L << 62;

    public static Magnitude Of(double value, ObservationRule rule)
    {
        switch (rule)
        {
            case ObservationRule.Max:
                return new Magnitude(value, 0, 0);
            case ObservationRule.Sum:
                // A log may claim any number of bytes: more than 4.6e18 counts as that.
                var bounded = Math.Clamp(value, -MostWhole, MostWhole);
                var whole = Math.Floor(bounded);
                return new Magnitude(0, (long)whole, (long)Math.Round((bounded - whole) * FractionsPerOne));
            default:
                return default;
        }
    }

    /// <summary>Both in one; false when the sum is too large to be held so.</summary>
    public static bool TryCombine(Magnitude a, Magnitude b, out Magnitude both)
    {
        var sum = (Int128)a.Whole + b.Whole;
        both = new Magnitude(Math.Max(a.Greatest, b.Greatest), unchecked((long)sum), a.Fraction + b.Fraction);
        return sum <= long.MaxValue && sum >= long.MinValue && both.Fraction < 1L << 62;
    }

    /// <summary>The aggregated magnitude.</summary>
    public static double Result(ObservationRule rule, double greatest, Int128 whole, Int128 fraction) => rule switch
    {
        ObservationRule.Max => greatest,
        ObservationRule.Sum => (double)(whole + (fraction >> 32)) + ((double)(fraction & ((1L << 32) - 1)) / FractionsPerOne),
        _ => 1,
    };
}
