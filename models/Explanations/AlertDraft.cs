using Det0131.Models.Alerts;
using Det0131.Models.Calibration;

namespace Det0131.Models.Explanations;

/// <summary>The incidents that are one alert. Not thread-safe.</summary>
internal sealed class AlertDraft
{
    public List<OpenIncident> Incidents { get; } = [];

    /// <summary><see cref="AlertFlags.Campaign"/> or <see cref="AlertFlags.ManyCauses"/>, or none.</summary>
    public AlertFlags Kind { get; private set; }

    public bool IsCampaign => Kind.HasFlag(AlertFlags.Campaign);

    /// <summary>One of its incidents had a place in its day's budget.</summary>
    public bool IsWithinBudget => SentDay is not null;

    /// <summary>The day on which it was first within the budget, days since 1970-01-01 UTC; null: on none.</summary>
    public int? SentDay { get; private set; }

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public int LastDay { get; private set; } = int.MinValue;

    /// <summary>The incident that gives the alert its id: which opened first; among those that opened at once the earliest.</summary>
    public OpenIncident First => Incidents.MinBy(i => i.Opened)!;

    /// <summary>The incident that stands for the alert.</summary>
    public OpenIncident Best => Incidents.MaxBy(i => (i.Incident.Score, -i.Incident.TimeMicros))!;

    /// <summary>Its alert was made of it as it is.</summary>
    public bool IsMade { get; set; }

    public IEnumerable<OpenedGroup> Groups => Incidents.SelectMany(i => i.Groups);

    /// <summary>
    /// Puts incidents together: those of a campaign; those of an entity with many causes on one day; those of one cause, see
    /// <see cref="OpenIncident.AlertKey"/>, and those of one machine and destination, whoever's account a record names; these over consecutive days; and offers each to the budget of its day, in order of time.
    /// </summary>
    /// <param name="incidents">In any order.</param>
    /// <param name="alertsPerDay">The budget.</param>
    public static List<AlertDraft> Plan(IEnumerable<OpenIncident> incidents, double alertsPerDay)
    {
        var inOrder = incidents
            .OrderBy(i => i.Incident.TimeMicros).ThenBy(i => i.Incident.Key.Analytic, StringComparer.Ordinal)
            .ThenBy(i => i.Incident.Key.Entity, StringComparer.Ordinal).ThenBy(i => i.Incident.Key.Destination, StringComparer.Ordinal)
            .ToList();
        // By instance: there is one of each key and day.
        var campaignOf = new Dictionary<Incident, Campaign>(ReferenceEqualityComparer.Instance);
        foreach (var found in Campaigns.Find(inOrder.Select(i => i.Incident)))
        {
            foreach (var member in found.Incidents)
            {
                campaignOf.Add(member, found);
            }
        }

        var causes = Causes(inOrder);
        var bursts = Bursts(inOrder.Where(i => !campaignOf.ContainsKey(i.Incident)));
        var budget = new DailyBudget(alertsPerDay);
        var open = new Dictionary<IncidentKey, AlertDraft>();
        var drafts = new List<AlertDraft>();
        foreach (var incident in inOrder)
        {
            var campaign = campaignOf.GetValueOrDefault(incident.Incident);
            var kind = campaign is not null ? AlertFlags.Campaign : bursts.Contains(incident) ? AlertFlags.ManyCauses : AlertFlags.None;
            var key = campaign?.Key ?? (kind == AlertFlags.ManyCauses ? EntityBurst.KeyOf(incident.Incident.Key) : causes[(incident.Incident.Key.OfOwner, incident.Incident.Day)]);
            var decision = budget.Offer(key, incident.Incident.Day, incident.Best.ReturnPeriod ?? new Calibration.ReturnPeriod(1, 1, false));
            if (!open.TryGetValue(key, out var draft) || incident.Incident.Day - draft.LastDay > 1)
            {
                open[key] = draft = new AlertDraft();
                drafts.Add(draft);
            }

            draft.Add(incident, decision, kind);
        }

        return drafts;
    }

    /// <summary>The cause of each machine, destination and day: that of the incident that stands highest.</summary>
    private static Dictionary<(IncidentKey Key, int Day), IncidentKey> Causes(IEnumerable<OpenIncident> incidents) =>
        incidents.GroupBy(i => (i.Incident.Key.OfOwner, i.Incident.Day)).ToDictionary(
            own => own.Key, own => own.MaxBy(i => (i.Incident.Score, -i.Incident.TimeMicros))!.AlertKey.OfOwner);

    /// <summary>Incidents of entities that have many causes on one day.</summary>
    private static HashSet<OpenIncident> Bursts(IEnumerable<OpenIncident> incidents) =>
        incidents.GroupBy(i => (i.Incident.Key.Analytic, i.Incident.Key.Entity, i.Incident.Day))
            .Where(own => own.Count() >= EntityBurst.MinimumCauses && own.Select(i => i.AlertKey).Distinct().Count() >= EntityBurst.MinimumCauses)
            .SelectMany(own => own)
            .ToHashSet<OpenIncident>(ReferenceEqualityComparer.Instance);

    /// <summary>Puts an incident in the place of what it was before it grew; <see cref="OpenIncident.DecidesAs"/> must hold.</summary>
    public void Replace(OpenIncident before, OpenIncident now)
    {
        if (ReferenceEquals(before, now))
        {
            return;
        }

        (now.Draft, now.Place) = (this, before.Place);
        Incidents[now.Place] = now;
        IsMade = false;
    }

    private void Add(OpenIncident incident, BudgetDecision decision, AlertFlags kind)
    {
        (incident.Draft, incident.Place) = (this, Incidents.Count);
        Incidents.Add(incident);
        LastDay = Math.Max(LastDay, incident.Incident.Day);
        Kind |= kind;
        SentDay ??= decision != BudgetDecision.OverBudget ? incident.Incident.Day : null;
    }
}
