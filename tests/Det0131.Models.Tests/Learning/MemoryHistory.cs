using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning;

/// <summary>Events in a list, as the history that training reads: in order of (time, identity), copied out so that nobody changes them.</summary>
public sealed class MemoryHistory : IEventHistory
{
    private readonly List<SecurityEvent> _events;

    public MemoryHistory(IEnumerable<SecurityEvent> events) =>
        _events = [.. events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)];

    public IReadOnlyList<SecurityEvent> Events => _events;

    public (long FirstMicros, long LastMicros)? Span =>
        _events.Count == 0 ? null : (_events[0].TimeMicros, _events[^1].TimeMicros);

    public long Count(long fromMicros, long untilMicros) => _events.LongCount(e => e.TimeMicros >= fromMicros && e.TimeMicros < untilMicros);

    public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation)
    {
        // Of its own, because several replays may run at once.
        var given = new SecurityEvent();
        foreach (var e in _events)
        {
            cancellation.ThrowIfCancellationRequested();
            if (e.TimeMicros >= fromMicros && e.TimeMicros < untilMicros)
            {
                // Whoever keeps the event beyond the call finds the next one in it, as with a lake.
                given.CopyFrom(e);
                take(given);
            }
        }
    }

    /// <summary>The stored events of these identities, as alerts ask for them.</summary>
    public void Find(IReadOnlyCollection<UInt128> identities, Action<SecurityEvent> take)
    {
        foreach (var e in _events.Where(e => identities.Contains(e.Identity)))
        {
            take(e);
        }
    }
}
