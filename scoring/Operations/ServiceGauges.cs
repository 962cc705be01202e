using System.Diagnostics.Metrics;
using Det0131.Models.Analytics;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Operations;

/// <summary>Numbers that are read when somebody asks: queue, lag, state, model, budget.</summary>
internal sealed partial class ServiceGauges(
    ServiceMetrics metrics, IScoringStatus status, IModelHost models, IEventJournal journal, IAlertStore alerts, TimeProvider time, ILogger<ServiceGauges> log) : BackgroundService
{
    private static readonly TimeSpan BudgetInterval = TimeSpan.FromSeconds(15);

    private volatile BudgetDay? _today;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Gauge("det0131_queue_events", "{event}", "Accepted events that wait to be scored.", () => status.WaitingEvents);
        metrics.Gauge("det0131_lag_seconds", "s", "Age of the oldest event that waits.", () => status.Lag.TotalSeconds);
        metrics.Gauge("det0131_open_groups", "{group}", "Groups that can still grow.", () => status.OpenGroups);
        metrics.Gauge("det0131_open_windows", "{window}", "Window sums that are kept.", () => status.OpenWindows);
        metrics.Gauge("det0131_state_bytes", "By", "Size of the last snapshot of the scoring state.", () => status.StateBytes);
        metrics.Gauge("det0131_journal_bytes", "By", "Journal that is kept on disk.", () => journal.End - journal.Start);
        metrics.Gauge("det0131_scorer_stopped", "1", "1 when something keeps the scorer from scoring.", () => status.Problem is null ? 0 : 1);
        metrics.Gauge("det0131_process_memory_bytes", "By", "Memory of the process.", () => Environment.WorkingSet);
        metrics.Gauge("det0131_process_heap_bytes", "By", "Managed memory that was in use after the last collection.", () => GC.GetGCMemoryInfo().HeapSizeBytes);
        metrics.Gauge("det0131_process_allocated_bytes", "By", "Managed memory that was allocated since the start.", () => GC.GetTotalAllocatedBytes());
        metrics.Gauge("det0131_model_info", "1", "The model version that scores, as a label.",
            () => models.Current is { } model ? [new Measurement<double>(1, new KeyValuePair<string, object?>("version", model.Version))] : []);
        metrics.Gauge("det0131_model_problem", "1", "1 when the promoted version is not the one that scores.", () => models.Problem is null ? 0 : 1);
        metrics.Gauge("det0131_budget_alerts_per_day", "{alert}", "Alerts a day that the model's threshold was learned for.",
            () => models.Current is { } model ? [new Measurement<double>(model.Model.Calibration.Threshold.Budget.AlertsPerDay)] : []);
        metrics.Gauge("det0131_budget_used_today", "{alert}", "Alerts of today (UTC) within the budget, beyond it, and on the allow-list.", () => _today is not { } day ? [] :
        [
            new Measurement<double>(day.Sent, new KeyValuePair<string, object?>("state", "sent")),
            new Measurement<double>(day.OverBudget, new KeyValuePair<string, object?>("state", "over_budget")),
            new Measurement<double>(day.Suppressed, new KeyValuePair<string, object?>("state", "suppressed")),
        ]);
        // So that a counter is there before it counts: a rate needs its zero.
        foreach (var analytic in AnalyticCatalogue.All)
        {
            metrics.Alerts.Add(0, new KeyValuePair<string, object?>("analytic", analytic.Id));
        }

        return base.StartAsync(cancellationToken);
    }

    // The database is asked on a timer of our own: a scrape must not wait for it.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BudgetInterval, time);
        try
        {
            do
            {
                await ReadBudgetAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task ReadBudgetAsync(CancellationToken cancellation)
    {
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var days = await alerts.BudgetAsync(today, 1, cancellation);
            _today = days.FirstOrDefault(d => d.Day == today) ?? new BudgetDay(today, 0, 0, 0);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _today = null;
            Log.NoBudget(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning, "The alert store does not say how much of the budget is used")]
        public static partial void NoBudget(ILogger logger, Exception exception);
    }
}
