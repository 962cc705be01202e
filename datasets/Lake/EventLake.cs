using System.Globalization;
using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Events at rest: Parquet files (zstd) by UTC day and platform, with the columns of <see cref="EventSchema"/>. Thread-safe: every
/// reading has its own connection and sees the commits that were there when it began.
/// </summary>
public sealed class EventLake : IDisposable
{
    private const long MicrosPerDay = 86_400_000_000;

    private readonly LakeDirectory directory;
    private readonly LakeOptions options;
    private readonly DuckDbDatabase database;
    private readonly string spillDirectory;

    private static int opened;

    private EventLake(LakeDirectory directory, LakeOptions options)
    {
        this.directory = directory;
        this.options = options;

        // Not in the lake, which may be readable only, and never shared: two databases would overwrite each other's files.
        var own = string.Create(CultureInfo.InvariantCulture, $"det0131-{Environment.ProcessId}-{Interlocked.Increment(ref opened)}");
        spillDirectory = Path.Combine(options.SpillDirectory ?? Path.GetTempPath(), own);
        database = DuckDbDatabase.OpenInMemory(options.ForDatabase(spillDirectory, directory.Events));
    }

    /// <summary>The lake's directory, full path.</summary>
    public string Root => directory.Root;

    /// <summary>
    /// Opens the lake in a directory, which is made at the first import. Finishes or removes what a crashed import left.
    /// </summary>
    /// <exception cref="InvalidDataException">The directory holds a lake of another format.</exception>
    /// <exception cref="ArgumentException">An option is out of range; all faults are named.</exception>
    public static EventLake Open(string root, LakeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        options ??= new LakeOptions();
        options.Validate();
        var directory = new LakeDirectory(root, options.LockTimeout);
        directory.Recover();
        return new EventLake(directory, options);
    }

    /// <summary>Begins an import. Dispose it; commit before, if it is to count.</summary>
    public ImportBatch BeginImport() => new(directory, options);

    /// <summary>What the latest commit brought along under a name (<see cref="ImportBatch.Attach"/>), as a path; null: none did.</summary>
    public string? ReadBeside(string name)
    {
        LakeDirectory.CheckBeside(name);
        directory.Recover();
        return File.Exists(directory.Beside(name)) ? directory.Beside(name) : null;
    }

    /// <summary>
    /// Claims something of which a lake can have one user at a time, until it is disposed; null: another process has it.
    /// </summary>
    /// <param name="name">Plain file name, of what is claimed.</param>
    public IDisposable? TryClaim(string name)
    {
        LakeDirectory.CheckBeside(name);
        directory.Create();
        return LakeLock.TryExclusive(directory.Beside(name + ".lock"));
    }

    /// <summary>Begins the import of events that are enriched, joined and not in the lake yet. Dispose it; commit before, if it is to count.</summary>
    public JoinedImport BeginJoinedImport() => new(directory, options);

