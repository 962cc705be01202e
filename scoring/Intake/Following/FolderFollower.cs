using Det0131.Datasets.Following;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Models.Events;
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

    private const int MostFrameEvents = 5_000;
    private const long MostFrameBytes = 16L << 20;
    private const int FramesPerTurn = 50;

    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly ImportOptions _reading = filter.Files with { Refuse = null };
    private long _turns;

    /// <summary>Looks that are done.</summary>
    public long Turns => Interlocked.Read(ref _turns);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Watch.Count == 0 ? Task.CompletedTask : Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        var places = JournalPlaces.Load(Path.Combine(options.Data, "followed.json"), journal);
        using var folder = new FolderReading(options.Watch, places.Table, _reading, () => new IntakeCounts(metrics), Tell, time);
        using var batch = new EventBatch(journal, filter, gate, time, log);
        var savedAt = time.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    folder.Look();
                    await DrainAsync(folder, places, batch, stopping);
                    folder.Close();
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
            await FlushAsync(folder, places, batch, last.Token);
            places.Save(journal.End);
        }
    }

    private async Task DrainAsync(FolderReading folder, JournalPlaces places, EventBatch batch, CancellationToken stopping)
    {
        for (var frames = 0; frames < FramesPerTurn && folder.TryTake(out var e);)
        {
            stopping.ThrowIfCancellationRequested();
            Take(e, batch);
            if (batch.Count >= MostFrameEvents || batch.Bytes >= MostFrameBytes)
            {
                await FlushAsync(folder, places, batch, stopping);
                frames++;
            }
        }

        await FlushAsync(folder, places, batch, stopping);
    }

    private void Take(SecurityEvent e, EventBatch batch)
    {
        if (filter.Refuse(e) is { } reason)
        {
            metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
            return;
        }

        _events[e.Source] = _events.GetValueOrDefault(e.Source) + 1;
        batch.Add(e);
    }

    private async Task FlushAsync(FolderReading folder, JournalPlaces places, EventBatch batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        folder.Mark();
        await batch.FlushAsync(places.MakeNote(), sort: false, cancellation);
        places.Table.Settled();
        foreach (var (source, count) in _events)
        {
            metrics.Events.Add(count, KeyValuePair.Create<string, object?>("source", source));
        }

        _events.Clear();
    }

    private void Tell(string path, string reason, string detail)
    {
        LogFile(log, TerminalText.Escape(path), reason, TerminalText.Escape(detail));
        metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
    }

    [LoggerMessage(3141, LogLevel.Warning, "{File}: {Reason}: {Detail}")]
    private static partial void LogFile(ILogger log, string file, string reason, string detail);

    [LoggerMessage(3142, LogLevel.Warning, "The watched folders could not be looked at: {Reason}")]
    private static partial void LogTurn(ILogger log, string reason);
}
