using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;

namespace Det0131.Training.Backtesting;

/// <summary>Somebody saw what was still to come. The figures would be worthless.</summary>
internal sealed class LookAheadException(string message) : Exception(message);

/// <summary>
/// A history up to a moment, which is all that a training of the backtest is given: it cannot ask for what comes later, and an event that the store
/// behind gives all the same ends the run. Thread-safe as the history behind it.
/// </summary>
internal sealed class PastOnly(IEventHistory history, long untilMicros) : IEventHistory
{
    public (long FirstMicros, long LastMicros)? Span =>
        history.Span is { } span && span.FirstMicros < untilMicros ? (span.FirstMicros, Math.Min(span.LastMicros, untilMicros - 1)) : null;

    public long Count(long fromMicros, long until) => history.Count(fromMicros, Math.Min(until, untilMicros));

    public void Replay(long fromMicros, long until, Action<SecurityEvent> take, CancellationToken cancellation) =>
        history.Replay(fromMicros, Math.Min(until, untilMicros), Guarded(take), cancellation);

    public void ReplayBehaviour(long fromMicros, long until, Action<SecurityEvent> take, CancellationToken cancellation) =>
        history.ReplayBehaviour(fromMicros, Math.Min(until, untilMicros), Guarded(take), cancellation);

    public void SurveySite(long fromMicros, long until, IReadOnlySet<UInt128> without, Action<SiteSighting> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(take);
        history.SurveySite(fromMicros, Math.Min(until, untilMicros), without, sighting =>
        {
            Check(sighting.LastMicros);
            take(sighting);
        }, cancellation);
    }

    public IReadOnlyList<(long FirstMicros, long LastMicros)> ActivePeriods(long fromMicros, long until, long periodMicros, CancellationToken cancellation)
    {
        var periods = history.ActivePeriods(fromMicros, Math.Min(until, untilMicros), periodMicros, cancellation);
        Check(periods.Count == 0 ? long.MinValue : periods.Max(p => p.LastMicros));
        return periods;
    }

    private Action<SecurityEvent> Guarded(Action<SecurityEvent> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        return e =>
        {
            Check(e.TimeMicros);
            take(e);
        };
    }

    private void Check(long micros)
    {
        if (micros >= untilMicros)
        {
            throw new LookAheadException($"Learning up to {TimeText.Format(untilMicros)} was given an event of {TimeText.Format(micros)}; expected none that late.");
        }
    }
}
