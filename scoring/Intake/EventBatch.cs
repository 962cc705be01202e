using Det0131.Datasets.Enrichment;
using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Events of a source that nobody answers for (a connection, followed files) on their way into the journal: when it is behind or the disk refuses,
/// they are kept and tried again, and the source is not read meanwhile. Not thread-safe.
/// </summary>
internal sealed partial class EventBatch(IEventJournal journal, EventFilter filter, IntakeGate gate, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly PackedEvents _events = new();
    private EventEnricher? _enricher;

    public int Count => _events.Count;

    public long Bytes => _events.Bytes;

    /// <summary>Enriches an event and keeps it.</summary>
    public void Add(SecurityEvent e)
    {
        _enricher ??= filter.Rent();
        _enricher.Enrich(e);
        _events.Add(e);
    }

    /// <summary>Writes all as one frame; returns when it is on disk.</summary>
    /// <param name="note">Kept with the frame; with one an empty frame is written too.</param>
    /// <param name="sort">Orders the events by the end of their records first.</param>
    /// <param name="cancellation">Stops the trying; the events stay.</param>
    public async Task FlushAsync(string? note, bool sort, CancellationToken cancellation)
    {
        if (_enricher is { } enricher)
        {
            _enricher = null;
            filter.Return(enricher);
        }

        if (_events.Count == 0 && note is null)
        {
            return;
        }

        if (sort)
        {
            _events.Sort();
        }

        while (true)
        {
            while (gate.IsBehind)
            {
                await Task.Delay(Pause, time, cancellation);
            }

            try
            {
                await journal.AppendAsync(_events, note, cancellation);
                _events.Clear();
                return;
            }
            catch (IOException refusal)
            {
                LogWaits(log, _events.Count, refusal.Message);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    public void Dispose() => _events.Dispose();

    [LoggerMessage(3121, LogLevel.Warning, "{Events} events wait for the journal: {Reason}")]
    private static partial void LogWaits(ILogger log, int events, string reason);
}
