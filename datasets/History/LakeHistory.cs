using Det0131.Datasets.Lake;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Datasets.History;

/// <summary>A lake as the history that training reads. Thread-safe.</summary>
public sealed class LakeHistory(EventLake lake) : IEventHistory
{
    private readonly LakeStatistics _statistics = lake.Statistics();
    private readonly SiteSurvey _survey = new(lake);

    public (long FirstMicros, long LastMicros)? Span =>
        _statistics is { FirstMicros: { } first, LastMicros: { } last } ? (first, last) : null;

    /// <summary>What the lake holds, by source.</summary>
    public LakeStatistics Statistics => _statistics;

    /// <summary>Close enough for progress: exact for the whole lake, else by the share of time.</summary>
    public long Count(long fromMicros, long untilMicros)
    {
        if (Span is not { } span || fromMicros > span.LastMicros || untilMicros <= span.FirstMicros)
        {
            return 0;
        }

        var inside = (double)Math.Min(untilMicros, span.LastMicros + 1) - Math.Max(fromMicros, span.FirstMicros);
        return (long)(_statistics.Events * Math.Min(1, inside / (span.LastMicros + 1 - span.FirstMicros)));
    }

    public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
        Replay(fromMicros, untilMicros, EventFields.WithoutRaw, take, cancellation);

    public void ReplayBehaviour(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
        Replay(fromMicros, untilMicros, EventFields.Behaviour | EventFields.FlowKeys, take, cancellation);

    public void SurveySite(long fromMicros, long untilMicros, IReadOnlySet<UInt128> without, Action<SiteSighting> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(take);
        foreach (var sighting in _survey.Sightings(fromMicros, untilMicros, without, cancellation))
        {
            take(sighting);
        }
    }

    public IReadOnlyList<(long FirstMicros, long LastMicros)> ActivePeriods(long fromMicros, long untilMicros, long periodMicros, CancellationToken cancellation) =>
        _survey.ActivePeriods(fromMicros, untilMicros, periodMicros, cancellation);

    private void Replay(long fromMicros, long untilMicros, EventFields fields, Action<SecurityEvent> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(take);
        foreach (var e in lake.ReadEvents(fromMicros, untilMicros, fields, cancellation))
        {
            take(e);
        }
    }
}
