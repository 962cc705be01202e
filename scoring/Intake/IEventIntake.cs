using Det0131.Datasets.Readers;

namespace Det0131.Scoring.Intake;

/// <summary>What a sender says about a body.</summary>
/// <param name="Source">Format name, or null: recognised from the content.</param>
/// <param name="Name">What stands as the events' file: <c>post/zeek</c>, or what the sender named.</param>
/// <param name="Gzip">The body is compressed.</param>
public sealed record IntakeRequest(string? Source, string Name, bool Gzip);

/// <summary>What became of a body. <c>Read = Accepted + Ignored + Rejected + Held</c>; all events are on disk when this is returned.</summary>
/// <param name="Id">Names the delivery in logs.</param>
/// <param name="Format">What it was read as; null: not recognised.</param>
/// <param name="Read">Records.</param>
/// <param name="Accepted">Records that gave events.</param>
/// <param name="Ignored">Records of no concern.</param>
/// <param name="Rejected">Records that could not be used.</param>
/// <param name="Held">Records that became part of others' events.</param>
/// <param name="Events">Events made of them.</param>
/// <param name="RejectedBy">Reasons.</param>
/// <param name="Examples">The first few of each.</param>
/// <param name="Problem">Why the body was not read, or not to its end; null: it was.</param>
public sealed record IntakeResult(
    string Id, string? Format, long Read, long Accepted, long Ignored, long Rejected, long Held, long Events,
    IReadOnlyDictionary<string, long> RejectedBy, IReadOnlyList<RejectedRecord> Examples, string? Problem);

/// <summary>Takes bodies of records. Thread-safe.</summary>
public interface IEventIntake
{
    /// <summary>Names of the formats that are read.</summary>
    IEnumerable<string> Formats => SourceFormats.All.Select(format => format.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Reads a body, and returns when its events are safe on disk.</summary>
    /// <exception cref="IntakeBusyException">Too much waits already: nothing of the body was taken.</exception>
    /// <exception cref="InvalidDataException">The body is larger than allowed once unpacked: nothing of it was taken.</exception>
    /// <exception cref="IntakeDiskException">The disk refused: the body is to be sent again.</exception>
    Task<IntakeResult> TakeAsync(Stream body, IntakeRequest request, CancellationToken cancellation);
}

/// <summary>The sender is asked to come back later.</summary>
public sealed class IntakeBusyException(TimeSpan retryAfter) : Exception($"Too many events wait; try again in {retryAfter.TotalSeconds:0} s.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The disk refused the events of a body: not all of it is safe, so the sender is to send it again. What was taken already counts once.</summary>
/// <param name="isFull">It has no room left; false: another fault.</param>
/// <param name="inner">What the disk said.</param>
public sealed class IntakeDiskException(bool isFull, Exception inner)
    : Exception(isFull ? "The service's disk is full: send the body again later." : "The service's disk refused the events: send the body again later.", inner)
{
    public bool IsFull { get; } = isFull;
}
