using System.Globalization;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// The short way into the lake, for events that are enriched, joined and named already and of which the lake has none: staged by platform, written in order, shown
/// at <see cref="Commit"/>, all or none. Nothing is looked up, so whoever appends an identity twice has it twice. Not thread-safe; several may be open at once.
/// </summary>
/// <remarks>Memory as of <see cref="ImportBatch"/>: whoever appends millions looks at <see cref="Count"/> and commits.</remarks>
public sealed class JoinedImport : IDisposable
{
    private const long MicrosPerDay = 86_400_000_000;

    private static readonly int UnixDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private static readonly EventColumn[] Columns = [.. EventSchema.Columns];

    private readonly LakeDirectory lake;
    private readonly string directory;
    private readonly FileStream claim;
    private readonly DuckDbDatabase database;
    private readonly SortedDictionary<Platform, Stage> stages = [];
    private bool isClosed;

    internal JoinedImport(LakeDirectory lake, LakeOptions options)
    {
        this.lake = lake;
        lake.Create();
        (directory, claim) = lake.Claim();

        // One thread: whoever has more to write than one can commits one import while filling the next, and no thread waits for tasks of another.
        database = DuckDbDatabase.OpenInMemory((options with { Threads = 1 }).ForDatabase(Path.Combine(directory, "spill"), lake.Events, directory));
    }

    /// <summary>Events appended.</summary>
    public long Count { get; private set; }

    /// <summary>Stages a copy of the event.</summary>
    /// <exception cref="ArgumentException">Its time is outside of what a lake takes, or it has no identity.</exception>
    public void Append(SecurityEvent added)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (added.TimeMicros is < ImportBatch.EarliestMicros or >= ImportBatch.LatestMicros || added.Identity == UInt128.Zero)
        {
            throw new ArgumentException($"Found an event of {added.Source} at {added.TimeMicros} us with identity {added.Identity:x}; expected a time from 1970 to 2100 and an identity.", nameof(added));
        }

        if (!stages.TryGetValue(added.Platform, out var stage))
        {
            stages[added.Platform] = stage = new Stage(database, EventSchema.NameOf(added.Platform));
        }

        stage.Append(added);
        Count++;
    }

    /// <summary>Writes and shows the events. The import is closed afterwards, whatever happens.</summary>
    /// <returns>Events written.</returns>
    /// <exception cref="OperationCanceledException">Cancelled: nothing was committed.</exception>
    /// <exception cref="TimeoutException">Other commits held the lake too long: nothing was committed.</exception>
    public long Commit(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        try
        {
            var parts = Path.Combine(directory, "parts");
            var paths = stages.Values.SelectMany(stage => stage.Write(parts, cancellation)).ToList();
            using var commits = lake.LockCommits(cancellation);
            lake.Commit(parts, paths, gone: [], afterStep: null);
            return Count;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the import and removes what it staged; without <see cref="Commit"/> nothing of it remains.</summary>
    public void Dispose()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        foreach (var stage in stages.Values)
        {
            stage.Dispose();
        }

        database.Dispose();
        lake.Release(directory, claim);
    }

    /// <summary>One platform's events.</summary>
    private sealed class Stage : IDisposable
    {
        private readonly string platform;
        private readonly DuckDbConnection connection;
        private readonly DuckDbAppender appender;
        private readonly SortedDictionary<int, UInt128> leastOfDay = [];

        public Stage(DuckDbDatabase database, string platform)
        {
            this.platform = platform;
            connection = database.Connect();
            connection.Execute($"CREATE TABLE {platform} ({string.Join(", ", Columns.Select(column => $"{column.Quoted} {column.Type}"))})");
            appender = connection.Append(platform);
        }

        public void Append(SecurityEvent added)
        {
            for (var column = 0; column < Columns.Length; column++)
            {
                Columns[column].Append(appender, column, added);
            }

            appender.EndRow();
            var day = (int)(added.TimeMicros / MicrosPerDay);
            if (!leastOfDay.TryGetValue(day, out var least) || added.Identity < least)
            {
                leastOfDay[day] = added.Identity;
            }
        }

        public IEnumerable<string> Write(string parts, CancellationToken cancellation)
        {
            appender.Complete();
            foreach (var (day, least) in leastOfDay)
            {
                var path = LakePart.RelativePath(DateOnly.FromDayNumber(UnixDay + day), platform, least);
                var full = Path.Combine(parts, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                var (from, until) = (day * MicrosPerDay, (day + 1L) * MicrosPerDay);
                var ofDay = leastOfDay.Count == 1 ? ""
                    : string.Create(CultureInfo.InvariantCulture, $"WHERE {EventSchema.Time.Quoted} >= make_timestamp({from}) AND {EventSchema.Time.Quoted} < make_timestamp({until})");
                connection.Execute(
                    $"COPY (FROM {platform} {ofDay} ORDER BY {EventSchema.Time.Quoted}, {EventSchema.Identity.Quoted}) TO {SqlText.Literal(full)} (FORMAT parquet, COMPRESSION zstd)",
                    cancellation);
                yield return path;
            }
        }

        public void Dispose()
        {
            appender.Dispose();
            connection.Dispose();
        }
    }
}
