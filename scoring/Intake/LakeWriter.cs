using Det0131.Datasets.Lake;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;
using Polly;
using Polly.Retry;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Brings accepted events from the journal into the lake, in commits of <see cref="ServeOptions.LakeCommitSeconds"/>, and keeps the lake in order: small
/// parts are merged, days beyond <see cref="ServeOptions.RetainEventsDays"/> removed. Goes on after a crash where the last commit ended; what is
/// committed again counts once, by identity. Thread-safe to read.
/// </summary>
public sealed partial class LakeWriter : BackgroundService
{
    // So much of the journal is committed without waiting for the time: some 100,000 events.
    private const long GatherBytes = 64L << 20;

    // Of the 10 s that a shutdown may take.
    private static readonly TimeSpan LastCommit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(15);

    private readonly ServeOptions _options;
    private readonly IEventJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger<LakeWriter> _logger;
    private readonly ResiliencePipeline _untilItWorks;
    private long _inLakeUpTo;
    private long _waitingSince = long.MaxValue;
    private volatile string? _problem;
    private volatile string? _upkeepProblem;

    /// <param name="options">Where the lake and the service's state are, and how long events are kept.</param>
    /// <param name="journal">What is followed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where the lag is shown.</param>
    /// <param name="logger">Told of problems, and of what was merged and removed.</param>
    public LakeWriter(ServeOptions options, IEventJournal journal, TimeProvider time, ServiceMetrics metrics, ILogger<LakeWriter> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metrics);
        _options = options;
        _journal = journal;
        _time = time;
        _logger = logger;
        _untilItWorks = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromMinutes(1),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is not (null or OperationCanceledException)),
            OnRetry = attempt =>
            {
                _problem = attempt.Outcome.Exception!.Message;
                LogProblem(attempt.Outcome.Exception, attempt.RetryDelay);
                return ValueTask.CompletedTask;
            },
        }).Build();
        if (options.Lake is null)
        {
            // Nobody needs to wait for a lake that is not there.
            _inLakeUpTo = long.MaxValue;
        }

        metrics.Gauge("det0131_lake_lag_seconds", "s", "For how long accepted events have waited to be in the lake.", () => Lag.TotalSeconds);
        metrics.Gauge("det0131_lake_waiting_bytes", "By", "Journal that is not in the lake yet.", () => Math.Max(_journal.End - InLakeUpTo, 0));
    }

    /// <summary>All of the journal before this position is in the lake; <see cref="long.MaxValue"/> when there is no lake to wait for.</summary>
    public long InLakeUpTo => Volatile.Read(ref _inLakeUpTo);

    /// <summary>What keeps events from the lake, in words (it is tried again); null: nothing.</summary>
    public string? Problem => _problem ?? _upkeepProblem;

    /// <summary>For how long the oldest event that is not in the lake has waited; zero: none waits.</summary>
    public TimeSpan Lag => Volatile.Read(ref _waitingSince) is not long.MaxValue and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Lake is not { } path)
        {
            return;
        }

        using var shutdown = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var stopping = stoppingToken.Register(() => shutdown.CancelAfter(LastCommit));
        EventLake? lake = null;
        try
        {
            var position = new LakePosition(_options.Data, path);
            lake = await UntilItWorksAsync(() => Open(path), stoppingToken);
            var copier = new LakeCopier(_journal, lake, position);
            await UntilItWorksAsync(() => Begin(copier, position, stoppingToken), stoppingToken);
            await FollowAsync(copier, new LakeUpkeep(lake, _options, _time, _logger), stoppingToken, shutdown.Token);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop while the lake could not be reached: what is missing is in the journal.
            LogNotAllInLake(InLakeUpTo, _journal.End);
        }
        finally
        {
            lake?.Dispose();
        }
    }

    private static EventLake Open(string path) =>
        EventLake.Open(path, new LakeOptions { Threads = Math.Min(Environment.ProcessorCount, 4), MemoryLimitBytes = 512L << 20 });

    private bool Begin(LakeCopier copier, LakePosition position, CancellationToken stopping)
    {
        var found = position.Read();
        var from = found >= _journal.Start && found <= _journal.End ? found.Value : _journal.Start;
        if (found is not null && found != from)
        {
            LogOtherJournal(found.Value, _journal.Start, _journal.End);
        }

        try
        {
            copier.Remember(from, stopping);
        }
        catch (InvalidDataException error)
        {
            LogMemoryLost(error);
        }

        Volatile.Write(ref _inLakeUpTo, from);
        return true;
    }

    private async Task FollowAsync(LakeCopier copier, LakeUpkeep upkeep, CancellationToken stopping, CancellationToken shutdown)
    {
        var saved = _time.GetTimestamp();
        while (true)
        {
            await WaitForWorkAsync(LakeUpkeep.Interval, stopping);
            if (stopping.IsCancellationRequested)
            {
                break;
            }

            await UntilItWorksAsync(() => CopyAll(copier, shutdown), stopping);
            await OnceAsync(() => upkeep.Run(stopping), stopping);
            if (_time.GetElapsedTime(saved) >= SaveInterval)
            {
                await OnceAsync(() => copier.Save(InLakeUpTo), stopping);
                saved = _time.GetTimestamp();
            }
        }

        await OnceAsync(() =>
        {
            CopyAll(copier, shutdown);
            copier.Save(InLakeUpTo);
        }, shutdown);
        if (InLakeUpTo < _journal.End)
        {
            LogNotAllInLake(InLakeUpTo, _journal.End);
        }
    }

    private async Task WaitForWorkAsync(TimeSpan most, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var idle = Task.Delay(most, _time, enough.Token);
        if (await Task.WhenAny(_journal.WaitBeyondAsync(InLakeUpTo, enough.Token), idle) != idle)
        {
            Volatile.Write(ref _waitingSince, _time.GetTimestamp());
            await Task.WhenAny(
                Task.Delay(TimeSpan.FromSeconds(_options.LakeCommitSeconds), _time, enough.Token),
                _journal.WaitBeyondAsync(InLakeUpTo + GatherBytes, enough.Token));
        }

        await enough.CancelAsync();
    }

    private bool CopyAll(LakeCopier copier, CancellationToken cancellation)
    {
        var until = _journal.End;
        while (InLakeUpTo < until)
        {
            Volatile.Write(ref _inLakeUpTo, copier.Copy(InLakeUpTo, until, cancellation));
        }

        Volatile.Write(ref _waitingSince, _journal.End > until ? _time.GetTimestamp() : long.MaxValue);
        return true;
    }

    // What may fail without keeping events from the lake: it is due again soon.
    private async Task OnceAsync(Action work, CancellationToken stopping)
    {
        try
        {
            await Task.Run(work, CancellationToken.None);
            _upkeepProblem = null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop; whoever waits for that looks itself.
        }
        catch (Exception error)
        {
            _upkeepProblem = error.Message;
            LogUpkeepProblem(error);
        }
    }

    // The lake's work is synchronous and long: not on the caller's thread.
    private async Task<T> UntilItWorksAsync<T>(Func<T> work, CancellationToken stopping)
    {
        var done = await _untilItWorks.ExecuteAsync(async _ => await Task.Run(work, CancellationToken.None), stopping);
        _problem = null;
        return done;
    }

    [LoggerMessage(1, LogLevel.Error, "Accepted events cannot be put into the lake; they are safe in the journal, next try in {Delay}.")]
    private partial void LogProblem(Exception error, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Warning, "The lake was at position {Found} of a journal that goes from {Start} to {End}: everything in the journal is committed again.")]
    private partial void LogOtherJournal(long found, long start, long end);

    [LoggerMessage(3, LogLevel.Warning, "What earlier events said of processes and flows cannot be read; joins across commits begin anew.")]
    private partial void LogMemoryLost(Exception error);

    [LoggerMessage(5, LogLevel.Error, "The lake's upkeep or the last commit failed; it is tried again later.")]
    private partial void LogUpkeepProblem(Exception error);

    [LoggerMessage(4, LogLevel.Warning, "Stopped before all was in the lake: up to {Reached} of {End}. The next start goes on from there.")]
    private partial void LogNotAllInLake(long reached, long end);
}
