using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Microsoft.Extensions.ObjectPool;

namespace Det0131.Scoring.Intake;

/// <summary>What every record goes through before the journal, whichever way it came: how it is read, the clock's check, enrichment. Thread-safe.</summary>
internal sealed class EventFilter
{
    /// <summary>Reason of refusal.</summary>
    public const string InFuture = "time is in the future";

    /// <summary>Reason of refusal: no lake keeps it.</summary>
    public const string TooOld = "time is before 1970";

    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    // An enricher remembers what it derived: worth keeping, and not to be shared between threads.
    private readonly DefaultObjectPool<EventEnricher> _enrichers = new(new EnricherPolicy(), 2 * Environment.ProcessorCount);
    private readonly TimeProvider _time;

    /// <param name="time">The clock that the future begins behind.</param>
    /// <param name="formats">What is read; null: every format there is a reader for.</param>
    public EventFilter(TimeProvider time, IReadOnlyList<SourceFormat>? formats = null)
    {
        _time = time;
        Files = new ImportOptions { Redact = SecretRedactor.Redact, Refuse = Refuse, Formats = formats ?? SourceFormats.All };
        Bodies = Files with { IdentityByContent = true };
    }

    /// <summary>How files and connections are read: a record's place is part of its identity.</summary>
    public ImportOptions Files { get; }

    /// <summary>How bodies are read.</summary>
    public ImportOptions Bodies { get; }

    public EventEnricher Rent() => _enrichers.Get();

    public void Return(EventEnricher enricher) => _enrichers.Return(enricher);

    /// <summary>Why an event is not taken; null: it is.</summary>
    public string? Refuse(SecurityEvent e) =>
        e.TimeMicros < 0 ? TooOld
        : e.TimeMicros > (_time.GetUtcNow() + Ahead - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond ? InFuture : null;

    private sealed class EnricherPolicy : PooledObjectPolicy<EventEnricher>
    {
        // The readers redact the raw text.
        public override EventEnricher Create() => new(redactRaw: false);

        public override bool Return(EventEnricher obj) => true;
    }
}
