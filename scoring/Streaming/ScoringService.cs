using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Scores the journal: cuts it into micro-batches, notes the cuts, puts the alerts into the store, writes snapshots, and after a start goes on
/// where the last snapshot stands.
/// </summary>
internal sealed partial class ScoringService : BackgroundService, IScoringStatus
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ServeOptions _options;
    private readonly IEventJournal _journal;
    private readonly StoreModelHost _models;
    private readonly AlertWriter _alerts;
    private readonly JournalRetention _retention;
    private readonly ServiceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ScoringService> _log;
    private readonly StreamScorer _scorer;
    private readonly SnapshotFile _snapshots;
    private readonly JournalBatch _batch = new();
    private readonly TaskCompletionSource _replayed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;
    private long _snapshotAt;
    private DateTimeOffset _nextSnapshot;
    private volatile string? _problem = "The journal is not read yet.";
    private volatile StatusFigures _figures = new();
    private DateTimeOffset? _oldestWaiting;

    public ScoringService(
        ServeOptions options, IEventJournal journal, StoreModelHost models, AlertWriter alerts, JournalRetention retention,
        ServiceMetrics metrics, TimeProvider time, ILogger<ScoringService> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _journal, _models, _alerts, _retention, _metrics, _time, _log) = (options, journal, models, alerts, retention, metrics, time, log);
        _scorer = new StreamScorer(options.Fallback);
        _snapshots = new SnapshotFile(options.Data);
    }

    /// <summary>Completes when what the journal held at start is scored.</summary>
    public Task Replayed => _replayed.Task;

    public long ScoredUpTo => _figures.ScoredUpTo;

    public long WaitingEvents => _journal.CountFrom(_figures.ScoredUpTo);

    public TimeSpan Lag => _oldestWaiting is { } oldest ? _time.GetUtcNow() - oldest : TimeSpan.Zero;

    public long? LatestEventMicros => _figures.LatestEventMicros;

    public long EventsSeen => _figures.EventsSeen;

    public long EventsScored => _figures.EventsScored;

    public long EventsLate => _figures.EventsLate;

    public long EventsDoubled => _figures.EventsDoubled;

    public int OpenGroups => _figures.OpenGroups;

    public int OpenWindows => _figures.OpenWindows;

    public long StateBytes => _snapshots.Bytes;

    public string? Problem => _problem ?? _models.Problem;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Off the thread that starts the host.
            await Task.Yield();
            Restore();
            await ReplayAsync(stoppingToken).ConfigureAwait(false);
            _replayed.TrySetResult();
            while (true)
            {
                await TakeNextAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            if (_replayed.Task.IsCompleted)
            {
                Snapshot();
            }
        }
        catch (Exception fault)
        {
            // Whatever it is: the service must not go on taking events that nobody scores, and must say why.
            _problem = $"Scoring stopped: {fault.Message}";
            _replayed.TrySetException(fault);
            LogStopped(fault);
            throw;
        }
    }

    private void Restore()
    {
        try
        {
            string? missing = null;
            var found = _snapshots.Read(reader =>
            {
                _position = reader.ReadInt64();
                _retention.Restore(reader);
                missing = _scorer.Restore(reader, _models.Load);
            });
            _position = Math.Max(_position, _journal.Start);
            _snapshotAt = _position;
            if (missing is not null)
            {
                LogGroupsLost(missing);
            }

            if (found)
            {
                LogRestored(_position);
            }
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{fault.Message} Remove the file to score what the journal still holds ({_journal.Start} to {_journal.End}) anew.", fault);
        }
    }

    /// <summary>Scores again what was scored after the snapshot, cut where it was cut, then puts all alerts into the store at once.</summary>
    private async Task ReplayAsync(CancellationToken cancellation)
    {
        var cuts = new List<CutNote>();
        foreach (var frame in _journal.Read(_position, _journal.End))
        {
            if (CutNote.TryParse(frame.Note, out var cut) && cut.Until > _position)
            {
                cuts.Add(cut);
            }
        }

        var count = 0L;
        foreach (var cut in cuts)
        {
            var model = _models.Load(cut.ModelVersion) ?? await ModelAsync(cancellation).ConfigureAwait(false);
            _batch.Fill(_journal, _position, cut.Until, bounded: false);
            count += _batch.Events.Count;
            _scorer.Score(_batch.Events, model);
            _position = cut.Until;
        }

        _figures = StatusFigures.Of(_scorer, _position);
        if (_scorer.ModelVersion is not null)
        {
            await StoreAsync(await ModelAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }

        _problem = null;
        _nextSnapshot = _time.GetUtcNow() + TimeSpan.FromSeconds(_options.SnapshotSeconds);
        LogReplayed(count, cuts.Count);
    }

    private async Task TakeNextAsync(CancellationToken cancellation)
    {
        await WaitForEventsAsync(cancellation).ConfigureAwait(false);
        var model = await ModelAsync(cancellation).ConfigureAwait(false);
        _batch.Fill(_journal, _position, _journal.End, bounded: true);
        if (_batch.Events.Count > 0)
        {
            _oldestWaiting = _batch.OldestAt;
            // On disk before anybody can see what comes of it: scored again, the same events are a batch.
            await _journal.AppendAsync([], new CutNote(_batch.Until, model.Version).ToString(), cancellation).ConfigureAwait(false);
            _scorer.Score(_batch.Events, model);
            _position = _batch.Until;
            await StoreAsync(model, cancellation).ConfigureAwait(false);
            Measure();
        }

        _position = _batch.Until;
        var now = _time.GetUtcNow();
        _retention.Mark(now, _position);
        if (now >= _nextSnapshot)
        {
            Snapshot();
        }
    }

    /// <summary>Waits for events, and then as long as they are gathered; not when there is a full batch already.</summary>
    private async Task WaitForEventsAsync(CancellationToken cancellation)
    {
        if (WaitingEvents == 0)
        {
            _oldestWaiting = null;
            using var untilSnapshot = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var due = _nextSnapshot - _time.GetUtcNow();
            var timer = Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, _time, untilSnapshot.Token);
            await Task.WhenAny(_journal.WaitBeyondAsync(_journal.End, untilSnapshot.Token), timer).ConfigureAwait(false);
            await untilSnapshot.CancelAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }

        if (WaitingEvents is > 0 and < JournalBatch.MaximumEvents && _options.SettleSeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(_options.SettleSeconds), _time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<HostedModel> ModelAsync(CancellationToken cancellation)
    {
        while (_models.Current is null)
        {
            await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
        }

        return _models.Current;
    }

    /// <summary>The store may be away for a while: then scoring waits for it, and senders are asked to wait when too much has come.</summary>
    private async Task StoreAsync(HostedModel model, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await _alerts.WriteAsync(_scorer, model.Model, cancellation).ConfigureAwait(false);
                _problem = null;
                return;
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or IOException or TimeoutException)
            {
                _problem = $"Alerts cannot be stored: {fault.Message}";
                LogNotStored(fault.Message);
                await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Snapshot()
    {
        _snapshots.Write(writer =>
        {
            writer.Write(_position);
            _retention.Save(writer);
            _scorer.Save(writer);
        });
        _snapshotAt = _position;
        var now = _time.GetUtcNow();
        _nextSnapshot = now + TimeSpan.FromSeconds(_options.SnapshotSeconds);
        _retention.Release(now, _snapshotAt);
    }

    private void Measure()
    {
        var before = _figures;
        _figures = StatusFigures.Of(_scorer, _position);
        var late = _figures.EventsLate - before.EventsLate;
        var scored = _figures.EventsScored - before.EventsScored;
        var doubled = _figures.EventsDoubled - before.EventsDoubled;
        Count("scored", scored);
        Count("late", late);
        Count("doubled", doubled);
        Count("taught", _figures.EventsSeen - before.EventsSeen - scored - late - doubled);
        var now = _time.GetUtcNow();
        foreach (var at in _batch.FramesAt)
        {
            _metrics.ScoreSeconds.Record((now - at).TotalSeconds);
        }

        void Count(string result, long events)
        {
            if (events > 0)
            {
                _metrics.Scored.Add(events, new KeyValuePair<string, object?>("result", result));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scoring state of journal position {Position} read")]
    private partial void LogRestored(long position);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Events} events in {Cuts} micro-batches scored again after the start")]
    private partial void LogReplayed(long events, int cuts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model version {Version} of the snapshot is not to be had: its open groups and window sums are lost")]
    private partial void LogGroupsLost(string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts cannot be stored, scoring waits: {Why}")]
    private partial void LogNotStored(string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Scoring stopped")]
    private partial void LogStopped(Exception fault);
}
