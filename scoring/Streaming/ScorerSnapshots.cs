using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Writes the scorer's state at intervals with the journal position that it stands for, lets the journal go of what is no longer needed then, and reads
/// the last one at start. Not thread-safe, but for <see cref="Bytes"/>.
/// </summary>
internal sealed partial class ScorerSnapshots(ServeOptions options, IEventJournal journal, JournalRetention retention, TimeProvider time, ILogger log)
{
    private readonly SnapshotFile _file = new(options.Data);

    /// <summary>When the next is to be written.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>Size of the last one; 0: there is none.</summary>
    public long Bytes => _file.Bytes;

    /// <summary>Reads the last one into a new scorer.</summary>
    /// <returns>The journal position that scoring goes on from.</returns>
    /// <exception cref="InvalidDataException">It is damaged; the message says what to do.</exception>
    public long Restore(StreamScorer scorer, Func<string, HostedModel?> load)
    {
        try
        {
            var position = 0L;
            string? missing = null;
            var found = _file.Read(reader =>
            {
                position = reader.ReadInt64();
                retention.Restore(reader);
                missing = scorer.Restore(reader, load);
            });
            if (found && (position < journal.Start || position > journal.End))
            {
                LogOtherJournal(log, position, journal.Start, journal.End);
                position = journal.Start;
            }

            position = Math.Max(position, journal.Start);
            if (missing is not null)
            {
                LogGroupsLost(log, missing);
            }

            if (found)
            {
                LogRestored(log, position);
            }

            return position;
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{fault.Message} Remove the file to score what the journal still holds ({journal.Start} to {journal.End}) anew.", fault);
        }
    }

    /// <summary>The next is due an interval from now.</summary>
    public void Begin() => NextAt = time.GetUtcNow() + TimeSpan.FromSeconds(options.SnapshotSeconds);

    /// <summary>Takes note of where the scorer is, and writes a snapshot when one is due.</summary>
    public void Pass(StreamScorer scorer, long position)
    {
        var now = time.GetUtcNow();
        retention.Mark(now, position);
        if (now >= NextAt)
        {
            Write(scorer, position);
        }
    }

    /// <summary>Writes one now.</summary>
    public void Write(StreamScorer scorer, long position)
    {
        Begin();
        try
        {
            _file.Write(writer =>
            {
                writer.Write(position);
                retention.Save(writer);
                scorer.Save(writer);
            });
            retention.Release(time.GetUtcNow(), position, scorer.FirstPosition);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The one before still stands, and the journal behind it.
            LogNoSnapshot(log, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scoring state of journal position {Position} read")]
    private static partial void LogRestored(ILogger log, long position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model version {Version} of the snapshot is not to be had: its open groups grow no more")]
    private static partial void LogGroupsLost(ILogger log, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found a scoring state of journal position {Position}, expected one within the journal, {Start} to {End}: all that the journal has is scored anew")]
    private static partial void LogOtherJournal(ILogger log, long position, long start, long end);

    [LoggerMessage(Level = LogLevel.Error, Message = "The scoring state cannot be written, the last one stays: {Why}")]
    private static partial void LogNoSnapshot(ILogger log, string why);
}
