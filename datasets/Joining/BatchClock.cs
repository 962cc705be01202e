using System.Runtime.InteropServices;
using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>
/// The time that a stream has reached, by its events: follows the batches' median time, some minutes a batch, so that a few wrong stamps do not make
/// everything look old. Not thread-safe.
/// </summary>
internal sealed class BatchClock
{
    private const long StepMicros = 600_000_000;
    private const int Sample = 255;

    private readonly List<long> _times = new(Sample);

    /// <summary>UTC microseconds; null while no batch had an event whose time can be.</summary>
    public long? Micros { get; set; }

    /// <summary>Moves to a batch's time.</summary>
    /// <returns><see cref="Micros"/>.</returns>
    public long? Follow(List<SecurityEvent> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _times.Clear();
        var step = Math.Max(batch.Count / Sample, 1);
        for (var i = 0; i < batch.Count && _times.Count < Sample; i += step)
        {
            if (EventJoiner.IsInTime(batch[i]))
            {
                _times.Add(batch[i].TimeMicros);
            }
        }

        if (_times.Count > 0)
        {
            CollectionsMarshal.AsSpan(_times).Sort();
            var median = _times[_times.Count / 2];
            Micros = Micros is { } now ? Math.Clamp(median, now - StepMicros, now + StepMicros) : median;
        }

        return Micros;
    }
}
