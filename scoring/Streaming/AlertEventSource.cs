using Det0131.Datasets.Lake;
using Det0131.Models.Events;
using Det0131.Models.Scoring;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Streaming;

/// <summary>Fetches the events that alerts list: from the journal, completed by what the joiner remembers, else from the lake. Not thread-safe.</summary>
internal sealed class AlertEventSource(IEventJournal journal, EventLake? lake)
{
    // A lake's events lie by day; a flow's record may be in the lake under the day of its start only.
    private const long MarginMicros = 3_600_000_000;

    /// <param name="references">The events; those that neither journal nor lake has are left out.</param>
    /// <param name="complete">Adds what other records say of an event.</param>
    /// <param name="take">Told of each event found; it is valid during the call.</param>
    public void Find(IReadOnlyCollection<GroupEvent> references, Action<SecurityEvent> complete, Action<SecurityEvent> take)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(complete);
        ArgumentNullException.ThrowIfNull(take);
        var elsewhere = new List<GroupEvent>();
        foreach (var reference in references)
        {
            if (reference.JournalPosition > 0 && journal.Find(reference.JournalPosition) is { } e && e.Identity == reference.Identity)
            {
                complete(e);
                take(e);
            }
            else
            {
                elsewhere.Add(reference);
            }
        }

        if (elsewhere.Count == 0 || lake is null)
        {
            return;
        }

        foreach (var e in lake.Find(elsewhere.Select(r => r.Identity), elsewhere.Min(r => r.TimeMicros) - MarginMicros, elsewhere.Max(r => r.TimeMicros) + MarginMicros))
        {
            take(e);
        }
    }
}
