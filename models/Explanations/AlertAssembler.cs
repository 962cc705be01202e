using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Fetches stored events by identity, in order of time; the event is valid during the call.</summary>
public delegate void EventFinder(IReadOnlyCollection<UInt128> identities, Action<SecurityEvent> take);

/// <summary>
/// Makes alerts of scored groups: the best group of a key and day is an incident; incidents of one key on consecutive days are one alert;
/// five or more entities with the same top feature and value on one day are one campaign; incidents of one entity with the same top feature
/// and value (a call to a new country over twenty addresses), and all of an entity without history, are one alert that lists its
/// destinations; the day's budget marks what is too many. Not thread-safe.
/// </summary>
public sealed class AlertAssembler(ScoringModel model, string modelVersion, Explainer explainer)
{
    /// <summary>Events listed in an alert; the others are counted.</summary>
    public const int ListedEvents = 12;

    private const int DaysOfAHistory = 3;

    private readonly Dictionary<(IncidentKey Key, int Day), List<GroupScore>> _byIncident = [];
    private readonly Dictionary<GroupScore, IReadOnlyList<AlertContribution>> _explained = new(ReferenceEqualityComparer.Instance);

    /// <summary>Groups that passed the threshold so far.</summary>
    public int Groups { get; private set; }

    /// <summary>Takes a group; those under the threshold are passed over.</summary>
    public void Add(GroupScore scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        if (!scored.Opens)
        {
            return;
        }

        Groups++;
        var group = scored.Group;
        var key = (new IncidentKey(AnalyticCatalogue.All[group.Analytic].Id, group.Entity, group.Destination), FeatureCalendar.Number(group.FirstMicros, FeatureCatalogue.Day));
        if (!_byIncident.TryGetValue(key, out var groups))
        {
            _byIncident[key] = groups = [];
        }

        groups.Add(scored);
    }

