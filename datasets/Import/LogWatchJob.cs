using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Following;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Import;

/// <summary>How a watch commits. Immutable.</summary>
public sealed record WatchOptions
{
    /// <value>How long an event that was read waits for its commit at most. 1 s or more; default 30 s.</value>
    public TimeSpan CommitEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>Events after which is committed without waiting. 1 or more; default 200,000.</value>
    public long CommitEvents { get; init; } = 200_000;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Check()
    {
        if (CommitEvery < TimeSpan.FromSeconds(1) || CommitEvents < 1)
        {
            throw new ArgumentException($"Found a commit every {CommitEvery.TotalSeconds} s or {CommitEvents} events; expected 1 s and 1 event or more.");
        }
    }
}

/// <summary>
/// Imports files and folders as they grow, until it is cancelled. How far each file was taken becomes part of the lake's commit that holds its events, so that a
/// watch that is killed loses nothing and doubles nothing; one lake has one watch at a time. Events are joined to processes and flows of earlier commits too. Not thread-safe.
/// </summary>
/// <param name="paths">Files and folders. A file is known by inode, birth and beginning, so renaming, copying with truncation and packing are understood.</param>
/// <param name="lake">Where the events go.</param>
/// <param name="reading">How to read; rejects file, strict and explain are not used.</param>
/// <param name="options">When to commit.</param>
/// <param name="time">The clock.</param>
public sealed class LogWatchJob(IReadOnlyList<string> paths, EventLake lake, ImportOptions reading, WatchOptions options, TimeProvider time)
{
    /// <summary>Name of the file beside the lake that holds how far the logs were taken.</summary>
    public const string PlacesName = "followed.json";

    /// <summary>Time between two looks at the folders.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private const int EventsPerLook = 1 << 10;

    private readonly EventEnricher _enricher = new(redactRaw: false);
    private readonly PlaceTable _places = new();
    private readonly WatchJoin _join = new();
    private ImportBatch? _batch;
    private long _since;
    private long _turns;

    /// <summary>Looks that are done, for tests.</summary>
    internal long Turns => Interlocked.Read(ref _turns);

    /// <summary>Told of each trouble once: path, reason, detail.</summary>
    public Action<string, string, string>? OnTrouble { get; init; }

    /// <summary>Told of each commit that held events, with all refused records so far by reason.</summary>
    public Action<ImportResult, IReadOnlyDictionary<string, long>>? OnCommit { get; init; }

    /// <summary>Runs until it is cancelled; what was read by then is committed.</summary>
    /// <returns>All that was committed.</returns>
    /// <exception cref="IOException">Another watch follows into this lake.</exception>
    public async Task<ImportResult> RunAsync(CancellationToken cancellation)
    {
        using var claim = lake.TryClaim(PlacesName) ?? throw new IOException($"Another watch imports into {lake.Root}; expected one at a time.");
        if (lake.ReadBeside(PlacesName) is { } path)
        {
            _places.Read(path);
            RestoreJoin();
        }

        var rejected = new RejectedTotals();
        var total = new ImportResult(0, 0, 0, 0, 0, 0, 0);
        var formats = reading.Source is null ? reading : reading with { Formats = [.. LogImporter.FormatsOf(reading)] };
        using var folder = new FolderReading(paths, _places, formats, rejected.OfFile, (path, reason, detail) => OnTrouble?.Invoke(path, reason, detail), time);
        _since = time.GetTimestamp();
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    folder.Look();
                    while (!cancellation.IsCancellationRequested && Take(folder))
                    {
                        total += Commit(folder, rejected);
                    }

                    folder.Close();
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    OnTrouble?.Invoke(string.Join(", ", paths), "watched paths cannot be looked at", fault.Message);
                }

                if (time.GetElapsedTime(_since) >= options.CommitEvery)
                {
                    total += Commit(folder, rejected);
                }

                Interlocked.Increment(ref _turns);
                await Task.Delay(Turn, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return total + Commit(folder, rejected);
        }
        finally
        {
            _batch?.Dispose();
        }
    }

    /// <summary>What is lost of it costs joins across commits, no events.</summary>
    private void RestoreJoin()
    {
        if (lake.ReadBeside(WatchJoin.FileName) is not { } path)
        {
            return;
        }

        try
        {
            _join.Restore(path);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            OnTrouble?.Invoke(path, "what earlier commits told of processes cannot be read", fault.Message);
        }
    }

    /// <summary>Takes what there is; true when a commit is due before more is taken.</summary>
    private bool Take(FolderReading folder)
    {
        for (var taken = 0; taken % EventsPerLook != 0 || taken == 0 || !IsDue(); taken++)
        {
            if (!folder.TryTake(out var e))
            {
                return false;
            }

            _enricher.Enrich(e);
            _join.Add(e);
            if (_join.IsFull)
            {
                _join.Stage(_batch ??= lake.BeginImport());
            }

            if ((_batch?.Count ?? 0) + _join.Count >= options.CommitEvents || _batch?.IsFull == true)
            {
                return true;
            }
        }

        return true;
    }

    private bool IsDue() => time.GetElapsedTime(_since) >= options.CommitEvery;

    // Never cancelled: the last one is what keeps the work of a watch that is asked to end.
    private ImportResult Commit(FolderReading folder, RejectedTotals rejected)
    {
        _since = time.GetTimestamp();
        if (_batch is null && _join.Count == 0 && _places.Changed.Count == 0)
        {
            return new ImportResult(0, 0, 0, 0, 0, 0, 0);
        }

        folder.Mark();
        var batch = _batch ??= lake.BeginImport();
        _join.Stage(batch);
        _batch = null;
        batch.Attach(PlacesName, _places.ToJson(0));
        if (batch.Count > 0)
        {
            batch.Attach(WatchJoin.FileName, _join.Save());
        }

        var stored = _join.Counted(batch.Commit(CancellationToken.None));
        _places.Settled();
        if (stored.Appended > 0)
        {
            OnCommit?.Invoke(stored, rejected.By);
        }

        return stored;
    }

    /// <summary>Refused records of all files, each counted once.</summary>
    private sealed class RejectedTotals
    {
        private readonly Dictionary<string, long> _by = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, long> By => _by;

        public IRefusalCounts OfFile() => new File(_by);

        private sealed class File(Dictionary<string, long> by) : IRefusalCounts
        {
            private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);

            public void Forget(RecordCounts counts)
            {
                foreach (var (reason, count) in counts.RejectedBy)
                {
                    _told[reason] = count;
                }
            }

            public void TellRejected(RecordCounts counts)
            {
                foreach (var (reason, count) in counts.RejectedBy)
                {
                    by[reason] = by.GetValueOrDefault(reason) + count - _told.GetValueOrDefault(reason);
                    _told[reason] = count;
                }
            }
        }
    }
}
