using Det0131.Models.Alerts;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Makes what an alert lists of records that are read again: the record as it was logged, with who made it where only another record told, as it was scored. Not thread-safe.</summary>
internal sealed class ListedRecords
{
    private readonly Dictionary<UInt128, EventMaker?> _makers = [];
    private readonly EventSituator _situator;
    private readonly SecurityEvent _told = new();

    /// <param name="listed">The events; each may be there several times.</param>
    /// <param name="model">Decides which bytes left.</param>
    public ListedRecords(IEnumerable<GroupEvent> listed, ScoringModel model)
    {
        foreach (var e in listed)
        {
            _makers[e.Identity] = e.Maker;
        }

        _situator = new EventSituator(model.Context, model.Settings.Fallback);
    }

    public IReadOnlyCollection<UInt128> Identities => _makers.Keys;

    /// <param name="e">A record that is listed.</param>
    public AlertEvent Read(SecurityEvent e)
    {
        // The reader's own instance stays as it was logged.
        _told.CopyFrom(e);
        _makers.GetValueOrDefault(e.Identity)?.GiveTo(_told);
        return AlertEvent.From(_told, _situator.Situate(_told).BytesOut);
    }
}
