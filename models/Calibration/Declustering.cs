using System.Runtime.InteropServices;

namespace Det0131.Models.Calibration;

/// <summary>An incident of a history while its rates are being fitted.</summary>
/// <param name="Key">Whose, and where to.</param>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="Score">In bits.</param>
/// <param name="Stratum">Number of its stratum.</param>
internal readonly record struct HistoricIncident(IncidentKey Key, int Day, float Score, int Stratum);

/// <summary>
/// Which incidents are part of another one's alert. The budget is of alerts: a roll-out that took three hundred hosts to one destination is one, one host on which
/// everything is new is one, and so are consecutive days of one key. Counted each for itself they would set every threshold above themselves for as long as they lie in the history, and a theft
/// could hide under them.
/// </summary>
/// <remarks>
/// Declustering of exceedances (Coles, An Introduction to Statistical Modeling of Extreme Values, 2001, section 5.3.2): only scores above a high level form
/// clusters, and the maximum of each cluster stands for it. Clusters are those of <see cref="Campaigns"/> by destination, those of an entity with many
/// destinations on one day (<see cref="EntityBurst"/>), and consecutive days of one machine and destination (<see cref="IncidentKey.OfOwner"/>). What a top feature tells is not known here: a campaign by it counts in
/// full, and destinations stand for causes.
/// </remarks>
public static class Declustering
{
    private const double LevelPerDay = 1;

    /// <param name="exceedances">Incidents above a level, in any order.</param>
    /// <param name="higher">Orders two of them by their places in the list, the one that may stand for the other first; never 0.</param>
    /// <returns>For each whether another one stands for it.</returns>
    public static bool[] Followers(IReadOnlyList<(IncidentKey Key, int Day)> exceedances, Comparison<int> higher)
    {
        ArgumentNullException.ThrowIfNull(exceedances);
        var (isFollower, isOfCampaign) = (new bool[exceedances.Count], new bool[exceedances.Count]);
        var all = Enumerable.Range(0, exceedances.Count);
        foreach (var place in all.Where(i => Campaigns.IsPlace(exceedances[i].Key.Destination)).GroupBy(i => (exceedances[i].Key.Analytic, exceedances[i].Key.Destination, exceedances[i].Day)))
        {
            if (place.Select(i => exceedances[i].Key.Entity).Distinct(StringComparer.Ordinal).Count() >= Campaigns.MinimumEntities)
            {
                KeepHighest([.. place]);
                foreach (var member in place)
                {
                    isOfCampaign[member] = true;
                }
            }
        }

        foreach (var own in all.Where(i => !isOfCampaign[i]).GroupBy(i => (exceedances[i].Key.Analytic, exceedances[i].Key.Entity, exceedances[i].Day)))
        {
            if (own.Count() >= EntityBurst.MinimumCauses)
            {
                KeepHighest([.. own]);
            }
        }

        foreach (var key in all.Where(i => !isFollower[i]).GroupBy(i => exceedances[i].Key.OfOwner))
        {
            foreach (var run in Runs([.. key.OrderBy(i => exceedances[i].Day)]))
            {
                KeepHighest(run);
            }
        }

        return isFollower;

        void KeepHighest(List<int> cluster)
        {
            cluster.Sort(higher);
            foreach (var follower in CollectionsMarshal.AsSpan(cluster)[1..])
            {
                isFollower[follower] = true;
            }
        }

        IEnumerable<List<int>> Runs(IReadOnlyList<int> byDay)
        {
            var run = new List<int>();
            foreach (var incident in byDay)
            {
                if (run.Count > 0 && exceedances[incident].Day > exceedances[run[^1]].Day + 1)
                {
                    yield return run;
                    run = [];
                }

                run.Add(incident);
            }

            yield return run;
        }
    }

    /// <summary>
    /// The followers of a history. A stratum's level is the score that it reaches once a day when a destination counts once a day; what lies below comes near
    /// no threshold and counts as it is.
    /// </summary>
    /// <param name="incidents">The history, in any order.</param>
    /// <param name="strata">Number of strata.</param>
    /// <param name="days">Length of the history, above 0.</param>
    internal static bool[] Followers(IReadOnlyList<HistoricIncident> incidents, int strata, double days)
    {
        var levels = Levels(incidents, strata, days);
        int[] high = [.. Enumerable.Range(0, incidents.Count).Where(i => incidents[i].Score >= levels[incidents[i].Stratum])];
        var ofHigh = Followers([.. high.Select(i => (incidents[i].Key, incidents[i].Day))], (a, b) => Compare(incidents[high[a]], incidents[high[b]]));
        var isFollower = new bool[incidents.Count];
        for (var i = 0; i < high.Length; i++)
        {
            isFollower[high[i]] = ofHigh[i];
        }

        return isFollower;

        // Height over its own stratum's level makes scores of different strata comparable.
        int Compare(in HistoricIncident a, in HistoricIncident b)
        {
            var order = Height(b).CompareTo(Height(a));
            order = order != 0 ? order : a.Day.CompareTo(b.Day);
            order = order != 0 ? order : string.CompareOrdinal(a.Key.Entity, b.Key.Entity);
            return order != 0 ? order : string.CompareOrdinal(a.Key.Destination, b.Key.Destination);
        }

        // Where everything is above the level there is no height: scores stand in.
        float Height(in HistoricIncident incident) => incident.Score - Math.Max(levels[incident.Stratum], 0);
    }

    private static float[] Levels(IReadOnlyList<HistoricIncident> incidents, int strata, double days)
    {
        var highest = new Dictionary<(int Stratum, string Destination, int Day), float>();
        foreach (var incident in incidents)
        {
            ref var score = ref CollectionsMarshal.GetValueRefOrAddDefault(highest, (incident.Stratum, incident.Key.Destination, incident.Day), out var isKnown);
            score = isKnown ? Math.Max(score, incident.Score) : incident.Score;
        }

        var levels = new float[strata];
        Array.Fill(levels, float.NegativeInfinity);
        var rank = (int)Math.Ceiling(LevelPerDay * days);
        foreach (var stratum in highest.GroupBy(h => h.Key.Stratum, h => h.Value))
        {
            float[] falling = [.. stratum.OrderDescending()];
            levels[stratum.Key] = rank <= falling.Length ? falling[rank - 1] : float.NegativeInfinity;
        }

        return levels;
    }
}
