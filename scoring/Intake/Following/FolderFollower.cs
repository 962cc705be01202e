using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Follows the files of the watched paths into the journal, records of several files in the order of their ends. How far each was taken stands in the
/// note of the frame that holds its events, so that a crash neither loses nor doubles any. Not thread-safe; runs by itself.
/// </summary>
internal sealed partial class FolderFollower(
    EventJournal journal, EventFilter filter, IntakeGate gate, ServeOptions options, ServiceMetrics metrics, TimeProvider time, ILogger<FolderFollower> log)
    : BackgroundService
{
    /// <summary>Time between two looks at the folders.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>A file to which nothing came for so long has ended, for what its reader holds and for a last line without an end.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    /// <summary>Files read at once; those written first come first.</summary>
    public const int MostOpen = 256;

    private const int MostFrameEvents = 5_000;
    private const long MostFrameBytes = 16L << 20;
    private const int FramesPerTurn = 50;
    private const int MostTold = 10_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly Dictionary<FollowedPlace, FollowedFile> _open = [];
    private readonly Dictionary<FollowedPlace, long> _unknown = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly ImportOptions _reading = filter.Files with { Refuse = null };
    private long _turns;

    /// <summary>Looks that are done.</summary>
    public long Turns => Interlocked.Read(ref _turns);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Watch.Count == 0 ? Task.CompletedTask : Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        var places = PlaceTable.Load(Path.Combine(options.Data, "followed.json"), journal);
        var scan = new FolderScan(options.Watch, places);
        using var batch = new EventBatch(journal, filter, gate, time, log);
        var savedAt = time.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    scan.Run(time.GetUtcNow());
                    TellUnused(scan);
                    DropCut(places);
                    OpenFiles(scan, places);
                    await DrainAsync(places, batch, stopping);
                    CloseFiles(scan, places);
                    if (time.GetElapsedTime(savedAt) >= BetweenSaves)
                    {
                        places.Save(journal.End);
                        savedAt = time.GetTimestamp();
                    }
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    LogTurn(log, fault.Message);
                }

                Interlocked.Increment(ref _turns);
                await Task.Delay(Turn, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            using var last = new CancellationTokenSource(LastFlush, time);
            await FlushAsync(places, batch, last.Token);
            places.Save(journal.End);
        }
        finally
        {
            foreach (var file in _open.Values)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>A file that was cut to begin anew is not read on: what was copied of it before is met under its new name.</summary>
    private void DropCut(PlaceTable places)
    {
        foreach (var file in _open.Values.Where(file => file.Lines is { } lines && !lines.StillBegins(file.Place)).ToList())
        {
            Close(file, places);
        }
    }

    private void Close(FollowedFile file, PlaceTable places)
    {
        file.Mark();
        places.Change(file.Place);
        _open.Remove(file.Place);
        file.Dispose();
    }

    private void OpenFiles(FolderScan scan, PlaceTable places)
    {
        var wanted = places.All.Where(place => place.Path is not null && !_open.ContainsKey(place))
            .Select(place => (Place: place, Look: scan.LookOf(place)!))
            .Where(one => one.Look.Length != one.Place.Bytes && _unknown.GetValueOrDefault(one.Place) != one.Look.Length).OrderBy(one => one.Look.WrittenAt).ToList();
        foreach (var (place, look) in wanted)
        {
            if (_open.Count >= MostOpen)
            {
                return;
            }

            try
            {
                if (Open(place, look.Length, time.GetUtcNow() - look.ChangedAt >= FolderScan.Settled) is { } file)
                {
                    _open[place] = file;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _unknown[place] = look.Length;
                Tell(place, "file cannot be opened", fault.Message);
            }
        }
    }

    private FollowedFile? Open(FollowedPlace place, long length, bool isSettled)
    {
        SourceFormat? format = null;
        if (!FilePrefix.IsPacked(place.Path!))
        {
            switch (FollowedReaders.Grows(place.Path!, place.Name, _reading.Formats, out format, out var why))
            {
                case null:
                    _unknown[place] = length;
                    Tell(place, "file not recognised", why);
                    return null;
                case false:
                    format = null;
                    break;
            }
        }

        return format is null && !isSettled ? null : new FollowedFile(place, format, _reading, metrics);
    }

    private async Task DrainAsync(PlaceTable places, EventBatch batch, CancellationToken stopping)
    {
        var heads = new PriorityQueue<FollowedFile, (long End, long Id)>();
        foreach (var file in _open.Values.ToList())
        {
            Queue(heads, file, places);
        }

        for (var frames = 0; frames < FramesPerTurn && heads.TryDequeue(out var file, out _);)
        {
            stopping.ThrowIfCancellationRequested();
            Take(file, batch);
            places.Change(file.Place);
            Queue(heads, file, places);
            if (batch.Count >= MostFrameEvents || batch.Bytes >= MostFrameBytes)
            {
                await FlushAsync(places, batch, stopping);
                frames++;
            }
        }

        await FlushAsync(places, batch, stopping);
    }

    private void Queue(PriorityQueue<FollowedFile, (long End, long Id)> heads, FollowedFile file, PlaceTable places)
    {
        try
        {
            if (file.MoveNext())
            {
                heads.Enqueue(file, (file.HeadEnd, file.Place.Id));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Tell(file.Place, "file cannot be read", fault.Message);
            Close(file, places);
        }
    }

    private void Take(FollowedFile file, EventBatch batch)
    {
        var e = file.Take();
        if (filter.Refuse(e) is { } reason)
        {
            metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
            return;
        }

        _events[e.Source] = _events.GetValueOrDefault(e.Source) + 1;
        batch.Add(e);
    }

    private async Task FlushAsync(PlaceTable places, EventBatch batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        foreach (var file in _open.Values)
        {
            file.Mark();
        }

        await batch.FlushAsync(places.MakeNote(), sort: false, cancellation);
        places.Noted();
        foreach (var (source, count) in _events)
        {
            metrics.Events.Add(count, KeyValuePair.Create<string, object?>("source", source));
        }

        _events.Clear();
    }

    /// <summary>After all that there was is in the journal.</summary>
    private void CloseFiles(FolderScan scan, PlaceTable places)
    {
        foreach (var file in _open.Values.Where(file => !file.MoveNext()).ToList())
        {
            var look = scan.LookOf(file.Place);
            var unchanged = look is null ? TimeSpan.MaxValue : time.GetUtcNow() - look.ChangedAt;
            if (file.Problem is { } problem)
            {
                Tell(file.Place, "file not recognised or damaged", problem);
            }

            if (file.Lines is { HoldsSomething: true } lines && unchanged >= Quiet)
            {
                lines.DeclareEnd();
                places.Change(file.Place);
            }
            else if (file.IsAtEnd || look is null || unchanged >= Idle || (_open.Count >= MostOpen && unchanged >= FolderScan.Settled))
            {
                Close(file, places);
                if (file.IsAtEnd)
                {
                    (file.Place.IsDone, file.Place.Bytes) = (true, look?.Length ?? -1);
                }
            }
        }
    }

    private void TellUnused(FolderScan scan)
    {
        foreach (var path in scan.Missing)
        {
            Tell(path, path, "watched path is not there", "looked for at every turn");
        }

        foreach (var path in scan.Unreadable)
        {
            Tell(path, path, "file cannot be opened", "it may not be read, or is damaged; tried at every turn");
        }
    }

    private void Tell(FollowedPlace place, string reason, string detail) =>
        Tell(place.Id.ToString(CultureInfo.InvariantCulture), place.Path ?? place.Name, reason, detail);

    private void Tell(string key, string path, string reason, string detail)
    {
        if (_told.Count < MostTold && _told.Add($"{key} {reason}"))
        {
            LogFile(log, TerminalText.Escape(path), reason, TerminalText.Escape(detail));
            metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
        }
    }

    [LoggerMessage(3141, LogLevel.Warning, "{File}: {Reason}: {Detail}")]
    private static partial void LogFile(ILogger log, string file, string reason, string detail);

    [LoggerMessage(3142, LogLevel.Warning, "The watched folders could not be looked at: {Reason}")]
    private static partial void LogTurn(ILogger log, string reason);
}
