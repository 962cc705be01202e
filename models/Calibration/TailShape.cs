using MathNet.Numerics;

namespace Det0131.Models.Calibration;

/// <summary>
/// A feature's shape: maps its largest surprisal in a group to tail bits, -log2 of the share of normal groups that are at
/// least this surprising. Every feature speaks this one unit.
/// </summary>
/// <remarks>
/// A step function of at most 256 steps, never falling, from 0 to the cap of 20 bits. "Not observed" (-1, NaN) maps to 0.
/// Steps are 0.08 bits high where values lie closer than that, so the largest error against the exact formula
/// (<see cref="UpperTail"/>) is 0.04 bits.
/// </remarks>
public sealed class TailShape
{
    /// <summary>Most bits that one feature can have before weighting.</summary>
    public const double CapBits = 20;

    /// <summary>Most steps of one shape.</summary>
    public const int MaximumSteps = 256;

    // 250 steps reach from 0 to the cap; the other 6 are for the ends.
    private const double StepBits = CapBits / 250;

    private readonly double[] upperBounds;
    private readonly double[] effects;

    private TailShape(long observedGroups, bool hasTail, List<double> upperBounds, List<double> effects)
    {
        ObservedGroups = observedGroups;
        HasFittedTail = hasTail;
        this.upperBounds = [.. upperBounds];
        this.effects = [.. effects];
    }

    /// <summary>N: the training groups in which the feature was observed.</summary>
    public long ObservedGroups { get; }

    /// <summary>
    /// Whether an exponential tail continues the empirical one. False under 30 observed groups and when nothing exceeds
    /// the 95 % quantile; whatever lies above the largest training value then has log2(N + 1) bits, at most the cap.
    /// </summary>
    public bool HasFittedTail { get; }

    /// <summary>Inclusive upper bounds of the steps, strictly rising, the last +infinity.</summary>
    public ReadOnlySpan<double> UpperBounds => upperBounds;

    /// <summary>Tail bits of each step, never falling, 0 to 20.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>Fits a shape.</summary>
    /// <param name="values">
    /// For each training group the feature's largest surprisal in bits. Negative (-1) and NaN mean not observed and are
    /// left out; +infinity counts as the largest float. Empty, or nothing observed: 0 bits for every value.
    /// </param>
    public static TailShape Fit(ReadOnlySpan<float> values)
    {
        var observed = new float[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (value >= 0) // false for NaN
            {
                observed[count++] = MathF.Min(value, float.MaxValue);
            }
        }

        Array.Sort(observed, 0, count);
        return FromTail(UpperTail.Fit(observed.AsSpan(0, count), int.MaxValue, StepBits));
    }

    /// <summary>Tail bits of a surprisal in bits; 0 for -1 and NaN.</summary>
    public double BitsAt(float value)
    {
        var index = Array.BinarySearch(upperBounds, value); // NaN sorts first
        return effects[index >= 0 ? index : ~index];
    }

    /// <summary>Tail bits that a feature may have for each bit of its surprisal.</summary>
    public const double MostTailBitsPerBit = 2;

    /// <summary>The same shape with no step higher than <see cref="MostTailBitsPerBit"/> times the surprisal that it stands for, up to half a bit.</summary>
    /// <remarks>
    /// Few groups may show a feature at all, or show it above zero; the share of groups then says that, and not that this value was
    /// unlikely: <c>ssl on port 443</c> with P = 0.93 came out at 7 bits among groups that are mostly answers to scans of other ports. That a
    /// port is rare is said by the features that ask for it. Twice, because the surprisal of a short history is held down by its back-off to others.
    /// </remarks>
    public TailShape InProportionToTheSurprisal()
    {
        const double stairBits = 0.25;
        var bounds = new List<double>(MaximumSteps);
        var capped = new List<double>(MaximumSteps);
        var low = 0.0;
        for (var i = 0; i < effects.Length; i++)
        {
            // Where the step is too high for where it begins, it becomes stairs along the surprisal.
            while (low * MostTailBitsPerBit < effects[i] && low < upperBounds[i])
            {
                low = Math.Min((Math.Floor(low / stairBits) + 1) * stairBits, upperBounds[i]);
                Append(bounds, capped, low, Math.Min(low * MostTailBitsPerBit, effects[i]));
            }

            low = Math.Max(low, upperBounds[i]);
            Append(bounds, capped, upperBounds[i], Math.Min(upperBounds[i] * MostTailBitsPerBit, effects[i]));
        }

        return new TailShape(ObservedGroups, HasFittedTail, bounds, capped);
    }

    // A step that hardly rises above the one before is joined to it, so that there are never more than MaximumSteps.
    private static void Append(List<double> bounds, List<double> effects, double bound, double effect)
    {
        if (bounds.Count > 0 && (bound <= bounds[^1] || effect - effects[^1] < StepBits / 2))
        {
            bounds[^1] = Math.Max(bounds[^1], bound);
            return;
        }

        bounds.Add(bound);
        effects.Add(effect);
    }

    private static TailShape FromTail(UpperTail tail)
    {
        var bounds = new List<double>(MaximumSteps);
        var effects = new List<double>(MaximumSteps);
        for (var i = 0; i < tail.Bits.Length; i++)
        {
            bounds.Add(tail.UpperBounds[i]);
            effects.Add(Math.Min(tail.Bits[i], CapBits));
        }

        var start = Math.Min(tail.TailBits, CapBits);
        var hasTail = tail.MeanExcess > 0;
        if (hasTail)
        {
            AddRamp(tail, start, bounds, effects);
        }

        bounds.Add(double.PositiveInfinity);
        effects.Add(hasTail ? CapBits : start);
        return new TailShape(tail.Count, hasTail, bounds, effects);
    }

    // The tail rises evenly in bits: equal steps, each at its middle. Where the tail is so steep that two bounds fall
    // together, the lower step vanishes.
    private static void AddRamp(UpperTail tail, double start, List<double> bounds, List<double> effects)
    {
        var steps = (int)Math.Ceiling((CapBits - start) / StepBits);
        for (var j = 1; j <= steps; j++)
        {
            var height = (CapBits - start) / steps;
            var bound = tail.TailStart + (j * height * tail.MeanExcess * Constants.Ln2);
            if (bound > bounds[^1])
            {
                bounds.Add(bound);
                effects.Add(start + ((j - 0.5) * height));
            }
        }
    }
}
