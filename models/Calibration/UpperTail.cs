using System.Text.Json.Serialization;
using MathNet.Numerics;

namespace Det0131.Models.Calibration;

/// <summary>
/// How rare it is, in a sample of numbers, to be at or above a value: in bits, -log2 P(X >= s). Empirical up to
/// <see cref="TailStart"/>, an exponential tail beyond it. Immutable, thread-safe, never falling in s.
/// </summary>
/// <remarks>
/// Empirical part: b(s) = -log2((#{x >= s} + 1) / (N + 1)), kept as steps; neighbouring steps within the height asked for
/// are joined, so b is at most half of that off.
/// Beyond u = TailStart: b(s) = -log2((#{x > u} + 1) / (N + 1)) + (s - u) / (mu ln 2), mu the mean excess over u.
/// The share strictly above u is meant, so that ties at u do not make the tail too thick.
/// Formula: docs/scoring-experiments.md, "Calibration".
/// </remarks>
public sealed record UpperTail
{
    /// <summary>With fewer values than this no tail is fitted: the rarest is then 1 / (N + 1).</summary>
    public const int MinimumForTail = 30;

    /// <summary>Share of the values that lies above the tail's start.</summary>
    public const double TailShare = 0.05;

    /// <summary>Makes a tail from its saved parts.</summary>
    /// <exception cref="ArgumentException">The parts cannot have come from <see cref="Fit"/>.</exception>
    [JsonConstructor]
    public UpperTail(long count, float[] upperBounds, double[] bits, float tailStart, double tailBits, double meanExcess)
    {
        ArgumentNullException.ThrowIfNull(upperBounds);
        ArgumentNullException.ThrowIfNull(bits);
        var isSound = count >= 0 && upperBounds.Length == bits.Length && upperBounds.Length <= 4096
            && float.IsFinite(tailStart) && double.IsFinite(tailBits) && double.IsFinite(meanExcess) && meanExcess >= 0
            && (bits.Length == 0 || (bits[0] == 0 && bits[^1] <= tailBits && upperBounds[^1] == tailStart));
        for (var i = 0; isSound && i < bits.Length; i++)
        {
            isSound = float.IsFinite(upperBounds[i]) && double.IsFinite(bits[i])
                && (i == 0 || (upperBounds[i] > upperBounds[i - 1] && bits[i] > bits[i - 1]));
        }

        if (!isSound)
        {
            throw new ArgumentException(
                $"A tail of {count} values has {upperBounds.Length} bounds and {bits.Length} steps that do not rise together to ({tailStart}, {tailBits}) or are not finite.");
        }

        Count = count;
        UpperBounds = upperBounds;
        Bits = bits;
        TailStart = tailStart;
        TailBits = tailBits;
        MeanExcess = meanExcess;
    }

    /// <summary>N, the number of values in the sample.</summary>
    public long Count { get; }

    /// <summary>Inclusive upper bounds of the steps, strictly rising, the last is <see cref="TailStart"/>. Empty for an empty sample.</summary>
    public float[] UpperBounds { get; }

    /// <summary>Bits of each step, strictly rising from 0.</summary>
    public double[] Bits { get; }

    /// <summary>u: where the tail starts. 0 for an empty sample.</summary>
    public float TailStart { get; }

    /// <summary>Bits just above <see cref="TailStart"/>.</summary>
    public double TailBits { get; }

    /// <summary>mu: mean excess of the values above u, in the unit of the values. 0: none known, the bits stay at <see cref="TailBits"/>.</summary>
    public double MeanExcess { get; init; }

    /// <summary>Fits a tail to values in rising order.</summary>
    /// <param name="sorted">Finite values, rising. Empty gives 0 bits everywhere.</param>
    /// <param name="maximumAboveStart">
    /// The tail starts so late that at most this many values (and at most 5 %) lie above it: the fewer, the further the
    /// empirical part reaches, which holds for any distribution.
    /// </param>
    /// <param name="stepBits">Height of a step in bits, 0.01 or more.</param>
    /// <returns>
    /// Under 30 values, and when nothing exceeds the 95 % quantile (all equal, or the largest very common), no tail: the
    /// sample's largest value is the start and mu is 0.
    /// </returns>
    public static UpperTail Fit(ReadOnlySpan<float> sorted, int maximumAboveStart, double stepBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepBits, 0.01);
        if (sorted.Length == 0)
        {
            return new UpperTail(0, [], [], 0, 0, 0);
        }

        var above = sorted.Length < MinimumForTail ? 0 : Math.Min(maximumAboveStart, (int)(TailShare * sorted.Length));
        var start = sorted[sorted.Length - 1 - above];
        above = CountAbove(sorted, start);
        var excess = 0.0;
        foreach (var value in sorted[^above..])
        {
            excess += (double)value - start;
        }

        var bounds = new List<float>();
        var bits = new List<double>();
        AddSteps(sorted[..^above], sorted.Length, stepBits, bounds, bits);
        return new UpperTail(
            sorted.Length, [.. bounds], [.. bits], start, RarityBits(above, sorted.Length), above == 0 ? 0 : excess / above);
    }

    /// <summary>-log2 of the share at or above <paramref name="value"/>, in bits. At least 0; NaN gives 0.</summary>
    public double BitsAt(float value)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        if (value > TailStart || Bits.Length == 0)
        {
            var excess = Math.Max(0, (double)value - TailStart);
            return MeanExcess > 0 ? TailBits + (excess / (MeanExcess * Constants.Ln2)) : TailBits;
        }

        var index = Array.BinarySearch(UpperBounds, value);
        return Bits[index >= 0 ? index : ~index];
    }

    // The exact function is constant between neighbouring distinct values. The first level (0 bits) stays exact; after it
    // levels are joined while they are within one step's height, and stand for the middle of their range.
    private static void AddSteps(ReadOnlySpan<float> sorted, int count, double stepBits, List<float> bounds, List<double> bits)
    {
        var groupStart = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i] == sorted[i - 1])
            {
                continue;
            }

            var level = RarityBits(count - i, count);
            if (bounds.Count <= 1 || level - groupStart > stepBits)
            {
                groupStart = level;
                bounds.Add(sorted[i]);
                bits.Add(level);
            }
            else
            {
                bounds[^1] = sorted[i];
                bits[^1] = (groupStart + level) / 2;
            }
        }
    }

    private static int CountAbove(ReadOnlySpan<float> sorted, float start)
    {
        var above = 0;
        while (above < sorted.Length && sorted[sorted.Length - 1 - above] > start)
        {
            above++;
        }

        return above;
    }

    private static double RarityBits(long atOrAbove, long count) => Math.Log2((count + 1.0) / (atOrAbove + 1.0));
}
