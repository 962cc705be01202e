using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Accepted events on disk, in the order of acceptance: what is here survives any crash, what scoring does is a function of it.
/// A position is a byte offset that only grows, over the life of the service. Thread-safe.
/// </summary>
public interface IEventJournal
{
    /// <summary>Position behind the last frame that is on disk.</summary>
    long End { get; }

    /// <summary>First position that is still kept.</summary>
    long Start { get; }

    /// <summary>Appends one frame of events, all or none; completes when it is on disk.</summary>
    /// <returns>Position of the frame.</returns>
    /// <remarks><paramref name="note"/> is kept with the frame (a follower's place in its file, a cut of the scorer).</remarks>
    Task<long> AppendAsync(IReadOnlyList<SecurityEvent> events, string? note, CancellationToken cancellation);

    /// <summary>
    /// Reads frames from a position up to another, in order. The events are reused: good until the next is asked for. Their
    /// <see cref="SecurityEvent.JournalPosition"/> finds them again by <see cref="Find"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">A frame is damaged that once was whole: the message names file and offset.</exception>
    IEnumerable<JournalFrame> Read(long from, long until);

    /// <summary>A copy of one event; null when its segment was released.</summary>
    SecurityEvent? Find(long position);

    /// <summary>Events in frames that begin at or after a position: how many wait when everything before it is scored. Cheap.</summary>
    long CountFrom(long position);

    /// <summary>Completes when <see cref="End"/> is beyond a position.</summary>
    Task WaitBeyondAsync(long position, CancellationToken cancellation);

    /// <summary>Segments that end at or before the position may be deleted.</summary>
    void Release(long position);
}

/// <summary>One frame.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Next">Where the next begins.</param>
/// <param name="At">When it was appended, UTC.</param>
/// <param name="Note">See <see cref="IEventJournal.AppendAsync"/>.</param>
/// <param name="Events">Good until the next frame is asked for.</param>
public sealed record JournalFrame(long Position, long Next, DateTimeOffset At, string? Note, IEnumerable<SecurityEvent> Events);
