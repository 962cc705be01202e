using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>Reads log files of any known format as events. Thread-safe: each run has its own state.</summary>
/// <remarks>
/// Identity, where the parser gives none, is <see cref="EventIdentity.OfRecord"/>: the same for a file imported twice, from another folder,
/// or compressed; different for two equal records of one file.
/// </remarks>
public static class LogImporter
{
    private const int RecordsPerProgress = 1 << 16;

    /// <summary>
    /// Reads all files and hands each event to <paramref name="accept"/>, which must copy what it keeps (the instance is reused).
    /// Files that cannot be read or recognised and records that cannot be used are counted in the report; nothing is thrown for them.
    /// </summary>
    /// <exception cref="StrictReadException">The import is strict and a record was refused.</exception>
    /// <exception cref="ArgumentException"><see cref="ImportOptions.Source"/> is no known format.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReadReport Run(IEnumerable<string> paths, ImportOptions options, Action<SecurityEvent> accept, IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(accept);
        var formats = options.Source is null ? options.Formats : [.. options.Formats.Where(format => format.Name == options.Source)];
        if (formats.Count == 0 && options.Source is not null)
        {
            var known = string.Join(", ", options.Formats.Select(format => format.Name).Distinct(StringComparer.Ordinal));
            throw new ArgumentException($"Found the source '{options.Source}'; expected one of {known}.", nameof(options));
        }

        var report = new ReadReport();
        using var rejects = options.RejectsPath is null ? null : new RejectsFile(options.RejectsPath, options.Redact);
        var sink = new ImportSink(options, report, rejects, accept);
        foreach (var file in SourceFiles.Expand(paths, options.Limits))
        {
            cancel.ThrowIfCancellationRequested();
            ReadFile(file, formats, options, sink, report, progress, cancel);
            progress?.Report(new ReadProgress(file.Name, report.Files.Count, report.Total.Read, report.Total.Events));
        }

        return report;
    }

    private static void ReadFile(SourceFile file, IReadOnlyList<SourceFormat> formats, ImportOptions options, ImportSink sink, ReadReport report,
        IProgress<ReadProgress>? progress, CancellationToken cancel)
    {
        if (file.Problem is not null)
        {
            report.Add(new FileReport(file.Name, null, "", file.Problem, new RecordCounts()));
            return;
        }

        PeekStream stream;
        try
        {
            stream = RecordFramer.AsUtf8(file.Open());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            report.Add(new FileReport(file.Name, null, "", fault.Message, new RecordCounts()));
            return;
        }

        using (stream)
        {
            var choice = Recognise(stream, formats, options, file.Name, out var problem);
            if (choice.Format is null)
            {
                report.Add(new FileReport(file.Name, null, choice.Why, problem, new RecordCounts()));
                return;
            }

            using var framer = RecordFramer.Create(stream, choice.Format.Framing, options.Limits);
            sink.StartFile(choice.Format.Name, framer);
            ReadRecords(framer, choice.Format.CreateParser(file.Name), file.Name, sink, records =>
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(new ReadProgress(file.Name, report.Files.Count, report.Total.Read + records, report.Total.Events + sink.Counts.Events));
            });
            report.Add(new FileReport(file.Name, choice.Format.Name, choice.Why, framer.Failure, sink.Counts));
        }
    }

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

        var choice = FormatDetection.Choose(formats, head, name);
        choice = choice.Format is null && options.Source is not null ? new FormatChoice(formats[0], "named by the caller") : choice;
        problem = choice.Format is null ? $"not recognised: {choice.Why}" : null;
        return choice;
    }

    private static void ReadRecords(RecordFramer framer, IRecordParser parser, string name, ImportSink sink, Action<long> tick)
    {
        while (framer.Next())
        {
            sink.StartRecord(new RecordPosition(name, framer.Line));
            if (framer.Defect is not null)
            {
                sink.Reject(framer.Defect);
            }
            else
            {
                Parse(parser, framer, sink);
            }

            sink.EndRecord();
            if (sink.Counts.Read % RecordsPerProgress == 0)
            {
                tick(sink.Counts.Read);
            }
        }

        sink.StartCompletion(new RecordPosition(name, framer.Line));
        Parse(parser, framer: null, sink);
    }

    /// <summary>
    /// A parser must not throw for what a record holds. If one does all the same, one record must not end the import: it is refused with the
    /// exception's name, so that the defect is seen. Exceptions of whoever takes the events are not ours to hide.
    /// </summary>
    private static void Parse(IRecordParser parser, RecordFramer? framer, ImportSink sink)
    {
        try
        {
            if (framer is null)
            {
                parser.Complete(sink);
            }
            else
            {
                parser.Parse(framer.Record, sink.Position, sink);
            }
        }
        catch (Exception fault) when (!sink.InAccept && fault is not (StrictReadException or OperationCanceledException or OutOfMemoryException))
        {
            sink.Reject($"defect in the reader ({fault.GetType().Name})");
        }
    }
}
