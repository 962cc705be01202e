using Det0131.Models.Calibration;

namespace Det0131.Models.Explanations;

/// <summary>An incident that grows. Not thread-safe.</summary>
internal sealed class LedgerIncident(IncidentKey key, int day, string id, (long Sequence, long Number) opened)
{
    private readonly Dictionary<(UInt128 FirstIdentity, string ModelVersion), OpenedGroup> _groups = [];
    private OpenIncident? _now;

    public IncidentKey Key { get; } = key;

    public int Day { get; } = day;

    /// <summary>The id that its alert has when it begins with this incident: its own, or that of one that was dropped before it.</summary>
    public string Id { get; private set; } = id;

    public (long Sequence, long Number) Opened { get; private set; } = opened;

    public IReadOnlyCollection<OpenedGroup> Groups => _groups.Values;

    /// <summary>As it is now.</summary>
    public OpenIncident Now => _now ??= OpenIncident.Of(Key, Day, [.. _groups.Values], Id, Opened);

    /// <summary>As it was when it was decided about last; null: it was not.</summary>
    public OpenIncident? Planned { get; set; }

    /// <summary>Adds a group, or replaces what it was before it grew.</summary>
    public void Put(OpenedGroup group)
    {
        _groups[(group.FirstIdentity, group.ModelVersion)] = group;
        _now = null;
    }

    /// <summary>Carries the alert's id on, because the incident that gave it is dropped.</summary>
    public void Inherit(OpenIncident first)
    {
        (Id, Opened) = (first.Id, first.Opened);
        _now = null;
    }
}
