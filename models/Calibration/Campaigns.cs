namespace Det0131.Models.Calibration;

/// <summary>Five or more entities whose incidents of one day have the same top feature and value: a software roll-out, a worm. One alert.</summary>
/// <param name="Day">Day, counted from 1970-01-01 UTC.</param>
/// <param name="TopFeature">The feature they share.</param>
/// <param name="TopValue">The value they share.</param>
/// <param name="Entities">Number of distinct entities.</param>
/// <param name="Incidents">Their incidents, in order of arrival.</param>
public sealed record Campaign(int Day, string TopFeature, string TopValue, int Entities, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Stands for the campaign where a single incident's key is asked for, as in <see cref="DailyBudget.Offer"/>.</summary>
    public IncidentKey Key => Campaigns.KeyOf(TopFeature, TopValue);
}

/// <summary>Finds campaigns, across analytics, as incidents arrive. Not thread-safe.</summary>
public sealed class Campaigns
{
    /// <summary>Distinct entities that make a campaign.</summary>
    public const int MinimumEntities = 5;

    private readonly Dictionary<(int Day, string Feature, string Value), Candidate> candidates = [];
    private readonly Dictionary<(IncidentKey Key, int Day), (int Day, string Feature, string Value)> placeOf = [];

    /// <summary>The key under which a campaign takes its place in the budget.</summary>
    public static IncidentKey KeyOf(string topFeature, string topValue) => new("campaign", topFeature, topValue);

    /// <summary>
    /// Adds an incident, or replaces the one of the same key and day (its score, top feature or value may have changed).
    /// Returns the campaign's key when, with this one, five entities or more share day, top feature and value, else
    /// <c>null</c>. An incident without a top value belongs to no campaign.
    /// </summary>
    public IncidentKey? Add(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (placeOf.Remove((incident.Key, incident.Day), out var earlier))
        {
            candidates[earlier].Remove(incident.Key);
        }

        if (incident.TopValue is null)
        {
            return null;
        }

        var id = (incident.Day, incident.TopFeature, incident.TopValue);
        if (!candidates.TryGetValue(id, out var candidate))
        {
            candidates.Add(id, candidate = new Candidate());
        }

        candidate.Add(incident);
        placeOf[(incident.Key, incident.Day)] = id;
        return candidate.Entities >= MinimumEntities ? KeyOf(incident.TopFeature, incident.TopValue) : null;
    }

    /// <summary>The campaigns so far, by day, feature and value.</summary>
    public IReadOnlyList<Campaign> Found() =>
        [.. candidates.Where(pair => pair.Value.Entities >= MinimumEntities)
            .OrderBy(pair => pair.Key.Day)
            .ThenBy(pair => pair.Key.Feature, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .Select(pair => new Campaign(pair.Key.Day, pair.Key.Feature, pair.Key.Value, pair.Value.Entities, pair.Value.InOrder()))];

    /// <summary>Forgets the days before this one.</summary>
    public void ForgetBefore(int day)
    {
        foreach (var id in candidates.Keys.Where(id => id.Day < day).ToArray())
        {
            candidates.Remove(id);
        }

        foreach (var key in placeOf.Keys.Where(key => key.Day < day).ToArray())
        {
            placeOf.Remove(key);
        }
    }

    /// <summary>The campaigns among a list of incidents, by day, feature and value.</summary>
    public static IReadOnlyList<Campaign> Find(IEnumerable<Incident> incidents)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        var campaigns = new Campaigns();
        foreach (var incident in incidents)
        {
            campaigns.Add(incident);
        }

        return campaigns.Found();
    }

    private sealed class Candidate
    {
        private readonly Dictionary<IncidentKey, Incident> incidents = [];
        private readonly Dictionary<string, int> incidentsOfEntity = new(StringComparer.Ordinal);

        public int Entities => incidentsOfEntity.Count;

        public void Add(Incident incident)
        {
            incidents.Add(incident.Key, incident);
            incidentsOfEntity[incident.Key.Entity] = incidentsOfEntity.GetValueOrDefault(incident.Key.Entity) + 1;
        }

        public void Remove(in IncidentKey key)
        {
            incidents.Remove(key);
            if (--incidentsOfEntity[key.Entity] == 0)
            {
                incidentsOfEntity.Remove(key.Entity);
            }
        }

        public Incident[] InOrder() =>
            [.. incidents.Values.OrderBy(incident => incident.TimeMicros)
                .ThenBy(incident => incident.Key.Entity, StringComparer.Ordinal)
                .ThenBy(incident => incident.Key.Destination, StringComparer.Ordinal)
                .ThenBy(incident => incident.Key.Analytic, StringComparer.Ordinal)];
    }
}
