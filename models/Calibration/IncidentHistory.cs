using System.Runtime.InteropServices;

namespace Det0131.Models.Calibration;

/// <summary>
/// Collects the scored groups of one analytic's training days, from which <see cref="ReturnPeriods"/> are fitted. Of each
/// key and day only the best group is kept (that is the incident), of the others only the score. Not thread-safe.
/// </summary>
public sealed class IncidentHistory
{
    private readonly Dictionary<(IncidentKey Key, int Day), (float Score, StratumKey Stratum)> incidents = [];
    private readonly SortedDictionary<StratumKey, List<float>> groupScores = [];
    private readonly HashSet<int> days = [];

    /// <summary>Number of incidents so far.</summary>
    public int Incidents => incidents.Count;

    /// <summary>Number of different days on which there was a group.</summary>
    public int DaysSeen => days.Count;

    /// <summary>Adds one group with its final score. The order in which groups are added does not matter.</summary>
    /// <param name="key">The incident it belongs to.</param>
    /// <param name="day">Day, counted from 1970-01-01 UTC.</param>
    /// <param name="score">In bits; finite.</param>
    /// <param name="stratum">Kinds and size of the group.</param>
    public void Add(in IncidentKey key, int day, float score, StratumKey stratum)
    {
        if (!float.IsFinite(score))
        {
            throw new ArgumentOutOfRangeException(nameof(score), score, $"A group of {key.Analytic} has this score; expected a finite number.");
        }

        ref var best = ref CollectionsMarshal.GetValueRefOrAddDefault(incidents, (key, day), out var exists);
        if (!exists || score > best.Score || (score == best.Score && stratum.CompareTo(best.Stratum) < 0))
        {
            best = (score, stratum);
        }

        if (!groupScores.TryGetValue(stratum, out var scores))
        {
            groupScores.Add(stratum, scores = []);
        }

        scores.Add(score);
        days.Add(day);
    }

    /// <summary>Strata of the groups added so far; at least one group is needed.</summary>
    internal Strata FitStrata() =>
        Strata.Fit(groupScores.Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value.Count)));

    /// <summary>Scores of the incidents of each stratum, rising.</summary>
    public float[][] IncidentScores(Strata strata) =>
        Sorted(strata, incidents.Values.Select(incident => (incident.Stratum, incident.Score)));

    /// <summary>Scores of the groups of each stratum, rising.</summary>
    public float[][] GroupScores(Strata strata) =>
        Sorted(strata, groupScores.SelectMany(pair => pair.Value.Select(score => (pair.Key, score))));

    private static float[][] Sorted(Strata strata, IEnumerable<(StratumKey Stratum, float Score)> scores)
    {
        var lists = Enumerable.Range(0, strata.Count).Select(_ => new List<float>()).ToArray();
        foreach (var (stratum, score) in scores)
        {
            lists[strata.IndexOf(stratum)].Add(score);
        }

        foreach (var list in lists)
        {
            list.Sort();
        }

        return [.. lists.Select(list => list.ToArray())];
    }
}
