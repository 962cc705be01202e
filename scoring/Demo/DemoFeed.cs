using Det0131.Datasets.Readers;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Demo;

/// <summary>Feeds the demo's logs, a day at a time, through the readers and the journal that everything goes through.</summary>
internal sealed partial class DemoFeed(
    DemoSite site, IEventJournal journal, EventFilter filter, IntakeGate gate, TimeProvider time, ILogger<DemoFeed> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var day in site.Days)
            {
                using var batch = new EventBatch(journal, filter, gate, time, log);
                await Task.Run(() => LogImporter.Run([day.Folder], filter.Files, batch.Add, cancel: stoppingToken), stoppingToken).ConfigureAwait(false);
                var count = batch.Count;
                await batch.FlushAsync(null, sort: true, stoppingToken).ConfigureAwait(false);
                LogFed(day.Day, count);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutdown.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo: the logs of {Day} are in, {Count} events")]
    private partial void LogFed(DateOnly day, int count);
}
