using Det0131.Models.Baselines;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>Past events that can be read again and again, in order of (time, identity).</summary>
public interface IEventHistory
{
    /// <summary>First and last event, UTC microseconds; null when there is none.</summary>
    (long FirstMicros, long LastMicros)? Span { get; }

    /// <summary>Events in a stretch of time, for progress.</summary>
    long Count(long fromMicros, long untilMicros);

    /// <summary>Gives every event from (inclusive) until (exclusive); the event is valid during the call.</summary>
    void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation);
}

/// <summary>Counts observations: the part of training that a database does.</summary>
public interface IObservationCounter : IObservationStage
{
    /// <summary>Values of a feature seen on fewer entities than asked become <paramref name="replacement"/>, unless kept. Returns the values that stay, in ordinal order.</summary>
    IReadOnlyList<string> ReplaceRareValues(int feature, int minimumEntities, IReadOnlyCollection<string> keep, string replacement);

    /// <summary>The counted rows, each (feature, entity, scope, value, unit) once, magnitudes combined by the feature's rule.</summary>
    IEnumerable<BaselineRow> Count(IReadOnlyList<FeatureSchema> schema);
}
