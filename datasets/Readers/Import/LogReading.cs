using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>
/// One log, read a record at a time: its format is recognised when it is opened, and each <see cref="Next"/> hands over the events of one record. Not thread-safe.
/// </summary>
public sealed class LogReading : IDisposable
{
    private readonly ImportSink sink;
    private readonly string name;
    private readonly string why;
    private readonly string? problem;
    private readonly RecordFramer? framer;
    private readonly IRecordParser? parser;
    private readonly ReadReport own = new();
    private bool ended;
    private bool reported;

    /// <param name="stream">Decompressed bytes; disposed with this where the format was recognised, else left open.</param>
    /// <param name="name">What stands as the events' file.</param>
    /// <param name="options">How to read; <see cref="ImportOptions.RejectsPath"/> is not used.</param>
    /// <param name="accept">Takes the events; must copy what it keeps.</param>
    /// <param name="writtenAtMicros">When the file was last written (<see cref="SourceFile.WrittenAtMicros"/>), for formats without times of their own; null: unknown.</param>
    /// <exception cref="ArgumentException"><see cref="ImportOptions.Source"/> is no known format.</exception>
    public LogReading(Stream stream, string name, ImportOptions options, Action<SecurityEvent> accept, long? writtenAtMicros = null)
        : this(RecordFramer.AsUtf8(stream), name, LogImporter.FormatsOf(options), options, null, accept, writtenAtMicros)
    {
    }

    internal LogReading(PeekStream stream, string name, IReadOnlyList<SourceFormat> formats, ImportOptions options, ImportSink sink, long? writtenAtMicros)
        : this(stream, name, formats, options, sink, null, writtenAtMicros)
    {
    }

    private LogReading(PeekStream stream, string name, IReadOnlyList<SourceFormat> formats, ImportOptions options, ImportSink? sink, Action<SecurityEvent>? accept, long? writtenAtMicros)
    {
        this.name = name;
        this.sink = sink ?? new ImportSink(options, own, null, accept!);
        var choice = Recognise(stream, formats, options, name, out problem);
        why = choice.Why;
        if (choice.Format is { } format)
        {
            Format = format;
            framer = RecordFramer.Create(stream, format.Framing, options.Limits);
            parser = format.CreateParser(name);
            if (writtenAtMicros is { } micros)
            {
                (parser as ITimedByFile)?.FileWrittenAt(micros);
            }

            this.sink.StartFile(format.Name, framer);
        }
    }

    /// <summary>What it was recognised as; null: nothing known.</summary>
    public SourceFormat? Format { get; }

    /// <summary>Its records so far.</summary>
    public RecordCounts Counts => Format is null ? new RecordCounts() : sink.Counts;

    /// <summary>What became of it so far.</summary>
    public FileReport FileReport => new(name, Format?.Name, why, framer is null ? problem : framer.Failure, Counts);

    /// <summary>The same as a report, with examples of refused records. Ask once, at the end.</summary>
    public ReadReport Report
    {
        get
        {
            if (!reported)
            {
                reported = true;
                own.Add(FileReport);
            }

            return own;
        }
    }

    /// <summary>Reads a record. At the end it hands over what the parser held, and from then on it is false.</summary>
    public bool Next()
    {
        if (ended || framer is null || parser is null)
        {
            return false;
        }

        if (!framer.Next())
        {
            ended = true;
            sink.StartCompletion(new RecordPosition(name, framer.Line));
            ParserGuard.Parse(parser, default, isEnd: true, sink);
            return false;
        }

        sink.StartRecord(new RecordPosition(name, framer.Line));
        if (framer.Defect is not null)
        {
            sink.Reject(framer.Defect);
        }
        else
        {
            ParserGuard.Parse(parser, framer.Record, isEnd: false, sink);
        }

        sink.EndRecord();
        return true;
    }

    public void Dispose() => framer?.Dispose();

    private static FormatChoice Recognise(PeekStream stream, IReadOnlyList<SourceFormat> formats, ImportOptions options, string name, out string? problem)
    {
        var head = stream.Peek(FormatDetection.HeadBytes);
        if (head.Length == FormatDetection.HeadBytes && FormatDetection.IsCutInFirstValue(head))
        {
            head = stream.Peek(FormatDetection.LongHeadBytes);
        }

        if (head.IsEmpty)
        {
            problem = stream.Fault?.Message;
            return new FormatChoice(null, problem is null ? "empty" : "");
        }

        if (Compression.Of(head) == CompressionKind.Parquet)
        {
            problem = ParquetRows.Inside;
            return new FormatChoice(null, "");
        }

        var choice = FormatDetection.Choose(formats, head, name);
        choice = choice.Format is null && options.Source is not null ? new FormatChoice(formats[0], "named by the caller") : choice;
        problem = choice.Format is null ? $"not recognised: {choice.Why}" : null;
        return choice;
    }
}
