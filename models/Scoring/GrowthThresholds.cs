using Det0131.Models.Calibration;

namespace Det0131.Models.Scoring;

/// <summary>
/// For each kind of group the highest threshold among what it is and what it can still become: groups of its analytic that training saw, with all of its
/// kinds of events and maybe more, and no smaller. A score over it stays over the threshold however the group grows, as scores only rise. Immutable.
/// </summary>
internal sealed class GrowthThresholds
{
    private readonly float[] _scores = new float[StratumKey.Count];

    /// <param name="analytic">For example <c>AN0367</c>.</param>
    /// <param name="strata">Its strata; null: training had none, and one threshold holds for all.</param>
    /// <param name="threshold">Where alerts open.</param>
    public GrowthThresholds(string analytic, Strata? strata, Threshold threshold)
    {
        for (var ordinal = 0; ordinal < StratumKey.Count; ordinal++)
        {
            var key = StratumKey.FromOrdinal(ordinal);
            _scores[ordinal] = threshold.ScoreOf(analytic, strata?.IndexOf(key) ?? -1);
            // A key that training never saw has the threshold of some other: it says nothing of how high groups like it come.
            foreach (var member in strata?.Members ?? [])
            {
                if ((member.Key.Kinds & key.Kinds) == key.Kinds && member.Key.Size >= key.Size)
                {
                    _scores[ordinal] = Math.Max(_scores[ordinal], threshold.ScoreOf(analytic, member.Stratum));
                }
            }
        }
    }

    /// <summary>Score in bits from which on a group of this key opens an alert whatever it becomes.</summary>
    public float this[StratumKey key] => _scores[key.Ordinal];
}
