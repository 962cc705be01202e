using System.Globalization;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Demo;

/// <summary>
/// Feeds the demo's logs into the journal that everything goes through, a day when the day before is scored: so each day's alerts show as soon as
/// they can, and a day's logs, which join each other, are scored together.
/// </summary>
internal sealed partial class DemoFeed(DemoReading reading, IEventJournal journal, IScoringStatus status, TimeProvider time, ILogger<DemoFeed> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (day, events) in reading.Days.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                using (events)
                {
                    while (status.WaitingEvents > 0)
                    {
                        await Task.Delay(Look, time, stoppingToken).ConfigureAwait(false);
                    }

                    await journal.AppendAsync(events, null, stoppingToken).ConfigureAwait(false);
                    LogFed(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), events.Count);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Shutdown.
        }
        catch (IOException fault)
        {
            LogBroken(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo: the logs of {Day} are in, {Count} events")]
    private partial void LogFed(string day, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo: its logs cannot be fed: {Why}")]
    private partial void LogBroken(string why);
}
