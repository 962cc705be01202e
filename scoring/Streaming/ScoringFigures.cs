using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Streaming;

/// <summary>How far the scorer is, for those who ask from other threads, and its counts for the metrics. Written by one thread, read by any.</summary>
internal sealed class ScoringFigures(IEventJournal journal, ServiceMetrics metrics, TimeProvider time)
{
    private volatile StatusFigures _now = new();

    public StatusFigures Now => _now;

    public long WaitingEvents => journal.CountFrom(_now.ScoredUpTo);

    /// <summary>Age of the oldest event that is not scored; read from the journal, so that it grows whatever holds the scorer up.</summary>
    public TimeSpan Lag
    {
        get
        {
            var from = _now.ScoredUpTo;
            if (journal.CountFrom(from) == 0)
            {
                return TimeSpan.Zero;
            }

            // Frames without events are the scorer's own notes.
            var oldest = journal.Read(from, journal.End).Where(static frame => frame.Events.Any()).Select(static frame => (DateTimeOffset?)frame.At).FirstOrDefault();
            return oldest is { } at && time.GetUtcNow() - at is { Ticks: > 0 } lag ? lag : TimeSpan.Zero;
        }
    }

    /// <summary>Shows where the scorer stands; counts nothing, for what was counted before a restart.</summary>
    public void Show(StreamScorer scorer, long scoredUpTo) => _now = StatusFigures.Of(scorer, scoredUpTo);

    /// <summary>Shows where the scorer stands and counts what it did since the last time.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="scoredUpTo">Journal position.</param>
    /// <param name="acceptedAt">When each frame of the batch was accepted.</param>
    public void Count(StreamScorer scorer, long scoredUpTo, IReadOnlyList<DateTimeOffset> acceptedAt)
    {
        var before = _now;
        var after = _now = StatusFigures.Of(scorer, scoredUpTo);
        var late = after.EventsLate - before.EventsLate;
        var scored = after.EventsScored - before.EventsScored;
        var doubled = after.EventsDoubled - before.EventsDoubled;
        Add("scored", scored);
        Add("late", late);
        Add("doubled", doubled);
        var met = after.Sensors - before.Sensors;
        Add("double_flow", met.Doubles);
        // What waits is counted when it is decided.
        Add("taught", after.EventsSeen - after.EventsWaiting - before.EventsSeen + before.EventsWaiting - scored - late - doubled - met.Doubles);
        Met("joined", met.Joined);
        Met("ambiguous", met.Ambiguous);
        Met("alone", met.Flows - met.Joined - met.Ambiguous);
        var now = time.GetUtcNow();
        foreach (var at in acceptedAt)
        {
            metrics.ScoreSeconds.Record((now - at).TotalSeconds);
        }

        void Met(string result, long flows)
        {
            if (flows > 0)
            {
                metrics.SensorFlows.Add(flows, new KeyValuePair<string, object?>("result", result));
            }
        }

        void Add(string result, long events)
        {
            if (events > 0)
            {
                metrics.Scored.Add(events, new KeyValuePair<string, object?>("result", result));
            }
        }
    }
}
