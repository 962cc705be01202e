#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 04 Choose a budget
//
// The one number that a SOC sets is how many new alerts a day it accepts. Everything else follows: the rate, and from it a threshold in bits for
// each kind of group. This notebook sets other budgets on a trained model, without training again, and shows what each would have brought.
//
//     dotnet run notebooks/04-choose-a-budget.cs
//     dotnet run notebooks/04-choose-a-budget.cs -- --store models/store --lake last-week
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Reports;
using Det0131.Workbench;

double[] budgets = [0.5, 1, 2, 3, 5, 10, 20, 50];

return Notebook.Run("04-choose-a-budget", "Shows what other alert budgets would mean for a trained model on a lake.", args, [], site =>
{
    // ## 1. What the model promises
    var (version, model) = site.Model;
    var own = model.Calibration.Threshold.Budget;
    var thresholds = budgets.ToDictionary(b => b, b => Threshold.Fit(model.Calibration.Analytics, own with { AlertsPerDay = b }));
    var report = new HtmlReport("Choose a budget", Show.Text($"Model {version}, trained for {own.AlertsPerDay:0.##} alerts a day; rates rest on {model.Calibration.Analytics.Max(a => a.Days):0.#} days of history. From {site.Source}."));
    var optimistic = model.Calibration.Analytics.Where(a => a.IsOptimistic).Select(a => a.Analytic).ToList();
    report.Section("1. What the model promises")
        .Paragraph("A budget is met by one rate for all kinds of groups. Where a floor, the 2 % share or a lack of history decides instead, the expected number differs from the budget.")
        .List(optimistic.Count > 0 ? [$"Rates of {string.Join(", ", optimistic)} come from leaving out, not from later days: they are optimistic."] : [])
        .Table(new ReportTable("Budgets on this model", ["budget, alerts a day", "#expected incidents a day", "#rarer than once in, days", "#strata decided by the budget", "#by the floor", "#by the 2 % share", "#without rates"],
            [.. budgets.Select(b => (IReadOnlyList<string>)[Show.Number(b), Show.Number(thresholds[b].ExpectedPerDay), Show.Number(1 / thresholds[b].RatePerDay.Values.Max()),
                .. new[] { ThresholdReason.Budget, ThresholdReason.Floor, ThresholdReason.GroupShare, ThresholdReason.NotCalibrated }.Select(reason => Show.Count(thresholds[b].Strata.Count(s => s.Reason == reason)))])]));

    // ## 2. Where the thresholds lie
    var strata = model.Calibration.Threshold.Strata.Select(s => (s.Analytic, s.Stratum)).ToList();
    report.Section("2. Where the thresholds lie")
        .Paragraph("A stratum is groups of the same event kinds and size. A larger budget lowers the threshold of each by as many bits as its own tail asks for.")
        .Chart(new ReportChart("Threshold by budget.", "One line for each analytic: the mean over its strata.", new ChartAxis("alerts a day", IsLog: true), new ChartAxis("bits"),
            [.. strata.GroupBy(s => s.Analytic).Select(a => new ChartSeries(a.Key, SeriesKind.Line, [.. budgets.Select(b => new ChartPoint(b, a.Average(s => thresholds[b].ScoreOf(s.Analytic, s.Stratum))))]))]))
        .Table(new ReportTable("Threshold in bits of every stratum", ["stratum", "kinds and sizes", .. budgets.Select(b => "#" + Show.Number(b))],
            [.. strata.Select(s => (IReadOnlyList<string>)[Show.Text($"{s.Analytic}/{s.Stratum}"), Members(model.Calibration, s.Analytic, s.Stratum), .. budgets.Select(b => Show.Number(thresholds[b].ScoreOf(s.Analytic, s.Stratum)))])]));

    // ## 3. What each would have brought
    var incidents = new Dictionary<(IncidentKey Key, int Day), Best>();
    site.Score(site.Model, scored =>
    {
        var group = scored.Group;
        var analytic = AnalyticCatalogue.All[group.Analytic].Id;
        var passes = budgets.Where(b => thresholds[b].Opens(analytic, scored.Stratum, scored.Score)).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (double.IsFinite(passes))
        {
            var key = (new IncidentKey(analytic, group.Entity, group.Destination), Incident.DayOf(group.FirstMicros));
            if (!incidents.TryGetValue(key, out var best) || passes < best.Budget || (passes.Equals(best.Budget) && scored.Score > best.Score))
            {
                incidents[key] = new Best(passes, scored.Score, scored.ReturnPeriod);
            }
        }
    });
    var days = Math.Max(1, site.Lake.Statistics(site.Cancellation).Days.Count);
    int Seen(double budget) => incidents.Values.Count(i => i.Budget <= budget);
    report.Section("3. What each would have brought")
        .Paragraph(Show.Text($"Incidents of the {days} days of the lake at each budget, the daily cap left off. Real acts in the lake are in these numbers; expected numbers are of a site left alone."))
        .Chart(new ReportChart("Incidents a day, seen and expected.", "On the line is right; above it are acts, or days unlike those that the model learned from.", new ChartAxis("budget, alerts a day", IsLog: true), new ChartAxis("incidents a day", IsLog: true),
        [
            new ChartSeries("seen", SeriesKind.Point, [.. budgets.Select(b => new ChartPoint(b, (double)Seen(b) / days))]),
            new ChartSeries("expected", SeriesKind.Line, [.. budgets.Select(b => new ChartPoint(b, thresholds[b].ExpectedPerDay))]),
        ]))
        .Chart(new ReportChart("Incidents by analytic.", "Over all days.", new ChartAxis("budget, alerts a day", Names: [.. budgets.Select(b => Show.Number(b))]), new ChartAxis("incidents"),
            [.. AnalyticCatalogue.All.Select(a => new ChartSeries(a.Name, SeriesKind.Bar, [.. budgets.Select((b, i) => new ChartPoint(i, incidents.Count(x => x.Key.Key.Analytic == a.Id && x.Value.Budget <= b)))]))]));

    // ## 4. What the next step buys
    report.Section("4. What the next step buys")
        .Paragraph("The incidents that open at a budget but at none below it, rarest first, at most ten each. Read them: if they are worth an analyst's time, the budget is not too large; if the first of a step are habits, it is.");
    foreach (var step in budgets)
    {
        var added = incidents.Where(i => i.Value.Budget.Equals(step)).OrderByDescending(i => i.Value.Period?.Days ?? 0).ThenByDescending(i => i.Value.Score).ThenBy(i => i.Key.Key.Entity, StringComparer.Ordinal).ThenBy(i => i.Key.Key.Destination, StringComparer.Ordinal).ThenBy(i => i.Key.Day).ToList();
        if (added.Count > 0)
        {
            report.Table(new ReportTable(Show.Text($"First at {step:0.##} a day: {added.Count} incidents"), ["day", "analytic", "who", "where to", "#bits", "how rare"],
                [.. added.Take(10).Select(i => (IReadOnlyList<string>)[Show.Day(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(i.Key.Day)), i.Key.Key.Analytic, i.Key.Key.Entity, i.Key.Key.Destination, Show.Number(i.Value.Score), i.Value.Period?.ToString() ?? "-"])]));
        }
    }

    return report;
});

static string Members(SavedCalibration calibration, string analytic, int stratum) =>
    string.Join("; ", calibration.Analytics.First(a => a.Analytic == analytic).Strata.Members.Where(m => m.Stratum == stratum).OrderByDescending(m => m.Groups).Take(4).Select(m => m.Key.ToString()));

/// <summary>The best group of an incident: the least budget that opens it, its score, how rare it is.</summary>
internal readonly record struct Best(double Budget, float Score, ReturnPeriod? Period);
