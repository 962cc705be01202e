using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;

namespace Det0131.Scoring.Delivery;

/// <summary>One outlet of alerts, run over and over.</summary>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Sends what waits; says when to come again at the latest, null: when something changes.</param>
internal sealed record Outlet(string Name, Func<CancellationToken, Task<DateTimeOffset?>> RunAsync);

/// <summary>Keeps the outlets going: each by itself, woken by changes of alerts, at its next due time, and now and then for changes that another process made.</summary>
internal sealed partial class DeliveryService(IEnumerable<Outlet> outlets, Database database, TimeProvider time, ILogger<DeliveryService> log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestFault = TimeSpan.FromMinutes(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(outlets.Select(outlet => RunAsync(outlet, stoppingToken)));

    private async Task RunAsync(Outlet outlet, CancellationToken stopping)
    {
        // The host's start must not wait for the first round.
        await Task.Yield();
        var bell = new Bell();
        Action<StoredAlert> ring = _ => bell.Ring();
        database.AlertChanged += ring;
        try
        {
            var faults = 0;
            while (!stopping.IsCancellationRequested)
            {
                (var pause, faults) = await RoundAsync(outlet, faults, stopping);
                if (faults > 0)
                {
                    // Changes must not shorten the pause of an outlet that is broken.
                    await Task.Delay(pause, time, stopping);
                }
                else
                {
                    await bell.WaitAsync(pause, time, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What waits is in the database, and goes on from there.
        }
        finally
        {
            database.AlertChanged -= ring;
        }
    }

    private async Task<(TimeSpan Pause, int Faults)> RoundAsync(Outlet outlet, int faults, CancellationToken stopping)
    {
        try
        {
            var next = await outlet.RunAsync(stopping);
            var pause = next is { } due ? due - time.GetUtcNow() : LongestPause;
            return (TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.TicksPerMillisecond, LongestPause.Ticks)), 0);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogFailed(log, outlet.Name, exception);
            return (TimeSpan.FromSeconds(Math.Min(LongestFault.TotalSeconds, Math.Pow(2, Math.Min(faults, 20)))), faults + 1);
        }
    }

    [LoggerMessage(4200, LogLevel.Warning, "Alerts could not be sent by {Outlet}; they wait, and are sent again.")]
    private static partial void LogFailed(ILogger log, string outlet, Exception exception);
}
