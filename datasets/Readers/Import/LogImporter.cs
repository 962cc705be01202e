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
    private const int RecordsPerLook = 1 << 10;

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
        var formats = FormatsOf(options);
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

    /// <summary>Reads one stream as <see cref="Run"/> reads a file, and disposes it. Its faults are told in the report.</summary>
    /// <param name="stream">Decompressed bytes.</param>
    /// <param name="name">What stands as the events' file.</param>
    /// <param name="options">How to read.</param>
    /// <param name="accept">Must copy what it keeps.</param>
    /// <param name="cancel">Looked at every few records.</param>
    /// <exception cref="StrictReadException">The import is strict and a record was refused.</exception>
    /// <exception cref="ArgumentException"><see cref="ImportOptions.Source"/> is no known format.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReadReport ReadStream(Stream stream, string name, ImportOptions options, Action<SecurityEvent> accept, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        using var owned = stream;
        using var reading = new LogReading(stream, name, options, accept);
        while (reading.Next())
        {
            if (reading.Counts.Read % RecordsPerLook == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }
        }

        return reading.Report;
    }

    /// <summary>The formats that the options leave to choose from.</summary>
    /// <exception cref="ArgumentException"><see cref="ImportOptions.Source"/> is no known format.</exception>
    internal static IReadOnlyList<SourceFormat> FormatsOf(ImportOptions options)
    {
        var formats = options.Source is null ? options.Formats : [.. options.Formats.Where(format => format.Name == options.Source)];
        if (formats.Count == 0 && options.Source is not null)
        {
            var known = string.Join(", ", options.Formats.Select(format => format.Name).Distinct(StringComparer.Ordinal));
            throw new ArgumentException($"Found the source '{options.Source}'; expected one of {known}.", nameof(options));
        }

        return formats;
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
            using var reading = new LogReading(stream, file.Name, formats, options, sink, file.WrittenAtMicros);
            while (reading.Next())
            {
                var records = sink.Counts.Read;
                if (records > 0 && records % RecordsPerProgress == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress?.Report(new ReadProgress(file.Name, report.Files.Count, report.Total.Read + records, report.Total.Events + sink.Counts.Events));
                }
            }

            report.Add(reading.FileReport);
        }
    }
}
