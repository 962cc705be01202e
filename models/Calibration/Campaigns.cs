using System.Runtime.InteropServices;

namespace Det0131.Models.Calibration;

/// <summary>
/// Five or more entities whose incidents of one day share a cause: a software roll-out, a worm, an outage elsewhere. One alert. Immutable.
/// </summary>
/// <param name="Day">Day, counted from 1970-01-01 UTC.</param>
/// <param name="Cause">The feature that most of its entities share, or <see cref="Campaigns.DestinationCause"/>.</param>
/// <param name="Value">The value that they share.</param>
/// <param name="Entities">Number of distinct entities.</param>
/// <param name="Incidents">Their incidents, in order of arrival.</param>
public sealed record Campaign(int Day, string Cause, string Value, int Entities, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Stands for the campaign where a single incident's key is asked for, as in <see cref="DailyBudget.Offer"/>.</summary>
    public IncidentKey Key => new("campaign", Cause, Value);
}

/// <summary>
/// Finds campaigns, across analytics. A cause is the top feature with its value, or the destination; a roll-out shows some hosts a new
/// domain, others a new network or an unusual volume to it, so causes that share an incident are one campaign. Thread-safe.
/// </summary>
public static class Campaigns
{
    /// <summary>Distinct entities that make a campaign.</summary>
    public const int MinimumEntities = 5;

    /// <summary>The cause of incidents that have the destination in common.</summary>
    public const string DestinationCause = "destination";

    /// <summary>The campaigns among a list of incidents, by day, cause and value. Each incident is in one at most.</summary>
    public static IReadOnlyList<Campaign> Find(IEnumerable<Incident> incidents)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        return
        [
            .. incidents.GroupBy(i => i.Day).SelectMany(OfOneDay)
                .OrderBy(c => c.Day).ThenBy(c => c.Cause, StringComparer.Ordinal).ThenBy(c => c.Value, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<Campaign> OfOneDay(IGrouping<int, Incident> day)
    {
        var members = new Dictionary<(string Feature, string Value), List<Incident>>();
        foreach (var incident in day)
        {
            foreach (var cause in Causes(incident))
            {
                ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(members, cause, out _);
                (found ??= []).Add(incident);
            }
        }

        // Removing during the enumeration is allowed; it does not disturb it. Most causes have one incident.
        foreach (var (cause, incidents) in members)
        {
            if (incidents.Count < MinimumEntities || Entities(incidents) < MinimumEntities)
            {
                members.Remove(cause);
            }
        }

        while (members.Count > 0)
        {
            var causes = Linked(members);
            var together = causes.SelectMany(c => members[c]).Distinct()
                .OrderBy(i => i.TimeMicros).ThenBy(i => i.Key.Entity, StringComparer.Ordinal)
                .ThenBy(i => i.Key.Destination, StringComparer.Ordinal).ThenBy(i => i.Key.Analytic, StringComparer.Ordinal).ToList();
            var (feature, value) = causes.OrderByDescending(c => Entities(members[c])).ThenBy(c => c.Feature, StringComparer.Ordinal).ThenBy(c => c.Value, StringComparer.Ordinal).First();
            yield return new Campaign(day.Key, feature, value, Entities(together), together);
            causes.ForEach(c => members.Remove(c));
        }
    }

    /// <summary>Domains and addresses are places; a bare tool name is not, and many people run curl on one day for many reasons.</summary>
    internal static bool IsPlace(string destination) => destination.AsSpan().IndexOfAny('.', ':') >= 0;

    /// <summary>The causes that are tied to one of them by common incidents.</summary>
    private static List<(string Feature, string Value)> Linked(Dictionary<(string Feature, string Value), List<Incident>> members)
    {
        var linked = new List<(string, string)> { members.Keys.First() };
        var known = new HashSet<(string, string)>(linked);
        for (var next = 0; next < linked.Count; next++)
        {
            foreach (var incident in members[linked[next]])
            {
                foreach (var cause in Causes(incident))
                {
                    if (members.ContainsKey(cause) && known.Add(cause))
                    {
                        linked.Add(cause);
                    }
                }
            }
        }

        return linked;
    }

    private static IEnumerable<(string Feature, string Value)> Causes(Incident incident)
    {
        if (IsPlace(incident.Key.Destination))
        {
            yield return (DestinationCause, incident.Key.Destination);
        }

        if (incident.TopValue is { } value)
        {
            yield return (incident.TopFeature, value);
        }
    }

    private static int Entities(List<Incident> incidents) => incidents.Select(i => i.Key.Entity).Distinct(StringComparer.Ordinal).Count();
}
