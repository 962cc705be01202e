using Det0131.Models.Sensors;
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

    // Nobody sent anything for as long as an event waits for another sensor's record: none will come.
    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(SensorWait.WaitMicros);

    private readonly ServeOptions _options;
    private readonly IEventJournal _journal;
    private readonly StoreModelHost _models;
    private readonly AlertWriter _alerts;
    private readonly ScoringFigures _figures;
    private readonly TimeProvider _time;
    private readonly ILogger<ScoringService> _log;
    private readonly StreamScorer _scorer;
    private readonly ScorerSnapshots _snapshots;
    private readonly JournalBatch _batch = new();
    private long _position;
    private bool _isReplayed;
    private bool _isIdle;
    private long? _clockMicros;
    private DateTimeOffset _scoredAt;
    private volatile string? _problem = "The journal is not read yet.";

    public ScoringService(
        ServeOptions options, IEventJournal journal, StoreModelHost models, AlertWriter alerts, JournalRetention retention,
        ServiceMetrics metrics, TimeProvider time, ILogger<ScoringService> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _journal, _models, _alerts, _time, _log) = (options, journal, models, alerts, time, log);
        _figures = new ScoringFigures(journal, metrics, time);
        _scorer = new StreamScorer(options.Fallback);
        _snapshots = new ScorerSnapshots(options, journal, retention, time, log);
    }

    public long ScoredUpTo => _figures.Now.ScoredUpTo;

    public long WaitingEvents => _figures.WaitingEvents;

    public TimeSpan Lag => _figures.Lag;

    public long? LatestEventMicros => _figures.Now.LatestEventMicros;

    public long EventsSeen => _figures.Now.EventsSeen;

    public long EventsScored => _figures.Now.EventsScored;

    public long EventsLate => _figures.Now.EventsLate;

    public long EventsDoubled => _figures.Now.EventsDoubled;

    public int OpenGroups => _figures.Now.OpenGroups;

    public int EventsWaiting => _figures.Now.EventsWaiting;

    public SensorFigures Sensors => _figures.Now.Sensors;

    public int OpenWindows => _figures.Now.OpenWindows;

    public long StateBytes => _snapshots.Bytes;

    // A promoted version that is refused keeps nothing from being scored while there is another.
    public string? Problem => _models.Current is null ? _models.Problem ?? _problem : _problem;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Off the thread that starts the host.
            await Task.Yield();
            _position = _snapshots.Restore(_scorer, _models.Load);
            _figures.Show(_scorer, _position);
            await ReplayAsync(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await TakeNextAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Amid a replay the last snapshot is as good, and what the store knows belongs to a later place.
            if (_isReplayed)
            {
                _snapshots.Write(_scorer, _position);
            }
        }
        catch (Exception fault)
        {
            // Whatever it is: the service must not go on taking events that nobody scores, and must say why.
            _problem = $"Scoring stopped: {fault.Message}";
            LogStopped(fault);
            throw;
        }
    }

    /// <summary>Scores again what was scored after the snapshot, cut where it was cut, then puts all alerts into the store at once.</summary>
    private async Task ReplayAsync(CancellationToken cancellation)
    {
        var cuts = _journal.Read(_position, _journal.End).Select(static frame => CutNote.TryParse(frame.Note, out var cut) && cut.Until <= frame.Position ? cut : default)
            .Where(cut => cut.IsIdle || cut.Until > _position).ToList();
        var count = 0L;
        foreach (var cut in cuts)
        {
            cancellation.ThrowIfCancellationRequested();
            var model = await ReplayModelAsync(cut.ModelVersion, cancellation).ConfigureAwait(false);
            _batch.Fill(_journal, _position, Math.Max(_position, cut.Until), bounded: false);
            count += _batch.Events.Count;
            _scorer.Score(_batch.Events, model, cut.IsIdle, cut.ClockMicros);
            _position = Math.Max(_position, cut.Until);
            _figures.Show(_scorer, _position);
        }

        if (_scorer.Ledger.Groups > 0)
        {
            // With the model that decided last: a budget of another would decide anew what was decided.
            await StoreAsync(_scorer.Model ?? await ModelAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }

        _problem = null;
        _isReplayed = true;
        _scoredAt = _time.GetUtcNow();
        _snapshots.Begin();
        LogReplayed(count, cuts.Count);
    }

    private async Task<HostedModel> ReplayModelAsync(string version, CancellationToken cancellation)
    {
        // Loaded once, not for every cut.
        if ((_scorer.Model?.Version == version ? _scorer.Model : _models.Load(version)) is { } model)
        {
            return model;
        }

        var other = await ModelAsync(cancellation).ConfigureAwait(false);
        LogReplayedByAnother(version, other.Version);
        return other;
    }

    private async Task TakeNextAsync(CancellationToken cancellation)
    {
        await WaitForEventsAsync(cancellation).ConfigureAwait(false);
        var model = await ModelAsync(cancellation).ConfigureAwait(false);
        if (!await TakeBatchAsync(model.Version, cancellation).ConfigureAwait(false))
        {
            return;
        }

        if (_batch.Events.Count > 0 || _isIdle)
        {
            _scorer.Score(_batch.Events, model, _isIdle, _clockMicros);
            _position = _batch.Until;
            _scoredAt = _time.GetUtcNow();
            await StoreAsync(model, cancellation).ConfigureAwait(false);
            _figures.Count(_scorer, _position, _batch.FramesAt);
        }

        _position = _batch.Until;
        _snapshots.Pass(_scorer, _position);
    }

    /// <summary>Reads the next micro-batch and notes its cut.</summary>
    /// <returns>False: the disk refused; nothing is taken, and it is to be tried again.</returns>
    private async Task<bool> TakeBatchAsync(string modelVersion, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            _batch.Fill(_journal, _position, _journal.End, bounded: true);
            _isIdle &= _batch.Events.Count == 0;
            _clockMicros = _isIdle ? (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;
            if (_batch.Events.Count > 0 || _isIdle)
            {
                // On disk before anybody can see what comes of it: scored again, the same events are a batch. Not to be cancelled: a cut that nobody
                // waited for would be on disk, and the batch would have to be scored again after an orderly stop.
                await _journal.AppendAsync([], new CutNote(_batch.Until, modelVersion, _isIdle, _clockMicros).ToString(), CancellationToken.None).ConfigureAwait(false);
            }

            _problem = null;
            return true;
        }
        catch (IOException fault)
        {
            _problem = $"The journal cannot be used: {fault.Message}";
            LogNotRead(fault.Message);
            await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Waits for events, and then as long as they are gathered; not when there is a full batch already.</summary>
    private async Task WaitForEventsAsync(CancellationToken cancellation)
    {
        // Asked before it is counted: what comes in between must end the waiting.
        var end = _journal.End;
        if (_journal.CountFrom(_position) == 0)
        {
            using var untilSnapshot = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var due = _snapshots.NextAt - _time.GetUtcNow();
            due = IdleAt() - _time.GetUtcNow() is { } idle && idle < due ? idle : due;
            var timer = Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, _time, untilSnapshot.Token);
            await Task.WhenAny(_journal.WaitBeyondAsync(end, untilSnapshot.Token), timer).ConfigureAwait(false);
            await untilSnapshot.CancelAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }

        _isIdle = _time.GetUtcNow() >= IdleAt();
        if (_options.SettleSeconds > 0 && _journal.CountFrom(_position) is > 0 and < JournalBatch.MaximumEvents && _journal.End - _position < JournalBatch.MaximumBytes)
        {
            await Task.Delay(TimeSpan.FromSeconds(_options.SettleSeconds), _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>When what waits is decided, if nobody sends anything before; null: nothing waits.</summary>
    private DateTimeOffset? IdleAt()
    {
        var quiet = _scoredAt + Patience;
        if (_scorer.EventsWaiting > 0)
        {
            return quiet;
        }

        // Logs of yesterday that were sent in one go are an hour old when they come.
        return _scorer.NextJudgementMicros is not { } next ? null
            : DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(next) is var at && at > quiet ? at : quiet;
    }

    private async Task<HostedModel> ModelAsync(CancellationToken cancellation)
    {
        while (_models.Current is null)
        {
            await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
        }

        return _models.Current;
    }

    /// <summary>
    /// Store or lake may be away for a while: then scoring waits for them, and senders are asked to wait when too much has come. Whatever the fault, what
    /// is scored is kept, and is stored as soon as that works.
    /// </summary>
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
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                _problem = $"Alerts cannot be stored: {fault.Message}";
                LogNotStored(fault.Message);
                await Task.Delay(Pause, _time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
