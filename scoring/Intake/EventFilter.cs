using Det0131.Datasets.Enrichment;
using Det0131.Models.Events;
using Microsoft.Extensions.ObjectPool;

namespace Det0131.Scoring.Intake;

/// <summary>What every event goes through before the journal, whichever way it came: the clock's check and enrichment. Thread-safe.</summary>
internal sealed class EventFilter(TimeProvider time)
{
    /// <summary>Reason of refusal.</summary>
    public const string InFuture = "time is in the future";

    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    private readonly DefaultObjectPool<EventEnricher> _enrichers = new(new EnricherPolicy(), 2 * Environment.ProcessorCount);

    /// <summary>Time beyond which events are refused, UTC microseconds: an hour from now.</summary>
    public long LatestMicros => (time.GetUtcNow() + Ahead - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public EventEnricher Rent() => _enrichers.Get();

    public void Return(EventEnricher enricher) => _enrichers.Return(enricher);

    private sealed class EnricherPolicy : PooledObjectPolicy<EventEnricher>
    {
        // The importer redacts the raw text already.
        public override EventEnricher Create() => new(redactRaw: false);

        public override bool Return(EventEnricher obj) => true;
    }
}
