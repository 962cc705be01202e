using System.Runtime.InteropServices;

namespace Det0131.Models.Calibration;

/// <summary>
/// Collects the scored groups of one analytic's training days, from which <see cref="ReturnPeriods"/> are fitted. Of each
/// key and day only the best group is kept (that is the incident), of the others only the score. Not thread-safe.
/// </summary>
public sealed class IncidentHistory
{
    private readonly Dictionary<(IncidentKey Key, int Day), int> places = [];
    private readonly List<(IncidentKey Key, int Day, float Score, StratumKey Stratum)> incidents = [];
    private readonly SortedDictionary<StratumKey, List<(float Score, int Incident)>> groups = [];
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

        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, (key, day), out var exists);
        if (!exists)
        {
            place = incidents.Count;
            incidents.Add((key, day, score, stratum));
        }
        else if (score > incidents[place].Score || (score == incidents[place].Score && stratum.CompareTo(incidents[place].Stratum) < 0))
        {
            incidents[place] = (key, day, score, stratum);
        }

        if (!groups.TryGetValue(stratum, out var scores))
        {
            groups.Add(stratum, scores = []);
        }

        scores.Add((score, place));
        days.Add(day);
    }

    /// <summary>Strata of the groups added so far; at least one group is needed.</summary>
    internal Strata FitStrata() =>
        Strata.Fit(groups.Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value.Count)));

    /// <summary>Scores of the incidents of each stratum, rising.</summary>
    public float[][] IncidentScores(Strata strata) =>
        Sorted(strata, incidents.Select(incident => (incident.Stratum, incident.Score)));

    /// <summary>What rates are fitted to: incidents that stand for an alert of their own, and the groups.</summary>
    /// <param name="strata">Strata of this history.</param>
    /// <param name="lengthDays">Length of the history in days.</param>
    /// <returns>
    /// For each stratum, rising: the incidents' scores without followers (<see cref="Declustering"/>), and the groups' scores, those of followers at the
    /// least score: they are groups of the stratum, and none that opens an alert.
    /// </returns>
    internal (float[][] Incidents, float[][] Groups) Declustered(Strata strata, double lengthDays)
    {
        var isFollower = Declustering.Followers([.. incidents.Select(i => new HistoricIncident(i.Key, i.Day, i.Score, strata.IndexOf(i.Stratum)))], strata.Count, lengthDays);
        return (
            Sorted(strata, incidents.Where((_, i) => !isFollower[i]).Select(incident => (incident.Stratum, incident.Score))),
            Sorted(strata, groups.SelectMany(pair => pair.Value.Select(group => (pair.Key, isFollower[group.Incident] ? -float.MaxValue : group.Score)))));
    }

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
