using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Fetches events by reference, in any order; the event is valid during the call. Those that are gone are left out.</summary>
public delegate void ReferenceFinder(IReadOnlyCollection<GroupEvent> references, Action<SecurityEvent> take);

/// <summary>What a ledger has.</summary>
/// <param name="Alerts">All of the days that it keeps, rarest first.</param>
/// <param name="Changed">Those among them that were made anew since the last call.</param>
/// <param name="Merged">Ids of alerts of earlier calls that went into an older one: id, and the older one's.</param>
public sealed record LedgerAlerts(IReadOnlyList<Alert> Alerts, IReadOnlyList<Alert> Changed, IReadOnlyDictionary<string, string> Merged);

/// <summary>
/// Alerts that grow: the streaming twin of <see cref="AlertAssembler"/>, by the same rules. Takes groups when they pass the threshold and whenever
/// they grow afterwards; the alerts that it makes are those that the assembler would make of the groups as they are now, but for two things that
/// must not change under an analyst's eyes: an alert keeps the id of its incident which was taken first, and what was within the budget once stays
/// so. Deterministic in the order of the calls. Not thread-safe.
/// </summary>
public sealed partial class AlertLedger
{
    private readonly LedgerOptions _options;
    private readonly Dictionary<(IncidentKey Key, int Day), LedgerIncident> _incidents = [];
    private readonly HashSet<(UInt128 FirstIdentity, string ModelVersion)> _held = [];
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, AlertEvent> _events = [];
    private readonly HashSet<UInt128> _gone = [];
    private Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private (List<AlertDraft> Drafts, double AlertsPerDay)? _plan;
    private long _number;
    private int _newestDay = int.MinValue;

    /// <param name="options">How much is kept; null: the defaults.</param>
    public AlertLedger(LedgerOptions? options = null)
    {
        _options = options ?? new LedgerOptions();
        _options.Validate();
    }

    /// <summary>Groups held.</summary>
    public int Groups => _held.Count;

    /// <summary>Groups that were dropped, or not taken, because there were too many.</summary>
    public long GroupsDropped { get; private set; }

    /// <summary>
    /// First journal position that an alert may list an event of; null: none. An alert's events are kept here once they were fetched; others are
    /// asked for when alerts are put together anew.
    /// </summary>
    public long? FirstPosition
    {
        get
        {
            var positions = _incidents.Values.SelectMany(i => i.Groups).SelectMany(g => g.Events).Where(e => !_events.ContainsKey(e.Identity)).Select(e => e.JournalPosition);
            return positions.Any() ? positions.Min() : null;
        }
    }