    /// <summary>The alerts, rarest first.</summary>
    public IReadOnlyList<Alert> Assemble(EventFinder find)
    {
        ArgumentNullException.ThrowIfNull(find);
        var incidents = _byIncident
            .Select(pair => Open(pair.Key.Key, pair.Key.Day, pair.Value))
            .OrderBy(i => i.Incident.TimeMicros).ThenBy(i => i.Incident.Key.Analytic, StringComparer.Ordinal)
            .ThenBy(i => i.Incident.Key.Entity, StringComparer.Ordinal).ThenBy(i => i.Incident.Key.Destination, StringComparer.Ordinal)
            .ToList();
        var campaigns = Campaigns.Find(incidents.Select(i => i.Incident));
        var campaignOf = campaigns.SelectMany(c => c.Incidents.Select(i => (Place: (i.Key, i.Day), Campaign: c))).ToDictionary(p => p.Place, p => p.Campaign);
        var budget = new DailyBudget(model.Calibration.Threshold.Budget.AlertsPerDay);
        var open = new Dictionary<IncidentKey, Draft>();
        var drafts = new List<Draft>();
        foreach (var incident in incidents)
        {
            var campaign = campaignOf.GetValueOrDefault((incident.Incident.Key, incident.Incident.Day));
            var key = campaign?.Key ?? KeyOf(incident);
            var decision = budget.Offer(key, incident.Incident.Day, incident.Best.ReturnPeriod ?? new Calibration.ReturnPeriod(1, 1, false));
            if (!open.TryGetValue(key, out var draft) || incident.Incident.Day - draft.LastDay > 1)
            {
                open[key] = draft = new Draft();
                drafts.Add(draft);
            }

            draft.Add(incident, decision, campaign is not null);
        }

        var events = Fetch(drafts, find);
        return
        [
            .. drafts.Select(d => Build(d, events))
                .OrderByDescending(a => a.ReturnPeriod.Kind == ReturnPeriodKind.Uncalibrated ? 0 : a.ReturnPeriod.Days)
                .ThenByDescending(a => a.ScoreBits).ThenBy(a => a.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Each group's explanation is looked up once: it decides the alert's key and is then printed.</summary>
    private IReadOnlyList<AlertContribution> Explained(GroupScore scored)
    {
        if (!_explained.TryGetValue(scored, out var contributions))
        {
            _explained[scored] = contributions = explainer.Explain(scored);
        }

        return contributions;
    }

    /// <summary>
    /// What incidents of one alert share: entity and cause where the cause has a value that can be shared, else entity and destination.
    /// Of an entity without history everything is new: that is one cause, and one alert, until the next training knows it.
    /// </summary>
    private IncidentKey KeyOf(OpenIncident open)
    {
        var (incident, best, _) = open;
        return (Explained(best).Max(c => c.MaturityPeriods) ?? 0) < DaysOfAHistory ? incident.Key with { Destination = "(new)" }
            : incident.TopValue is null ? incident.Key
            : incident.Key with { Destination = $"{incident.TopFeature}={incident.TopValue}" };
    }

    private static OpenIncident Open(IncidentKey key, int day, List<GroupScore> groups)
    {
        var best = groups.MaxBy(g => (g.Score, -g.Group.FirstMicros))!;
        var analytic = AnalyticCatalogue.All[best.Group.Analytic];
        var top = Enumerable.Range(0, analytic.Features.Length).MaxBy(slot => best.Contributions[slot]);
        var feature = analytic.Features[top];
        var value = feature.Kind == FeatureKind.Rarity ? best.Group.Peaks[top].Value : null;
        return new OpenIncident(new Incident(key, day, best.Score, Math.Max(0, best.Stratum), feature.Id, value, best.Group.FirstMicros), best, groups);
    }

    private Alert Build(Draft draft, IReadOnlyDictionary<UInt128, AlertEvent> events)
    {
        var best = draft.Incidents.MaxBy(i => (i.Incident.Score, -i.Incident.TimeMicros))!.Best;
        var group = best.Group;
        var analytic = AnalyticCatalogue.All[group.Analytic];
        var contributions = Explained(best);
        var entity = Describe.Entity(group, model.Context);
        var destination = Describe.Destination(group);
        var groups = draft.Incidents.SelectMany(i => i.Groups).OrderBy(g => g.Group.FirstMicros).ToList();
        var bytes = groups.Sum(g => g.Group.BytesOut);
        long? bytesOut = bytes > 0 ? bytes : null;
        var maturity = contributions.Max(c => c.MaturityPeriods) ?? 0;
        var members = draft.IsCampaign
            ? draft.Incidents.Select(i => Describe.Entity(i.Best.Group, model.Context)).DistinctBy(e => e.ToString()).ToList()
            : [];
        var first = groups[0].Group.FirstMicros;
        var destinations = draft.IsCampaign ? 1 : draft.Incidents.Select(i => i.Incident.Key.Destination).Distinct(StringComparer.Ordinal).Count();
        return new Alert
        {
            Id = AlertId.From(analytic.Id, entity, group.Destination, first),
            AnalyticId = analytic.Id,
            AnalyticName = analytic.Platform.ToString(),
            TechniqueIds = [Describe.Technique(group)],
            Entity = entity,
            Destination = destination,
            FirstMicros = first,
            LastMicros = groups.Max(g => g.Group.LastMicros),
            TimeZoneId = group.TimeZone,
            ReturnPeriod = Describe.Period(best.ReturnPeriod),
            MaturityPeriods = maturity,
            ModelVersion = modelVersion,
            Contributions = contributions,
            Indicators = Explainer.Indicators(group),
            Events = [.. Listed(groups).Where(events.ContainsKey).Select(id => events[id]).OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)],
            EventCount = groups.Sum(g => (long)g.Group.EventCount),
            BytesOut = bytesOut,
            Flags = Flags(draft, maturity, analytic.Id),
            CampaignMembers = members,
            NextChecks = NextChecks.For(analytic.Id, contributions),
            Headline = AlertHeadline.Write(entity, destination, bytesOut, first, group.TimeZone, Why(contributions), members.Count, destinations - 1),
        };
    }

    private AlertFlags Flags(Draft draft, int maturity, string analytic)
    {
        var flags = AlertFlags.None;
        flags |= draft.IsOverBudget ? AlertFlags.OverBudget : 0;
        flags |= draft.IsCampaign ? AlertFlags.Campaign : 0;
        flags |= model.Calibration.Analytics.Any(r => r.Analytic == analytic && r.IsOptimistic) ? AlertFlags.OptimisticRates : 0;
        flags |= maturity < DaysOfAHistory ? AlertFlags.ColdStart : 0;
        return flags;
    }

    private static string? Why(IReadOnlyList<AlertContribution> contributions)
    {
        var top = contributions.Where(c => c.Bits > 0 && c.Sentence.Length > 0 && c.SurprisalBits is not null).MaxBy(c => c.Bits);
        return top?.Sentence.Split(", ")[0];
    }

    /// <summary>The events that an alert lists: its first ones.</summary>
    private static HashSet<UInt128> Listed(IEnumerable<GroupScore> groups) =>
        groups.SelectMany(g => g.Group.References).OrderBy(r => r.TimeMicros).ThenBy(r => r.Identity).Select(r => r.Identity).Take(ListedEvents).ToHashSet();

    /// <summary>All alerts' events in one search: a search reads the lake's files, however few events it is for.</summary>
    private Dictionary<UInt128, AlertEvent> Fetch(IEnumerable<Draft> drafts, EventFinder find)
    {
        var wanted = drafts.SelectMany(d => Listed(d.Incidents.SelectMany(i => i.Groups))).ToHashSet();
        var situator = new EventSituator(model.Context, model.Settings.Fallback);
        var events = new Dictionary<UInt128, AlertEvent>();
        find(wanted, e => events[e.Identity] = AlertEvent.From(e, situator.Situate(e).BytesOut));
        return events;
    }

    private sealed record OpenIncident(Incident Incident, GroupScore Best, List<GroupScore> Groups);

    private sealed class Draft
    {
        private bool _sent;

        public List<OpenIncident> Incidents { get; } = [];

        public bool IsCampaign { get; private set; }

        public bool IsOverBudget => !_sent;

        public int LastDay { get; private set; } = int.MinValue;

        public void Add(OpenIncident incident, BudgetDecision decision, bool campaign)
        {
            Incidents.Add(incident);
            LastDay = Math.Max(LastDay, incident.Incident.Day);
            IsCampaign |= campaign;
            _sent |= decision != BudgetDecision.OverBudget;
        }
    }
}
