using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
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
public sealed class AlertAssembler
{
    private readonly ScoringModel _model;
    private readonly GroupOpener _opener;
    private readonly Dictionary<(IncidentKey Key, int Day), List<OpenedGroup>> _byIncident = [];

    public AlertAssembler(ScoringModel model, string modelVersion, Explainer explainer)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _opener = new GroupOpener(model, modelVersion, explainer);
    }

    /// <summary>Groups that passed the threshold so far.</summary>
    public int Groups { get; private set; }

    /// <summary>Takes a finished group; those under the threshold are passed over.</summary>
    public void Add(GroupScore scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        if (scored.Opens)
        {
            Add(_opener.Later(scored));
        }
    }

    /// <summary>Takes a group that passed the threshold.</summary>
    public void Add(OpenedGroup opened)
    {
        ArgumentNullException.ThrowIfNull(opened);
        Groups++;
        var key = (opened.Key, opened.Day);
        if (!_byIncident.TryGetValue(key, out var groups))
        {
            _byIncident[key] = groups = [];
        }

        groups.Add(opened);
    }

    /// <summary>The alerts, rarest first.</summary>
    public IReadOnlyList<Alert> Assemble(EventFinder find)
    {
        ArgumentNullException.ThrowIfNull(find);
        var incidents = _byIncident.Select(pair => AlertPlan.Incident(pair.Key.Key, pair.Key.Day, pair.Value));
        var drafts = AlertDraft.Plan(incidents, _model.Calibration.Threshold.Budget.AlertsPerDay);
        var events = Fetch(drafts, find);
        return [.. drafts.Select(d => AlertComposer.Compose(d, !d.IsWithinBudget, AlertComposer.Listed(d.Groups), events)).Order(RarestFirst)];
    }

    /// <summary>The order in which alerts are given: rarest first, those without a rate last, then by score, then by id.</summary>
    public static IComparer<Alert> RarestFirst { get; } = Comparer<Alert>.Create(static (a, b) =>
    {
        var order = b.ReturnPeriod.Days.CompareTo(a.ReturnPeriod.Days);
        order = order != 0 ? order : b.ScoreBits.CompareTo(a.ScoreBits);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    });

    /// <summary>All alerts' events in one search: a search reads the lake's files, however few events it is for.</summary>
    private Dictionary<UInt128, AlertEvent> Fetch(List<AlertDraft> drafts, EventFinder find)
    {
        var wanted = new ListedRecords(drafts.SelectMany(d => AlertComposer.Listed(d.Groups)), _model);
        var events = new Dictionary<UInt128, AlertEvent>();
        find(wanted.Identities, e => events[e.Identity] = wanted.Read(e));
        return events;
    }
}
