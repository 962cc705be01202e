using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>
/// One log whose records come one by one from elsewhere: a connection, a file that grows. Its parser keeps what it learned, so records may come at any time. Not thread-safe.
/// </summary>
public sealed class LogFeed
{
    private readonly string name;
    private readonly IRecordParser parser;
    private readonly ImportSink sink;
    private readonly ReadReport report = new();

    /// <param name="format">What the records are.</param>
    /// <param name="name">What stands as the events' file.</param>
    /// <param name="options">How to read; <see cref="ImportOptions.Source"/> and <see cref="ImportOptions.RejectsPath"/> are not used.</param>
    /// <param name="accept">Takes the events; must copy what it keeps.</param>
    public LogFeed(SourceFormat format, string name, ImportOptions options, Action<SecurityEvent> accept)
    {
        ArgumentNullException.ThrowIfNull(format);
        Format = format;
        this.name = name;
        parser = format.CreateParser(name);
        sink = new ImportSink(options, report, null, accept);
        sink.StartFile(format.Name, null);
    }

    public SourceFormat Format { get; }

    /// <summary>Its records so far.</summary>
    public RecordCounts Counts => sink.Counts;

    /// <summary>The first few refused records of each reason.</summary>
    public IEnumerable<RejectedRecord> Examples => report.Examples;

    /// <summary>Takes one record.</summary>
    /// <param name="record">A line without its end, or one JSON value.</param>
    /// <param name="line">1-based number of its first line.</param>
    /// <param name="defect">Why it is no record; it is refused with this.</param>
    public void Add(ReadOnlyMemory<byte> record, long line, string? defect = null)
    {
        sink.StartRecord(new RecordPosition(name, line), record);
        if (defect is not null)
        {
            sink.Reject(defect);
        }
        else
        {
            ParserGuard.Parse(parser, record.Span, isEnd: false, sink);
        }

        sink.EndRecord();
    }

    /// <summary>Nothing more comes: hands over what the parser held.</summary>
    public void Complete(long line)
    {
        sink.StartCompletion(new RecordPosition(name, line));
        ParserGuard.Parse(parser, default, isEnd: true, sink);
    }
}