    /// <summary>
    /// Streams events ordered by time, then identity, day by day, by merging the day's files, which are in that order: what is held does not grow with
    /// the events. The same lake gives the same order, whatever the number of threads.
    /// </summary>
    /// <param name="fromMicros">First time, microseconds since 1970 UTC, inclusive; null: from the first event on.</param>
    /// <param name="untilMicros">Last time, exclusive; null: to the last event.</param>
    /// <param name="fields">Which fields are filled. <see cref="EventFields.Behaviour"/> always is.</param>
    /// <param name="cancellation">Stops the reading within some 20 ms.</param>
    /// <returns>Events that are used again: each is good until the next is asked for. <see cref="SecurityEvent.CopyFrom"/> keeps one.</returns>
    /// <exception cref="DuckDbException">A file of the lake cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<SecurityEvent> ReadEvents(
        long? fromMicros = null, long? untilMicros = null, EventFields fields = EventFields.WithoutRaw, CancellationToken cancellation = default)
    {
        var columns = EventSchema.Select(fields | EventFields.Behaviour);
        var pool = new TextPool(options.PooledTexts);
        var streams = new List<EventStream>();
        using var view = directory.View(cancellation);
        foreach (var day in Within(view.Parts, fromMicros, untilMicros).GroupBy(part => part.Day))
        {
            using var parts = new OrderedParts(database, [.. day], columns, Where(fromMicros, untilMicros), streams, pool, cancellation);
            while (parts.Next() is { } next)
            {
                yield return next;
            }
        }
    }

    /// <summary>Fetches chosen events with all their fields, raw text too, ordered by time, then identity; those not there are left out.</summary>
    /// <param name="identities">Their identities; doubles count once.</param>
    /// <param name="fromMicros">A time before which none of them is, to read fewer files.</param>
    /// <param name="untilMicros">A time from which on none of them is.</param>
    /// <param name="cancellation">Stops the search.</param>
    public IReadOnlyList<SecurityEvent> Find(
        IEnumerable<UInt128> identities, long? fromMicros = null, long? untilMicros = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(identities);
        var found = new List<SecurityEvent>();
        var columns = EventSchema.Columns;
        var stream = new EventStream(columns, new TextPool(options.PooledTexts));
        using var connection = Connect(fromMicros, untilMicros, cancellation);
        connection.Execute("CREATE TEMP TABLE wanted (id UUID)");
        using (var wanted = connection.Append("wanted"))
        {
            foreach (var identity in identities)
            {
                wanted.Set(0, DuckDbUuid.FromBits(identity));
                wanted.EndRow();
            }

            wanted.Complete();
        }

        var sql = $"""
            SELECT {Names(columns)} FROM events WHERE {EventSchema.Identity.Quoted} IN (FROM wanted)
            ORDER BY {EventSchema.Time.Quoted}, {EventSchema.Identity.Quoted}
            """;
        using var reader = connection.Query(sql, cancellation);
        while (reader.ReadChunk())
        {
            foreach (var read in stream.Read(reader))
            {
                var kept = new SecurityEvent();
                kept.CopyFrom(read);
                found.Add(kept);
            }
        }

        return found;
    }

    /// <summary>The raw text of one event; null when the lake has no such event, or no text of it.</summary>
    public string? Raw(UInt128 identity, long? fromMicros = null, long? untilMicros = null, CancellationToken cancellation = default) =>
        Find([identity], fromMicros, untilMicros, cancellation).FirstOrDefault()?.Raw;

    /// <summary>Counts what the lake holds.</summary>
    public LakeStatistics Statistics(CancellationToken cancellation = default) => Statistics(null, null, cancellation);

    /// <summary>Counts what the lake holds of a time; days are named that have any file.</summary>
    /// <param name="fromMicros">First time, microseconds since 1970 UTC, inclusive; null: from the first event on.</param>
    /// <param name="untilMicros">Last time, exclusive; null: to the last event.</param>
    /// <param name="cancellation">Stops the counting.</param>
    public LakeStatistics Statistics(long? fromMicros, long? untilMicros, CancellationToken cancellation = default)
    {
        var sources = new List<SourceStatistics>();
        using var connection = Connect(fromMicros, untilMicros, cancellation);
        using var reader = connection.Query(StatisticsSql, cancellation);
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                sources.Add(new SourceStatistics(
                    Encoding.UTF8.GetString(reader.Column(0).Utf8(row)), Encoding.UTF8.GetString(reader.Column(1).Utf8(row)),
                    reader.Column(2).Values<long>()[row], reader.Column(3).Values<long>()[row],
                    reader.Column(4).Values<long>()[row], reader.Column(5).Values<long>()[row]));
            }
        }

        return new LakeStatistics(sources, [.. Within(directory.List(cancellation), fromMicros, untilMicros).Select(part => part.Day).Distinct()]);
    }

    /// <summary>
    /// A connection in which the view <c>events</c> holds the events of the time range with the columns of <see cref="EventSchema"/>, for SQL of one's own:
    /// <c>SELECT count(DISTINCT "host.name") FROM events</c>. SQL reaches no other file. Dispose it.
    /// </summary>
    public DuckDbConnection Connect(long? fromMicros = null, long? untilMicros = null, CancellationToken cancellation = default)
    {
        var connection = database.Connect();
        try
        {
            var view = directory.View(cancellation);
            connection.Hold(view);
            var files = Within(view.Parts, fromMicros, untilMicros).Select(part => part.Path).ToList();
            var nothing = string.Join(", ", EventSchema.Columns.Select(column => $"NULL::{column.Type} AS {column.Quoted}"));
            connection.Execute(files.Count == 0
                ? $"CREATE TEMP VIEW events AS SELECT {nothing} WHERE false"
                : $"CREATE TEMP VIEW events AS SELECT {Names(EventSchema.Columns)} FROM {ImportSql.ReadParquet(files)} {Where(fromMicros, untilMicros)}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The lake's days with their parts, in order.</summary>
    public IReadOnlyList<LakeDay> Days(CancellationToken cancellation = default)
    {
        using var view = directory.View(cancellation);
        return [.. view.Parts.GroupBy(part => part.Day).Select(day => new LakeDay(
            day.Key,
            day.Count(),
            day.GroupBy(part => part.Platform).Max(parts => parts.Count(part => LakeCompaction.IsSmall(part, LakeCompaction.DefaultPartBytes))),
            day.Sum(part => part.Bytes)))];
    }

    /// <summary>
    /// Merges small parts of a day and platform, so that reading opens few files. Readers see the same events before and after, and those who began before
    /// go on undisturbed. Stopped anywhere, it left each day as it was or merged. Also deletes files that nobody reads any more.
    /// </summary>
    /// <param name="days">Which days; null: all.</param>
    /// <param name="partBytes">Bytes from which on a merged part is large enough; parts of half of that are left alone. 1 or more, default 128 MiB.</param>
    /// <param name="cancellation">Stops it; days done stay done.</param>
    /// <exception cref="InvalidDataException">A merged part does not hold the events of its parts; these stay.</exception>
    public CompactionResult Compact(Func<DateOnly, bool>? days = null, long partBytes = LakeCompaction.DefaultPartBytes, CancellationToken cancellation = default) =>
        new LakeCompaction(directory, options).Run(days ?? (_ => true), partBytes, cancellation);

    /// <summary>Removes all events of the days before one. Readers who began before go on undisturbed; the files go when they have ended, at a later call.</summary>
    /// <returns>Parts removed.</returns>
    public int RemoveBefore(DateOnly day, CancellationToken cancellation = default) =>
        new LakeCompaction(directory, options).RemoveBefore(day, cancellation);

    /// <summary>For tests that stop it at some step.</summary>
    internal LakeCompaction BeginCompaction() => new(directory, options);

    /// <summary>Closes the lake; readings must have ended.</summary>
    public void Dispose()
    {
        database.Dispose();
        if (Directory.Exists(spillDirectory))
        {
            Directory.Delete(spillDirectory, recursive: true);
        }
    }

    private static string StatisticsSql { get; } = $"""
        SELECT {EventSchema.Of(nameof(SecurityEvent.Source))} AS source, coalesce({EventSchema.Platform.Quoted}, 'unknown') AS platform,
               count(*), epoch_us(min({EventSchema.Time.Quoted})), epoch_us(max({EventSchema.Time.Quoted})), count(DISTINCT {EventSchema.Time.Quoted}::DATE)
        FROM events GROUP BY source, platform ORDER BY source, platform
        """;

    private static string Names(IEnumerable<EventColumn> columns) => string.Join(", ", columns.Select(column => column.Quoted));

    private static string Where(long? fromMicros, long? untilMicros)
    {
        var conditions = new List<string>(2);
        if (fromMicros is { } from)
        {
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{EventSchema.Time.Quoted} >= make_timestamp({from})"));
        }

        if (untilMicros is { } until)
        {
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{EventSchema.Time.Quoted} < make_timestamp({until})"));
        }

        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
    }

    private static IEnumerable<LakePart> Within(IEnumerable<LakePart> parts, long? fromMicros, long? untilMicros) =>
        parts.Where(part =>
        {
            var startMicros = (part.Day.DayNumber - UnixDay) * MicrosPerDay;
            return !(untilMicros <= startMicros) && !(fromMicros >= startMicros + MicrosPerDay);
        });

    private static readonly int UnixDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
