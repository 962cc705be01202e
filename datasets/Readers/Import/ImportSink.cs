using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>Stands between a parser and whoever takes the events: counts, and fills what parsers leave open. One per import. Not thread-safe.</summary>
internal sealed class ImportSink(ImportOptions options, ReadReport report, RejectsFile? rejects, Action<SecurityEvent> accept) : IRecordSink
{
    private const int MaxRawBytes = 4096;
    private const int ExcerptCharacters = 120;

    private readonly SecurityEvent shared = new();
    private RecordFramer? framer;
    private bool completing;
    private long recordNumber;
    private int eventNumber;
    private bool reported;
    private bool refused;
    private string format = "";
    private ReadOnlyMemory<byte> given;
    private Dictionary<UInt128, long>? seen;
    private (UInt128 Key, long Ordinal)? content;

    public RecordCounts Counts { get; private set; } = new();

    /// <summary>True while the taker of events runs: its exceptions are its own.</summary>
    public bool InAccept { get; private set; }

    /// <summary>Where the record being parsed begins.</summary>
    public RecordPosition Position { get; private set; }

    private ReadOnlySpan<byte> Record => completing ? default : framer is null ? given.Span : framer.Record;

    /// <param name="formatName">Its format.</param>
    /// <param name="records">What cuts it into records; null: they are given to <see cref="StartRecord(RecordPosition, ReadOnlyMemory{byte})"/>.</param>
    public void StartFile(string formatName, RecordFramer? records)
    {
        framer = records;
        seen?.Clear();
        content = null;
        completing = false;
        Counts = new RecordCounts();
        recordNumber = 0;
        format = formatName;
    }

    public void StartRecord(RecordPosition at, ReadOnlyMemory<byte> record)
    {
        given = record;
        StartRecord(at);
    }

    public void StartRecord(RecordPosition at)
    {
        content = null;
        Position = at;
        recordNumber++;
        eventNumber = 0;
        reported = refused = false;
        Counts.Read++;
    }

    /// <summary>After the parser: a record that gave events and no other report is accepted.</summary>
    public void EndRecord()
    {
        if (reported)
        {
            return;
        }

        if (eventNumber > 0)
        {
            Counts.Accepted++;
        }
        else
        {
            Counts.Ignore("nothing in it");
        }
    }

    /// <summary>What comes from now on belongs to records held before.</summary>
    public void StartCompletion(RecordPosition at)
    {
        completing = true;
        content = null;
        recordNumber = 0;
        eventNumber = 0;
        Position = at;
        reported = true;
    }

    public SecurityEvent NewEvent()
    {
        shared.Clear();
        return shared;
    }

    public void Emit(SecurityEvent filled)
    {
        if (options.Refuse?.Invoke(filled) is { } reason)
        {
            RefuseEvent(reason);
            return;
        }

        var bytes = Record;
        filled.File ??= Position.File;
        if (filled.Line == 0)
        {
            filled.Line = Position.Line;
        }

        if (filled.Platform == Platform.Unknown && options.Platform is { } platform)
        {
            filled.Platform = platform;
        }

        if (filled.Identity == UInt128.Zero)
        {
            filled.Identity = options.IdentityByContent ? ByContent(filled, bytes)
                : EventIdentity.OfRecord(filled.Source, Position.File, recordNumber, eventNumber, bytes);
        }

        if (options.KeepRaw)
        {
            filled.Raw = Raw(filled.Raw, bytes);
        }

        eventNumber++;
        Counts.Emit(filled.Source, filled.TimeMicros);
        InAccept = true;
        accept(filled);
        InAccept = false;
    }

    /// <summary>Counts the record once, however many of its events are refused. At the end of a file each event stands for a record held before.</summary>
    private void RefuseEvent(string reason)
    {
        if (!refused || completing)
        {
            refused = true;
            Reject(reason);
        }
    }

    public void Ignore(string what)
    {
        if (Settles())
        {
            Counts.Ignore(what);
        }
    }

    public void Reject(string reason)
    {
        if (!Settles())
        {
            return;
        }

        Counts.Reject(reason);
        var bytes = Record;
        rejects?.Write(Position, reason, bytes);
        if (!options.Strict && !report.WantsExample(format, reason))
        {
            return;
        }

        var example = new RejectedRecord(Position.File, Position.Line, reason, Excerpt(bytes));
        report.AddExample(format, example);
        if (options.Strict)
        {
            throw new StrictReadException(example);
        }
    }

    public void Hold()
    {
        if (!reported)
        {
            reported = true;
            Counts.Held++;
        }
    }

    /// <summary>The first report is about the record; a further one is about a record held earlier, which is no longer counted as held.</summary>
    private bool Settles()
    {
        if (!reported)
        {
            reported = true;
            return true;
        }

        if (Counts.Held == 0)
        {
            return false;
        }

        Counts.Held--;
        return true;
    }

    private UInt128 ByContent(SecurityEvent filled, ReadOnlySpan<byte> bytes)
    {
        if (content is null)
        {
            var key = EventIdentity.Of("", bytes);
            seen ??= [];
            var ordinal = seen.GetValueOrDefault(key);
            seen[key] = ordinal + 1;
            content = (key, ordinal);
        }

        return EventIdentity.OfContent(filled, content.Value.Ordinal, eventNumber, content.Value.Key);
    }

    private string? Raw(string? set, ReadOnlySpan<byte> bytes)
    {
        if (set is null && bytes.IsEmpty)
        {
            return null;
        }

        var text = set ?? Encoding.UTF8.GetString(TextExcerpt.Cut(bytes, MaxRawBytes));
        return options.Redact is null ? text : options.Redact(text);
    }

    private string Excerpt(ReadOnlySpan<byte> bytes)
    {
        if (options.Redact is null)
        {
            return TextExcerpt.Of(bytes, ExcerptCharacters);
        }

        // Redacted before it is cut, so that a secret is not cut out of reach of the redaction.
        var redacted = options.Redact(Encoding.UTF8.GetString(TextExcerpt.Cut(bytes, MaxRawBytes)));
        return TextExcerpt.Of(Encoding.UTF8.GetBytes(redacted), ExcerptCharacters);
    }
}
