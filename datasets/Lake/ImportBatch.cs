using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Events on their way into the lake. They are staged in DuckDB, spilled into the lake's import directory beyond the memory limit, and
/// appear in the lake at <see cref="Commit"/>, all or none. Joins see the whole batch and nothing else. Not thread-safe; several batches may be
/// open at once, also in several processes: their commits wait for each other.
/// </summary>
/// <remarks>
/// Bounds: memory by <see cref="LakeOptions.MemoryLimitBytes"/> (4 million events under 2 GiB: 2.3 GB resident at most), disk by about 0.9 KB an event.
/// An importer that looks at <see cref="IsFull"/> and commits bounds both; the same files then cut into the same batches, so a repeated import gives the same events.
/// </remarks>
public sealed class ImportBatch : IDisposable
{
    /// <summary>1970-01-01T00:00:00Z: earlier events are refused. Bounds the number of days that a hostile log can make.</summary>
    public const long EarliestMicros = 0;

    /// <summary>2100-01-01T00:00:00Z: events from then on are refused.</summary>
    public const long LatestMicros = 4_102_444_800_000_000;

    private readonly LakeDirectory lake;
    private readonly string directory;
    private readonly FileStream claim;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly DuckDbAppender appender;
    private readonly EventColumn[] columns = [.. EventSchema.Columns];
    private readonly long eventsPerBatch;
    private readonly List<string> beside = [];
    private long refused;
    private bool isClosed;

    internal ImportBatch(LakeDirectory lake, LakeOptions options)
    {
        this.lake = lake;
        eventsPerBatch = options.EventsPerBatch;
        lake.Create();
        (directory, claim) = lake.Claim();
        database = DuckDbDatabase.OpenInMemory(options.ForDatabase(SpillDirectory, lake.Events, directory));
        connection = database.Connect();
        connection.Execute(ImportSql.CreateStaged);
        appender = connection.Append("staged");
    }

    /// <summary>Told of every step of the commit, for tests that stop there.</summary>
    internal Action<string>? AfterStep { get; set; }

    /// <summary>Events appended and not refused.</summary>
    public long Count => appender.RowCount;

    /// <summary>True from <see cref="LakeOptions.EventsPerBatch"/> events on: time to commit and to begin the next batch.</summary>
    public bool IsFull => Count >= eventsPerBatch;

    private string SpillDirectory => Path.Combine(directory, "spill");

    private string PartsDirectory => Path.Combine(directory, "parts");

    /// <summary>Stages a copy of the event; no managed allocation. False when its time is refused.</summary>
    public bool Append(SecurityEvent added)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (added.TimeMicros is < EarliestMicros or >= LatestMicros)
        {
            refused++;
            return false;
        }

        appender.Set(0, appender.RowCount);
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column].Append(appender, column + 1, added);
        }

        appender.EndRow();
        return true;
    }

    /// <summary>
    /// Brings a small file along, which becomes <see cref="EventLake.ReadBeside"/>'s at the same moment as the events: how far the logs were read of which they are.
    /// </summary>
    /// <param name="name">Plain file name.</param>
    /// <param name="content">The whole file.</param>
    public void Attach(string name, ReadOnlySpan<byte> content)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        LakeDirectory.CheckBeside(name);
        Directory.CreateDirectory(PartsDirectory);
        File.WriteAllBytes(Path.Combine(PartsDirectory, name), content);
        if (!beside.Contains(name))
        {
            beside.Add(name);
        }
    }

    /// <summary>Joins, leaves doubles out, writes and shows the events. The batch is closed afterwards, whatever happens.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: nothing was committed.</exception>
    /// <exception cref="TimeoutException">Other commits held the lake too long: nothing was committed.</exception>
    public ImportResult Commit(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        try
        {
            appender.Complete();
            foreach (var sql in (string[])[ImportSql.CreateRepeats, ImportSql.CreateStarts, ImportSql.CreateParents, ImportSql.CreateProcesses, ImportSql.CreateFlows])
            {
                connection.Execute(sql, cancellation);
            }

            AfterStep?.Invoke("joined");
            using var commits = lake.LockCommits(cancellation);
            var days = Days(cancellation);
            var files = lake.List(cancellation).Where(part => days.Contains(part.Day)).Select(part => part.Path).ToList();
            connection.Execute(ImportSql.CreateDropped(files), cancellation);
            AfterStep?.Invoke("doubles found");
            var result = Result(cancellation);
            lake.Commit(PartsDirectory, WriteParts(cancellation), gone: [], AfterStep, beside);
            return result;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the batch and removes what it staged; without <see cref="Commit"/> nothing of it remains.</summary>
    public void Dispose()
    {
        if (Close())
        {
            lake.Release(directory, claim);
        }
    }

    /// <summary>What the death of the process would do: lets go of everything, removes nothing.</summary>
    internal void Abandon()
    {
        if (Close())
        {
            claim.Dispose();
        }
    }

    private bool Close()
    {
        if (isClosed)
        {
            return false;
        }

        isClosed = true;
        appender.Dispose();
        connection.Dispose();
        database.Dispose();
        return true;
    }

    private HashSet<DateOnly> Days(CancellationToken cancellation)
    {
        var days = new HashSet<DateOnly>();
        using var reader = connection.Query(ImportSql.SelectDays, cancellation);
        while (reader.ReadChunk())
        {
            foreach (var day in reader.Column(0).Values<int>())
            {
                days.Add(DayOf(day));
            }
        }

        return days;
    }

    private ImportResult Result(CancellationToken cancellation)
    {
        long CountOf(string sql) => connection.Scalar<long>(sql, cancellation) ?? 0;

        var doubled = CountOf("SELECT count(*) FROM dropped");
        return new ImportResult(
            Appended: Count + refused,
            Refused: refused,
            Doubled: doubled,
            Written: Count - doubled,
            JoinedToProcess: CountOf(ImportSql.CountJoined("processes")),
            JoinedToParent: CountOf(ImportSql.CountJoined("parents")),
            JoinedToFlow: CountOf(ImportSql.CountJoined("flows")));
    }

    private List<string> WriteParts(CancellationToken cancellation)
    {
        var parts = new List<(DateOnly Day, string? Platform, UInt128 Least)>();
        using (var reader = connection.Query(ImportSql.SelectParts, cancellation))
        {
            while (reader.ReadChunk())
            {
                for (var row = 0; row < reader.RowCount; row++)
                {
                    var platform = reader.Column(1).IsNull(row) ? null : Encoding.UTF8.GetString(reader.Column(1).Utf8(row));
                    parts.Add((DayOf(reader.Column(0).Values<int>()[row]), platform, DuckDbUuid.ToBits(reader.Column(2).Values<Int128>()[row])));
                }
            }
        }

        var paths = new List<string>(parts.Count);
        DateOnly? made = null;
        foreach (var (day, platform, least) in parts)
        {
            if (day != made)
            {
                connection.Execute(ImportSql.CreateDay(day), cancellation);
                made = day;
            }

            var path = LakePart.RelativePath(day, platform ?? EventSchema.NameOf(Platform.Unknown), least);
            var full = Path.Combine(PartsDirectory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            connection.Execute(ImportSql.CopyPart(platform, full), cancellation);
            paths.Add(path);
            AfterStep?.Invoke("part written");
        }

        return paths;
    }

    private static DateOnly DayOf(int daysSince1970) => DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + daysSince1970);
}