    /// <summary>Whether a group was taken: then it is to be taken again when it has grown, whatever its score.</summary>
    public bool Holds(EventGroup group, string modelVersion)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _held.Contains((group.References[0].Identity, modelVersion));
    }

    /// <summary>Takes a group that passed the threshold, or one that was taken before and has grown.</summary>
    /// <param name="group">As it is now.</param>
    /// <param name="sequence">Where the scorer is in its journal; not below that of earlier calls.</param>
    public void Take(OpenedGroup group, long sequence)
    {
        ArgumentNullException.ThrowIfNull(group);
        var key = (group.Key, group.Day);
        var held = (group.FirstIdentity, group.ModelVersion);
        // Between two decisions it may hold more than it keeps, so that what goes is chosen among all; but not without end.
        if (!_held.Contains(held) && _held.Count >= 2L * _options.MaximumGroups)
        {
            GroupsDropped++;
            return;
        }

        if (!_incidents.TryGetValue(key, out var incident))
        {
            _incidents[key] = incident = new LedgerIncident(group.Key, group.Day, OpenIncident.IdOf(group), (sequence, _number++));
        }

        incident.Put(group);
        _held.Add(held);
        _newestDay = Math.Max(_newestDay, group.Day);
        _plan = null;
    }

    /// <summary>
    /// Decides what is one alert, what is within the budget and what is dropped, as <see cref="Assemble"/> does, without making the alerts. Whoever goes
    /// through a journal again calls it wherever Assemble was called, because decisions that were told are part of the state.
    /// </summary>
    public void Decide(ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Plan(model.Calibration.Threshold.Budget.AlertsPerDay);
    }

    /// <summary>All alerts of the days that are kept.</summary>
    /// <param name="model">The model in use: its budget, and its context for reading events.</param>
    /// <param name="find">Fetches events that alerts list. Each is asked for once.</param>
    public LedgerAlerts Assemble(ScoringModel model, ReferenceFinder find)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(find);
        var drafts = Plan(model.Calibration.Threshold.Budget.AlertsPerDay);
        Fetch(drafts, model, find);
        var made = new Dictionary<string, Made>(drafts.Count, StringComparer.Ordinal);
        var changed = new List<Alert>();
        foreach (var draft in drafts)
        {
            var id = draft.First.Id;
            var groups = draft.Groups.ToArray();
            var over = !_sent.Contains(id);
            if (!_made.TryGetValue(id, out var before) || !before.IsOf(groups, over, draft.IsCampaign))
            {
                before = new Made(groups, over, draft.IsCampaign, AlertComposer.Compose(draft, over, _events));
                changed.Add(before.Alert);
            }

            made.Add(id, before);
        }

        _made = made;
        return new LedgerAlerts([.. made.Values.Select(m => m.Alert).Order(AlertAssembler.RarestFirst)], changed, Merged(drafts));
    }

    private List<AlertDraft> Plan(double alertsPerDay)
    {
        if (_plan is { } known && known.AlertsPerDay == alertsPerDay)
        {
            return known.Drafts;
        }

        var drafts = PlanAnew();
        if (Prune(drafts))
        {
            drafts = PlanAnew();
        }

        foreach (var draft in drafts)
        {
            _told.Add(draft.First.Id);
            if (draft.IsWithinBudget)
            {
                _sent.Add(draft.First.Id);
            }
        }

        _plan = (drafts, alertsPerDay);
        return drafts;

        List<AlertDraft> PlanAnew() => AlertDraft.Plan(_incidents.Values.Select(i => i.Now), alertsPerDay);
    }

    private Dictionary<string, string> Merged(List<AlertDraft> drafts)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            var id = draft.First.Id;
            foreach (var incident in draft.Incidents.Where(i => i.Id != id && _told.Contains(i.Id)))
            {
                merged[incident.Id] = id;
            }
        }

        return merged;
    }

    private void Fetch(List<AlertDraft> drafts, ScoringModel model, ReferenceFinder find)
    {
        var listed = drafts.SelectMany(d => AlertComposer.Listed(d.Groups)).ToList();
        var missing = listed.Where(r => !_events.ContainsKey(r.Identity) && !_gone.Contains(r.Identity)).DistinctBy(r => r.Identity).ToList();
        if (missing.Count > 0)
        {
            var situator = new EventSituator(model.Context, model.Settings.Fallback);
            find(missing, e => _events[e.Identity] = AlertEvent.From(e, situator.Situate(e).BytesOut));
        }

        var wanted = listed.Select(r => r.Identity).ToHashSet();
        foreach (var identity in _events.Keys.Where(i => !wanted.Contains(i)).ToList())
        {
            _events.Remove(identity);
        }

        _gone.IntersectWith(wanted);
        _gone.UnionWith(missing.Select(r => r.Identity).Where(i => !_events.ContainsKey(i)));
    }

    /// <summary>An alert and what it was made of.</summary>
    private sealed record Made(OpenedGroup[] Groups, bool OverBudget, bool IsCampaign, Alert Alert)
    {
        public bool IsOf(OpenedGroup[] groups, bool overBudget, bool isCampaign) =>
            OverBudget == overBudget && IsCampaign == isCampaign && Groups.AsSpan().SequenceEqual(groups, SameGroup.Instance);
    }

    private sealed class SameGroup : IEqualityComparer<OpenedGroup>
    {
        public static SameGroup Instance { get; } = new();

        public bool Equals(OpenedGroup? x, OpenedGroup? y) => ReferenceEquals(x, y);

        public int GetHashCode(OpenedGroup group) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(group);
    }
}
