using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>The queue.</summary>
public sealed class AlertsModel(IAlertStore alerts, IScoringStatus status, IModelHost model, TimeProvider time) : PageModel
{
    private const int PageLength = 50;
    private const int BudgetDays = 14;

    [BindProperty(SupportsGet = true)]
    public AlertFilter Filter { get; set; } = new();

    public AlertPage Found { get; private set; } = new([], null, 0);

    /// <summary>How many alerts each stage would list.</summary>
    public IReadOnlyDictionary<string, long> Totals { get; private set; } = new Dictionary<string, long>();

    /// <summary>Oldest first; the last is the day of the latest event.</summary>
    public IReadOnlyList<BudgetDay> Days { get; private set; } = [];

    public double? BudgetPerDay => model.Current?.Model.Calibration.Threshold.Budget.AlertsPerDay;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether the budget's last day is the calendar's.</summary>
    public bool IsToday { get; private set; }

    /// <summary>Why the address could not be followed; null: it could.</summary>
    public string? Fault { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        try
        {
            Found = await alerts.ListAsync(Filter.ToQuery(PageLength), cancellation);
        }
        catch (ArgumentException)
        {
            // The place to go on from is opaque to this page: an old or broken one starts again.
            Fault = "That page of the list is not there any more; this is the first.";
            Filter.After = null;
            Found = await alerts.ListAsync(Filter.ToQuery(PageLength), cancellation);
        }

        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var stage in AlertFilter.Stages)
        {
            var query = Filter.ToQuery(1) with { States = stage.States, After = null };
            totals[stage.Name] = (await alerts.ListAsync(query, cancellation)).Total;
        }

        Totals = totals;
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        var last = status.LatestEventMicros is { } micros && DateOnly.FromDateTime(AlertTime.Utc(micros).UtcDateTime) is var seen && seen < today ? seen : today;
        IsToday = last == today;
        var known = (await alerts.BudgetAsync(last, BudgetDays, cancellation)).ToDictionary(d => d.Day);
        Days = [.. Enumerable.Range(0, BudgetDays).Select(i => last.AddDays(i - BudgetDays + 1)).Select(day => known.GetValueOrDefault(day) ?? new BudgetDay(day, 0, 0, 0))];
    }
}
