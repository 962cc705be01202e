namespace Det0131.Models.Baselines;

/// <summary>
/// The periods of a level as a histogram over magnitude buckets, with one entity's own periods taken out.
/// Weights are in 2^-20; all sums are exact.
/// </summary>
/// <param name="all">The level.</param>
/// <param name="own">What to take out: a part of the level, or empty.</param>
internal readonly ref struct PeriodHistogram(SlotView all, SlotView own)
{
    /// <summary>Exponents that a Pareto tail may take. Scoring experiments: beyond them the fit follows noise.</summary>
    private const double LowestExponent = 0.5;

    private const double HighestExponent = 2;

    // The Hill estimate looks at the largest tenth, at least three values.
    private const long LeastTail = 3 * FixedPoint.One;
    private const int TailShare = 10;

    private readonly SlotView _all = all;
    private readonly SlotView _own = own;

    /// <summary>m: weight of all periods.</summary>
    public long Total => _all.Total - _own.Total;

    /// <summary>Whether three periods above magnitude 0 are there, which a tail needs.</summary>
    public bool HasTail => Total - (_all.OfZero - _own.OfZero) >= LeastTail;

    public long AtOrAbove(int bucket) => _all.AtOrAbove(bucket) - _own.AtOrAbove(bucket);

    public long AtOrBelow(int bucket) => Total - AtOrAbove(bucket + 1);

    /// <summary>
    /// Share of periods at or above a magnitude; beyond the third largest period a Pareto tail with the level's own Hill
    /// exponent, or a given one. Needs <see cref="HasTail"/>.
    /// </summary>
    public double TailProbability(double magnitude, int bucket, double? exponent = null)
    {
        var third = FromTop(LeastTail);
        if (bucket <= third)
        {
            return (double)AtOrAbove(bucket) / Total;
        }

        var excess = magnitude / MagnitudeBuckets.LowerEdge(third + 1);
        return (double)AtOrAbove(third) / Total * Math.Pow(excess, -(exponent ?? HillExponent()));
    }

    /// <summary>
    /// Hill's estimate (Hill 1975, "A simple general approach to inference about the tail of a distribution") for grouped data:
    /// the number of buckets above the threshold is geometric with ratio 2^(-exponent / 8). Clipped to [0.5, 2]; 2 when nothing
    /// lies above the threshold.
    /// </summary>
    public double HillExponent()
    {
        var threshold = FromTop(Math.Max(LeastTail, Total / TailShare));
        var weightAbove = 0L;
        var stepsAbove = 0L;
        var own = _own.Keys.Length - 1;
        for (var i = _all.Keys.Length - 1; i >= 0 && _all.Keys[i] > threshold; i--)
        {
            var weight = _all.Weights[i] - OwnWeight(_all.Keys[i], ref own);
            weightAbove += weight;
            stepsAbove += weight * (_all.Keys[i] - threshold);
        }

        if (weightAbove == stepsAbove)
        {
            return HighestExponent;
        }

        var ratio = 1 - ((double)weightAbove / stepsAbove);
        return Math.Clamp(-MagnitudeBuckets.PerOctave * Math.Log2(ratio), LowestExponent, HighestExponent);
    }

    /// <summary>The highest bucket, above that of 0, with so much weight at or above it; the lowest one in use if there is less.</summary>
    private int FromTop(long weight)
    {
        var sum = 0L;
        var lowest = 1;
        var own = _own.Keys.Length - 1;
        for (var i = _all.Keys.Length - 1; i >= 0 && _all.Keys[i] > 0; i--)
        {
            var here = _all.Weights[i] - OwnWeight(_all.Keys[i], ref own);
            if (here == 0)
            {
                continue;
            }

            sum += here;
            lowest = _all.Keys[i];
            if (sum >= weight)
            {
                break;
            }
        }

        return lowest;
    }

    private long OwnWeight(int bucket, ref int own)
    {
        while (own >= 0 && _own.Keys[own] > bucket)
        {
            own--;
        }

        return own >= 0 && _own.Keys[own] == bucket ? _own.Weights[own] : 0;
    }
}
