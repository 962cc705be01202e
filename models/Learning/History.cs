using Det0131.Models.Baselines;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>Past events that can be read again and again, in order of (time, identity), by several threads at once.</summary>
public interface IEventHistory
{
    /// <summary>First and last event, UTC microseconds; null when there is none.</summary>
    (long FirstMicros, long LastMicros)? Span { get; }

    /// <summary>Events in a stretch of time, for progress.</summary>
    long Count(long fromMicros, long untilMicros);

    /// <summary>Gives every event from (inclusive) until (exclusive); the event is valid during the call.</summary>
    void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation);

    /// <summary>
    /// The same, but what no feature looks at need not be filled: keys of processes, the record's own id, file, line and text. Whoever has those cheaply
    /// may fill them.
    /// </summary>
    void ReplayBehaviour(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) => Replay(fromMicros, untilMicros, take, cancellation);

    /// <summary>
    /// Gives what the events from (inclusive) until (exclusive) say of the site, in an order that is the same each time. Who can tell that events say the
    /// same may give them as one.
    /// </summary>
    /// <param name="fromMicros">First time.</param>
    /// <param name="untilMicros">Last time, exclusive.</param>
    /// <param name="without">Identities of events that are passed over.</param>
    /// <param name="take">Takes a sighting.</param>
    /// <param name="cancellation">Stops it.</param>
    void SurveySite(long fromMicros, long untilMicros, IReadOnlySet<UInt128> without, Action<SiteSighting> take, CancellationToken cancellation) =>
        Replay(fromMicros, untilMicros, e =>
        {
            if (!without.Contains(e.Identity))
            {
                take(SiteSighting.Of(e));
            }
        }, cancellation);

    /// <summary>Times of the first and the last event of every clock period that has any, rising.</summary>
    /// <param name="fromMicros">First time.</param>
    /// <param name="untilMicros">Last time, exclusive.</param>
    /// <param name="periodMicros">Length of a period, above 0; the first began in 1970.</param>
    /// <param name="cancellation">Stops it.</param>
    IReadOnlyList<(long FirstMicros, long LastMicros)> ActivePeriods(long fromMicros, long untilMicros, long periodMicros, CancellationToken cancellation)
    {
        var periods = new List<(long First, long Last)>();
        Replay(fromMicros, untilMicros, e =>
        {
            if (periods.Count > 0 && FeatureCalendar.Number(periods[^1].First, periodMicros) == FeatureCalendar.Number(e.TimeMicros, periodMicros))
            {
                periods[^1] = (periods[^1].First, e.TimeMicros);
            }
            else
            {
                periods.Add((e.TimeMicros, e.TimeMicros));
            }
        }, cancellation);
        return periods;
    }
}

/// <summary>Takes one counted row; the spans are valid during the call.</summary>
public delegate void RowReceiver(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude);

/// <summary>Counts observations: the part of training that a database does.</summary>
public interface IObservationCounter : IObservationStage, IDisposable
{
    /// <summary>Values of a feature seen on fewer entities than asked become <paramref name="replacement"/>, unless kept. Called when all is appended.</summary>
    void ReplaceRareValues(int feature, int minimumEntities, IReadOnlyCollection<string> keep, string replacement);

    /// <summary>
    /// Gives the counted rows in any order, each (feature, entity, scope, value, unit) once, magnitudes combined by the feature's rule;
    /// features without magnitude have 0.
    /// </summary>
    void Count(RowReceiver receive);
}

/// <summary>Opens a counter for the features of a training run.</summary>
public delegate IObservationCounter CounterFactory(IReadOnlyList<FeatureSchema> schema);
