using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// Parses one file of <c>praudit -l</c>, of <c>praudit -x</c> (a token a line, or with -l a record a line), or the records of a trail as <see cref="AuditTrailFramer"/> gives them. Not thread-safe.
/// </summary>
internal sealed class OpenBsmParser(string file) : IRecordParser
{
    public const string NotARecord = "not an audit record";
    public const string NotReadable = "audit header or time not readable";
    public const string CutOff = "audit record is cut off";
    public const string TooLong = "audit record longer than 256 KiB";

    private const int LongestCommand = 8192;
    private const int LongestRecord = 256 << 10;

    private readonly BsmEvents events = new(FileNameHost.Of(file, "praudit", "openbsm", "bsm", "audit"));
    private readonly ArgumentJoiner arguments = new(LongestCommand);
    private readonly BsmXml xml = new();
    private byte[] joined = new byte[4096];
    private int used;
    private bool isOpen;
    private RecordPosition began;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        record = record.TrimStart(" \t"u8);
        if (record.StartsWith(BsmXml.Begin))
        {
            Begin(record, position, sink);
        }
        else if (isOpen)
        {
            Add(record, sink);
        }
        else if (!BsmLine.IsOne(record))
        {
            sink.Ignore(NotARecord);
        }
        else if (!BsmLine.TryRead(record, arguments, out var line))
        {
            sink.Reject(NotReadable);
        }
        else if (events.Read(line, sink) is { } filled)
        {
            sink.Emit(filled);
        }
    }

    public void Complete(IRecordSink sink) => Drop(sink);

    /// <summary>A record in one line is read at once; of others the lines are held until the last.</summary>
    private void Begin(ReadOnlySpan<byte> line, RecordPosition position, IRecordSink sink)
    {
        if (line.Length > LongestRecord)
        {
            sink.Reject(TooLong);
            return;
        }

        if (!line.EndsWith(BsmXml.End))
        {
            sink.Hold();
            Drop(sink);
            (isOpen, used, began) = (true, 0, position);
            Append(line);
            return;
        }

        // One that was begun stays counted as held.
        isOpen = false;
        if (!xml.TryRead(line, arguments, out var record))
        {
            sink.Reject(NotReadable);
        }
        else if (events.Read(record, sink) is { } filled)
        {
            sink.Emit(filled);
        }
    }

    private void Add(ReadOnlySpan<byte> line, IRecordSink sink)
    {
        if (used + line.Length > LongestRecord)
        {
            isOpen = false;
            sink.Reject(TooLong);
            return;
        }

        Append("\n"u8);
        Append(line);
        if (!line.EndsWith(BsmXml.End))
        {
            sink.Hold();
            return;
        }

        isOpen = false;
        var whole = joined.AsSpan(0, used);
        if (!xml.TryRead(whole, arguments, out var record))
        {
            sink.Reject(NotReadable);
        }
        else if (events.Read(record, sink) is { } filled)
        {
            // The line at hand is the record's last, the same for all.
            filled.Line = began.Line;
            filled.Raw = HostText.Cut(whole);
            filled.Identity = EventIdentity.OfRecord(filled.Source, began.File, began.Line, 0, whole);
            sink.Emit(filled);
        }
    }

    /// <summary>Of a record whose end never came one line is refused in the place of all.</summary>
    private void Drop(IRecordSink sink)
    {
        if (isOpen)
        {
            isOpen = false;
            sink.Reject(CutOff);
        }
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        if (joined.Length - used < piece.Length)
        {
            Array.Resize(ref joined, Math.Max(joined.Length * 2, used + piece.Length));
        }

        piece.CopyTo(joined.AsSpan(used));
        used += piece.Length;
    }
}
