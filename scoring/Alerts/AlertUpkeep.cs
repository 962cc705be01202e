using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Alerts;

/// <summary>Once a minute: alerts whose allow-list entry has expired show again; closed alerts older than <see cref="ServeOptions.RetainAlertsDays"/> are removed.</summary>
internal sealed partial class AlertUpkeep(IAlertStore alerts, IAllowList allowed, ServeOptions options, TimeProvider time, ILogger<AlertUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>One turn.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await allowed.LetExpiredShowAsync(cancellation).ConfigureAwait(false) is > 0 and var shown)
        {
            LogShown(shown);
        }

        if (options.RetainAlertsDays is { } days && await alerts.RemoveClosedAsync(time.GetUtcNow().AddDays(-days), cancellation).ConfigureAwait(false) is > 0 and var removed)
        {
            LogRemoved(removed, days);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (System.Data.Common.DbException fault)
                {
                    // The store is away: the next turn does it.
                    LogFailed(fault.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Shutdown.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} alerts show again: their allow-list entry has expired")]
    private partial void LogShown(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} alerts closed more than {Days} days ago were removed")]
    private partial void LogRemoved(int count, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upkeep of the alert store failed: {Why}")]
    private partial void LogFailed(string why);
}
