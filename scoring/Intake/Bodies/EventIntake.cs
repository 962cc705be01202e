using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Bodies into the journal: kept in memory as they come, read by as many threads as there is room for, ordered by time, written. Nothing is written
/// before a body is read to its end, so a body that is too large leaves nothing. Thread-safe.
/// </summary>
internal sealed partial class EventIntake : IEventIntake
{
    /// <summary>Unpacked bytes per allowed byte of a body.</summary>
    public const int UnpackedRatio = 20;

    private const int MostFrameEvents = 20_000;
    private const long MostFrameBytes = 32L << 20;
    private const int ReadBytes = 1 << 16;
    private const int EventsPerLook = 1 << 10;

    private readonly IEventJournal _journal;
    private readonly EventFilter _filter;
    private readonly IntakeGate _gate;
    private readonly ServiceMetrics _metrics;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _readers = new(2 * Environment.ProcessorCount);
    private readonly long _mostBytes;
    private readonly string _idPrefix;
    private long _ids;

    public EventIntake(IEventJournal journal, EventFilter filter, IntakeGate gate, ServeOptions options, ServiceMetrics metrics, TimeProvider time, ILogger<EventIntake> log)
    {
        (_journal, _filter, _gate, _metrics, _log) = (journal, filter, gate, metrics, log);
        _mostBytes = options.MaxBodyBytes;
        _idPrefix = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
    }

    public IEnumerable<string> Formats => _filter.Bodies.Formats.Select(format => format.Name).Distinct(StringComparer.Ordinal);

    public async Task<IntakeResult> TakeAsync(Stream body, IntakeRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Source is { } source && !Formats.Contains(source))
        {
            var known = string.Join(", ", Formats);
            return new IntakeResult(NextId(), null, 0, 0, 0, 0, 0, 0, new Dictionary<string, long>(), [],
                $"found the source '{TerminalText.Escape(source)}'; expected one of {known}");
        }

        using var entry = _gate.Enter();
        // No threshold: what is written must not wait for a reader that begins only after the last byte.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: ReadBytes));
        try
        {
            await KeepAsync(body, pipe.Writer, entry, cancellation);
            await _readers.WaitAsync(cancellation);
            try
            {
                using var events = new PackedEvents();
                var report = await Task.Run(() => Read(pipe.Reader.AsStream(), request, events, entry, cancellation), cancellation);
                await AppendAsync(events);
                return Result(NextId(), request, report);
            }
            finally
            {
                _readers.Release();
            }
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await pipe.Reader.CompleteAsync();
        }
    }

    private string NextId() => $"{_idPrefix}-{Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture)}";

    private async Task KeepAsync(Stream body, PipeWriter into, IntakeGate.Entry entry, CancellationToken cancellation)
    {
        for (var total = 0L; ;)
        {
            var count = await body.ReadAsync(into.GetMemory(ReadBytes), cancellation);
            if (count == 0)
            {
                await into.CompleteAsync();
                return;
            }

            total += count;
            if (total > _mostBytes)
            {
                throw new InvalidDataException($"Found a body of more than {_mostBytes} bytes; expected at most so many.");
            }

            entry.Add(count);
            into.Advance(count);
            await into.FlushAsync(cancellation);
        }
    }

    private ReadReport Read(Stream body, IntakeRequest request, PackedEvents events, IntakeGate.Entry entry, CancellationToken cancellation)
    {
        var most = request.Gzip ? _mostBytes * UnpackedRatio : _mostBytes;
        using var unpacked = new LimitedStream(request.Gzip ? new GZipStream(body, CompressionMode.Decompress) : body, most);
        var enricher = _filter.Rent();
        try
        {
            var told = 0L;
            var report = LogImporter.ReadStream(unpacked, request.Name, _filter.Bodies with { Source = request.Source }, e =>
            {
                enricher.Enrich(e);
                events.Add(e);
                if (events.Count % EventsPerLook == 0)
                {
                    entry.Add(events.Bytes - told);
                    told = events.Bytes;
                    cancellation.ThrowIfCancellationRequested();
                }
            }, cancellation);
            return unpacked.IsExceeded ? throw new InvalidDataException($"Found a body of more than {most} bytes once unpacked; expected at most so many.") : report;
        }
        finally
        {
            _filter.Return(enricher);
        }
    }

    /// <summary>Once begun it goes to its end, whether or not the sender still waits: half a body on disk helps nobody.</summary>
    private async Task AppendAsync(PackedEvents events)
    {
        events.Sort();
        for (var first = 0; first < events.Count;)
        {
            var count = events.CountWithin(first, MostFrameEvents, MostFrameBytes);
            try
            {
                await _journal.AppendAsync(events.Part(first, count), null, CancellationToken.None);
            }
            catch (IOException refusal)
            {
                throw new IntakeDiskException(JournalDisk.IsFull(refusal), refusal);
            }

            first += count;
        }
    }

    private IntakeResult Result(string id, IntakeRequest request, ReadReport report)
    {
        var (file, counts) = (report.Files[0], report.Total);
        new IntakeCounts(_metrics).Tell(counts);
        LogTaken(_log, id, request.Name, file.Format ?? "not recognised", counts.Read, counts.Events, counts.Rejected);
        return new IntakeResult(id, file.Format, counts.Read, counts.Accepted, counts.Ignored, counts.Rejected, counts.Held, counts.Events,
            counts.RejectedBy, [.. report.Examples], file.Problem);
    }

    [LoggerMessage(3111, LogLevel.Debug, "Delivery {Id} of {Name}, {Format}: {Read} records, {Events} events, {Rejected} rejected.")]
    private static partial void LogTaken(ILogger log, string id, string name, string format, long read, long events, long rejected);
}
