namespace Det0131.Models.Baselines;

/// <summary>
/// Magnitudes in logarithmic buckets, eight per octave (9 % wide): bucket 0 holds 0 alone, bucket 1 begins at 2^-32 and takes
/// what is smaller too, the last one takes all from 2^96 up. Thread-safe.
/// </summary>
public static class MagnitudeBuckets
{
    /// <summary>Buckets to a doubling.</summary>
    public const int PerOctave = 8;

    private const int LowestExponent = -32;
    private const int HighestExponent = 96;

    /// <summary>Number of buckets, the one of 0 included.</summary>
    public const int Count = 1 + ((HighestExponent - LowestExponent) * PerOctave);

    // 2^(k/8), written out so that every machine has the same edges.
    private static readonly double[] Steps =
    [
        1, 1.0905077326652577, 1.189207115002721, 1.2968395546510096,
        1.4142135623730951, 1.5422108254079407, 1.681792830507429, 1.8340080864093424,
    ];

    // 2^(1/16): from a bucket's lower edge to its middle on the logarithmic scale.
    private const double HalfStep = 1.0442737824274138;

    /// <summary>The bucket of a magnitude.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN, infinite or below 0.</exception>
    public static int Of(double magnitude)
    {
        if (!(magnitude >= 0) || double.IsInfinity(magnitude))
        {
            throw new ArgumentOutOfRangeException(nameof(magnitude), magnitude, "A magnitude must be finite and at least 0.");
        }

        if (magnitude == 0)
        {
            return 0;
        }

        var exponent = Math.ILogB(magnitude);
        if (exponent < LowestExponent)
        {
            return 1;
        }

        if (exponent >= HighestExponent)
        {
            return Count - 1;
        }

        var mantissa = Math.ScaleB(magnitude, -exponent);
        var step = PerOctave - 1;
        while (mantissa < Steps[step])
        {
            step--;
        }

        return 1 + ((exponent - LowestExponent) * PerOctave) + step;
    }

    /// <summary>The smallest magnitude of a bucket (of bucket 1: 2^-32). One past the last bucket gives its upper edge, 2^96.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to <see cref="Count"/>.</exception>
    public static double LowerEdge(int bucket)
    {
        if (bucket is < 0 or > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(bucket), bucket, $"Buckets go from 0 to {Count - 1}.");
        }

        return bucket == 0 ? 0 : Math.ScaleB(Steps[(bucket - 1) % PerOctave], ((bucket - 1) / PerOctave) + LowestExponent);
    }

    /// <summary>The geometric middle of a bucket, which stands for it; 0 for bucket 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to <see cref="Count"/>.</exception>
    public static double Representative(int bucket) => LowerEdge(bucket) * HalfStep;
}
