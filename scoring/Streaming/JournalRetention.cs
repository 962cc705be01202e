using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Decides how much of the journal may go: what lies before the last snapshot, is in the lake, and is older than six hours, so that the events
/// of groups that may still become alerts can be shown; longer when a group is open for longer, as after a standstill. Not thread-safe.
/// </summary>
internal sealed class JournalRetention(IEventJournal journal, Func<long> inLakeUpTo)
{
    /// <summary>An alert's first events are at most three hours older than what opens it; twice that.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    private readonly Queue<(DateTimeOffset At, long Position)> _marks = [];

    /// <summary>Notes where the journal stood at a time.</summary>
    public void Mark(DateTimeOffset at, long position)
    {
        if (_marks.Count == 0 || at - _marks.Last().At >= TimeSpan.FromMinutes(1))
        {
            _marks.Enqueue((at, position));
        }
    }

    /// <summary>Lets go of what nobody needs.</summary>
    /// <param name="now">Now, UTC.</param>
    /// <param name="snapshot">Position of the last snapshot.</param>
    /// <param name="needed">First position that an open group has an event of, however old; null: none.</param>
    public void Release(DateTimeOffset now, long snapshot, long? needed)
    {
        long? old = null;
        while (_marks.TryPeek(out var mark) && now - mark.At >= Kept)
        {
            old = mark.Position;
            _marks.Dequeue();
        }

        if (old is { } position)
        {
            journal.Release(Math.Min(Math.Min(position, needed ?? long.MaxValue), Math.Min(snapshot, inLakeUpTo())));
        }
    }

    public void Save(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(_marks.Count);
        foreach (var (at, position) in _marks)
        {
            to.Write(at.UtcTicks);
            to.Write(position);
        }
    }

    /// <exception cref="InvalidDataException">A time makes no sense.</exception>
    public void Restore(BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _marks.Clear();
        var count = from.ReadInt32();
        if (count < 0)
        {
            throw new InvalidDataException($"Found {count} marks of the journal, expected 0 or more.");
        }

        for (var i = 0; i < count; i++)
        {
            var ticks = from.ReadInt64();
            if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks)
            {
                throw new InvalidDataException($"Found time {ticks} among the marks of the journal, expected ticks of a date.");
            }

            _marks.Enqueue((new DateTimeOffset(ticks, TimeSpan.Zero), from.ReadInt64()));
        }
    }
}
