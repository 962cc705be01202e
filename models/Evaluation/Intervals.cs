using MathNet.Numerics.Distributions;

namespace Det0131.Models.Evaluation;

/// <summary>Confidence intervals of counts. Thread-safe.</summary>
public static class Intervals
{
    /// <summary>The confidence that reports are made with.</summary>
    public const double Confidence = 0.95;

    /// <summary>Wilson's score interval of a proportion: sound for few trials and for shares of 0 and 1, where the usual one is not.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">0 or more; of none nothing is known: 0 to 1.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static Interval Wilson(long successes, long trials, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        CheckConfidence(confidence);
        if (trials == 0)
        {
            return new Interval(0, 0, 1);
        }

        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var share = successes / (double)trials;
        var scale = 1 + (z * z / trials);
        var centre = (share + (z * z / (2 * trials))) / scale;
        var half = z / scale * Math.Sqrt((share * (1 - share) / trials) + (z * z / (4.0 * trials * trials)));
        // At the ends the formula gives the end itself, but for rounding.
        return new Interval(share, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }

    /// <summary>Garwood's exact interval of the mean of a Poisson count, from one count.</summary>
    /// <param name="count">0 or more.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static Interval Poisson(long count, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckConfidence(confidence);
        var tail = (1 - confidence) / 2;
        var low = count == 0 ? 0 : Gamma.InvCDF(count, 1, tail);
        return new Interval(count, low, Gamma.InvCDF(count + 1, 1, 1 - tail));
    }

    private static void CheckConfidence(double confidence)
    {
        if (confidence is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected above 0 and below 1.");
        }
    }
}
