using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Benchmarks;

/// <summary>A history without a lake, so that a benchmark measures what is asked and no file.</summary>
/// <param name="events">In order of time, at least one.</param>
internal sealed class EventsInMemory(List<SecurityEvent> events) : IEventHistory
{
    public (long FirstMicros, long LastMicros)? Span => (events[0].TimeMicros, events[^1].TimeMicros);

    public long Count(long fromMicros, long untilMicros) => events.Count;

    public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            if (e.TimeMicros >= fromMicros && e.TimeMicros < untilMicros)
            {
                take(e);
            }
        }
    }
}
