using System.Text.Json.Serialization;
using MathNet.Numerics;

namespace Det0131.Models.Calibration;

/// <summary>
/// How often incidents of one stratum reach a score: rate(s) = (incidents at or above s + 1) / days, without those for which another one's alert stands
/// (<see cref="Declustering"/>). Immutable.
/// </summary>
/// <remarks>
/// Empirical as long as at least 30 incidents lie above s (and s is below the 95 % quantile at the least), then an
/// exponential tail fitted to those above. Starting the tail later than at the 95 % quantile keeps the rates right where
/// thresholds usually fall, whatever the distribution: an exponential fitted to a heavy tail's top 5 % is not.
/// </remarks>
public sealed record StratumRates
{
    /// <summary>Under so many groups a stratum is not calibrated.</summary>
    public const long MinimumGroups = 50;

    /// <summary>Most incidents that the exponential tail stands for.</summary>
    public const int MaximumInTail = 30;

    /// <summary>At most this share of a stratum's groups may reach its alert threshold.</summary>
    public const double MaximumGroupShare = 0.02;

    /// <summary>Makes rates from their saved parts.</summary>
    /// <param name="days">History in days, above 0.</param>
    /// <param name="groups">Training groups of the stratum.</param>
    /// <param name="groupShareScore">The least score that at most 2 % of the groups reach.</param>
    /// <param name="incidentsAtFixedThreshold">Incidents at or above <see cref="Threshold.FixedBits"/>.</param>
    /// <param name="isTailAssumed">Whether the tail's steepness is taken from other strata or a constant, for want of data.</param>
    /// <param name="tail">Upper tail of the incidents' scores.</param>
    [JsonConstructor]
    public StratumRates(double days, long groups, float groupShareScore, long incidentsAtFixedThreshold, bool isTailAssumed, UpperTail tail)
    {
        ArgumentNullException.ThrowIfNull(tail);
        if (!(days > 0 && double.IsFinite(days)) || groups < tail.Count || !float.IsFinite(groupShareScore)
            || incidentsAtFixedThreshold < 0 || incidentsAtFixedThreshold > tail.Count || tail.MeanExcess <= 0)
        {
            throw new ArgumentException(
                $"{groups} groups and {tail.Count} incidents ({incidentsAtFixedThreshold} above the fixed threshold) in {days} days with a mean excess of {tail.MeanExcess}; expected days and mean excess above 0 and no more incidents than groups.");
        }

        Days = days;
        Groups = groups;
        GroupShareScore = groupShareScore;
        IncidentsAtFixedThreshold = incidentsAtFixedThreshold;
        IsTailAssumed = isTailAssumed;
        Tail = tail;
    }

    /// <summary>History in days.</summary>
    public double Days { get; }

    /// <summary>Training groups of the stratum.</summary>
    public long Groups { get; }

    /// <summary>The least score, in bits, that at most 2 % of the training groups reach.</summary>
    public float GroupShareScore { get; }

    /// <summary>Training incidents at or above the fixed threshold.</summary>
    public long IncidentsAtFixedThreshold { get; }

    /// <summary>The stratum had too few incidents for a tail of its own; its steepness comes from the other strata or a constant.</summary>
    public bool IsTailAssumed { get; }

    /// <summary>Upper tail of the incidents' scores.</summary>
    public UpperTail Tail { get; }

    /// <summary>Whether the stratum has enough groups (50) for its rates to mean something.</summary>
    [JsonIgnore]
    public bool IsCalibrated => Groups >= MinimumGroups;

    /// <summary>Expected incidents a day at or above a score in bits. Above 0 (until it underflows), never rising in the score.</summary>
    public double RatePerDay(float score) => (Tail.Count + 1) / Days * double.Exp2(-Tail.BitsAt(score));

    /// <summary>The least score from <paramref name="floorBits"/> (0 or more) up whose rate is at most <paramref name="ratePerDay"/> (above 0).</summary>
    public float ScoreAtRate(double ratePerDay, float floorBits)
    {
        // Non-negative floats are ordered as their bit patterns are, so halving the patterns finds the very float.
        var low = BitConverter.SingleToInt32Bits(MathF.Max(floorBits, 0f));
        var high = BitConverter.SingleToInt32Bits(float.MaxValue);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (RatePerDay(BitConverter.Int32BitsToSingle(middle)) <= ratePerDay)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return BitConverter.Int32BitsToSingle(low);
    }

    /// <summary>Fits the rates of all strata of one analytic.</summary>
    /// <param name="incidents">For each stratum its incidents' scores, rising.</param>
    /// <param name="groups">For each stratum its groups' scores, rising.</param>
    /// <param name="days">History in days.</param>
    internal static StratumRates[] Fit(float[][] incidents, float[][] groups, double days)
    {
        var tails = incidents.Select(scores => UpperTail.Fit(scores, MaximumInTail, StepBits)).ToArray();
        var known = tails.Where(tail => tail.MeanExcess > 0).ToArray();
        var shared = known.Length > 0 ? known.Average(tail => tail.MeanExcess) : DefaultMeanExcess;
        return [.. tails.Select((tail, i) => new StratumRates(
            days,
            groups[i].Length,
            LeastScoreOfShare(groups[i]),
            incidents[i].LongCount(score => score >= Threshold.FixedBits),
            tail.MeanExcess == 0,
            tail.MeanExcess > 0 ? tail : tail with { MeanExcess = shared }))];
    }

    // Rates are then at most 0.7 % off.
    private const double StepBits = 0.02;

    // With nothing to learn it from, the rate is taken to halve with every 2 bits of score: the sum of a few features that
    // half repeat each other rises faster than its rarity does.
    private const double DefaultMeanExcess = 2 / Constants.Ln2;

    private static float LeastScoreOfShare(float[] sorted)
    {
        if (sorted.Length == 0)
        {
            return 0;
        }

        var allowed = (int)(MaximumGroupShare * sorted.Length);
        return MathF.BitIncrement(sorted[sorted.Length - 1 - allowed]);
    }
}
