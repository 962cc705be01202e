using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Fetches events by reference, in any order; the event is valid during the call. Those that are gone are left out.</summary>
public delegate void ReferenceFinder(IReadOnlyCollection<GroupEvent> references, Action<SecurityEvent> take);

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
    private readonly Dictionary<(UInt128 FirstIdentity, string ModelVersion), OpenedGroup> _held = [];
    private readonly HashSet<LedgerIncident> _grown = [];
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly LedgerEvents _events = new();
    private Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private LedgerPlan? _plan;
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
            long? first = null;
            foreach (var e in _held.Values.SelectMany(static g => g.Events))
            {
                first = (first is null || e.JournalPosition < first) && !_events.Known.ContainsKey(e.Identity) ? e.JournalPosition : first;
            }

            return first;
        }
    }

    /// <summary>A group as it was taken last: then it is to be taken again when it has grown, whatever its score. Null: it was not taken.</summary>
    public OpenedGroup? Held(EventGroup group, string modelVersion)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _held.GetValueOrDefault((group.FirstIdentity, modelVersion));
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
        var isNew = !_held.ContainsKey(held);
        if (isNew && _held.Count >= 2L * _options.MaximumGroups)
        {
            GroupsDropped++;
            return;
        }

        if (!_incidents.TryGetValue(key, out var incident))
        {
            _incidents[key] = incident = new LedgerIncident(group.Key, group.Day, OpenIncident.IdOf(group), (sequence, _number++));
        }

        incident.Put(group);
        _held[held] = group;
        _newestDay = Math.Max(_newestDay, group.Day);
        _grown.Add(incident);
        if (isNew && _held.Count > _options.MaximumGroups)
        {
            // Whether something is dropped is part of the plan.
            _plan = null;
        }
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
        var plan = Plan(model.Calibration.Threshold.Budget.AlertsPerDay);
        var drafts = plan.IsMade ? plan.Drafts.Where(d => !d.IsMade) : plan.Drafts;
        var (kept, due) = (new Dictionary<string, Made>(StringComparer.Ordinal), new List<Due>());
        foreach (var draft in drafts)
        {
            var id = draft.First.Id;
            var over = !_sent.Contains(id);
            if (_made.TryGetValue(id, out var before) && before.IsOf(draft, over))
            {
                kept.Add(id, before);
            }
            else
            {
                due.Add(new Due(id, draft, over, [.. AlertComposer.Listed(draft.Groups)]));
            }
        }

        // Nothing is changed before all is fetched: who fails there is asked again.
        _events.Fetch(due.SelectMany(d => d.Listed), model, find);
        if (!plan.IsMade)
        {
            // An alert that is due is listed again below.
            foreach (var (_, gone) in _made.Where(m => !kept.ContainsKey(m.Key)))
            {
                _events.Unlist(gone.Listed);
            }

            _made = kept;
        }

        var changed = due.ConvertAll(Make);
        plan.Drafts.ForEach(d => d.IsMade = true);
        plan.IsMade = true;
        _events.Forget();
        return new LedgerAlerts([.. _made.Values.Select(m => m.Alert)], changed, plan.Merged);
    }

    private Alert Make(Due due)
    {
        var made = new Made([.. due.Draft.Incidents], due.OverBudget, due.Draft.Kind, due.Listed, AlertComposer.Compose(due.Draft, due.OverBudget, due.Listed, _events.Known));
        _events.List(made.Listed);
        if (_made.TryGetValue(due.Id, out var before))
        {
            _events.Unlist(before.Listed);
        }

        _made[due.Id] = made;
        return made.Alert;
    }

    /// <summary>An alert that is to be made.</summary>
    private sealed record Due(string Id, AlertDraft Draft, bool OverBudget, GroupEvent[] Listed);

    /// <summary>An alert and what it was made of.</summary>
    private sealed record Made(OpenIncident[] Incidents, bool OverBudget, AlertFlags Kind, GroupEvent[] Listed, Alert Alert)
    {
        /// <summary>An incident that grows is another instance.</summary>
        public bool IsOf(AlertDraft draft, bool overBudget)
        {
            if (OverBudget != overBudget || Kind != draft.Kind || Incidents.Length != draft.Incidents.Count)
            {
                return false;
            }

            for (var i = 0; i < Incidents.Length; i++)
            {
                if (!ReferenceEquals(Incidents[i], draft.Incidents[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
