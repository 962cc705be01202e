using Det0131.Models.Events;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// The events of a micro-batch, copied out of the journal into instances that are used again. Not thread-safe.
/// </summary>
internal sealed class JournalBatch
{
    /// <summary>Events after which a batch ends at the next frame: some 100 MB.</summary>
    public const int MaximumEvents = 100_000;

    /// <summary>Bytes of the journal after which it ends: events may be large. In memory they take some three times that.</summary>
    public const long MaximumBytes = 64L << 20;

    private readonly List<SecurityEvent> _pool = [];

    /// <summary>The events; in the journal's order until somebody sorts them.</summary>
    public List<SecurityEvent> Events { get; } = [];

    /// <summary>Position behind the last frame taken.</summary>
    public long Until { get; private set; }

    /// <summary>When the oldest of its frames was accepted; null: it has no events.</summary>
    public DateTimeOffset? OldestAt { get; private set; }

    /// <summary>When each frame with events was accepted.</summary>
    public List<DateTimeOffset> FramesAt { get; } = [];

    /// <summary>Takes the frames from a position on.</summary>
    /// <param name="journal">Where they are.</param>
    /// <param name="from">First position.</param>
    /// <param name="until">Position to stop at.</param>
    /// <param name="bounded">Stop when there are enough; false where a cut says what belongs together.</param>
    public void Fill(IEventJournal journal, long from, long until, bool bounded)
    {
        ArgumentNullException.ThrowIfNull(journal);
        Events.Clear();
        FramesAt.Clear();
        OldestAt = null;
        Until = from;
        foreach (var frame in journal.Read(from, until))
        {
            var before = Events.Count;
            foreach (var e in frame.Events)
            {
                Take(e);
            }

            Until = frame.Next;
            if (Events.Count > before)
            {
                OldestAt ??= frame.At;
                FramesAt.Add(frame.At);
            }

            if (bounded && (Events.Count >= MaximumEvents || frame.Next - from >= MaximumBytes))
            {
                return;
            }
        }
    }

    private void Take(SecurityEvent e)
    {
        if (Events.Count == _pool.Count)
        {
            _pool.Add(new SecurityEvent());
        }

        var kept = _pool[Events.Count];
        kept.CopyFrom(e);
        Events.Add(kept);
    }
}
