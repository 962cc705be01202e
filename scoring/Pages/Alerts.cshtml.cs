using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>The queue.</summary>
public sealed class AlertsModel(IAlertStore alerts, IScoringStatus status, IModelHost model, PagePresent present) : PageModel
{
    private const int PageLength = 50;
    private const int BudgetDays = 14;
    private const int LeastDays = 7;

    [BindProperty(SupportsGet = true)]
    public AlertFilter Filter { get; set; } = new();

    public AlertPage Found { get; private set; } = new([], null, 0);

    /// <summary>How many alerts each stage would list.</summary>
    public IReadOnlyDictionary<string, long> Totals { get; private set; } = new Dictionary<string, long>();

    /// <summary>Oldest first; the last is the day of the latest event. A week, or up to two where the earlier one has alerts.</summary>
    public IReadOnlyList<BudgetDay> Days { get; private set; } = [];

    public double? BudgetPerDay => model.Current?.Model.Calibration.Threshold.Budget.AlertsPerDay;

    public DateTimeOffset Now => present.Now;

    /// <summary>The latest change that the page can know of: what comes after it is told live.</summary>
    public long Cursor { get; private set; }

    /// <summary>Whether the budget's last day is the calendar's.</summary>
    public bool IsToday { get; private set; }

    /// <summary>Why the address could not be followed; null: it could.</summary>
    public string? Fault { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Cursor = await alerts.LatestCursorAsync(cancellation);
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
            var query = Filter.ToQuery(1) with { States = stage.States, OnlyCut = stage.Cut, After = null };
            totals[stage.Name] = (await alerts.ListAsync(query, cancellation)).Total;
        }

        Totals = totals;
        // In the demo the present is the latest event: its day is no "today".
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        var last = status.LatestEventMicros is { } micros && DateOnly.FromDateTime(AlertTime.Utc(micros).UtcDateTime) is var seen && seen < today ? seen : today;
        IsToday = last == today && !present.IsDemo;
        var known = (await alerts.BudgetAsync(last, BudgetDays, cancellation)).ToDictionary(d => d.Day);
        var shown = Math.Max(LeastDays, known.Values.Where(d => d.Sent + d.OverBudget + d.Suppressed > 0).Select(d => last.DayNumber - d.Day.DayNumber + 1).DefaultIfEmpty(0).Max());
        Days = [.. Enumerable.Range(0, shown).Select(i => last.AddDays(i - shown + 1)).Select(day => known.GetValueOrDefault(day) ?? new BudgetDay(day, 0, 0, 0))];
    }
}
