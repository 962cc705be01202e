using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Reports;

namespace Det0131.Training.Backtesting.Report;

/// <summary>A report as one HTML file.</summary>
internal static class BacktestPage
{
    public static void Write(BacktestReport report, Stream to)
    {
        var run = report.Run;
        var main = report.Budgets.First(b => b.AlertsPerDay.Equals(run.Budget));
        var found = main.Recall is { } recall
            ? Text($" At {run.Budget:0.##} alerts a day {recall.CapOff.Found} of {recall.CapOff.Of} acts pass the threshold ({Percent(recall.CapOff.Low)} to {Percent(recall.CapOff.High)}), {recall.Capped.Found} are in an alert that the day's budget lets through.")
            : " No act is labelled: only costs are reported.";
        var page = new HtmlReport("Backtest", Text($"Scored {run.FirstScored:yyyy-MM-dd} to {run.EndScored.AddDays(-1):yyyy-MM-dd}, {run.DaysScored} days, {run.EventsScored:N0} events in {run.Groups:N0} groups, with {report.Folds.Count} trainings that each saw only what lay before.") + found
            + Text($" Expected {main.Rate.Expected:0.0} incidents a day, seen {main.Rate.Incidents.Value:0.0}.")
            + (run.Sensors.Flows > 0 ? Text($" {run.Sensors}.") : ""));
        page.List(report.Notes);
        Recall(page, report, main);
        Cost(page, report, main);
        Periods(page, report);
        LeftOut(page, report);
        Competitors(page, report);
        FeedbackTable.Write(page, report);
        Acts(page, report);
        Trainings(page, report);
        page.Write(to);
    }

    private static void Recall(HtmlReport page, BacktestReport report, BudgetFigures main)
    {
        if (main.Recall is null)
        {
            return;
        }

        page.Section("What was found").Chart(new ReportChart(
            "Acts found by budget.", "Share of the acts, with 95 % Wilson intervals.",
            new ChartAxis("alerts a day", Names: [.. report.Budgets.Select(b => Number(b.AlertsPerDay))]), new ChartAxis("share of acts"),
            [Shares("cap off", report.Budgets.Select(b => b.Recall!.CapOff)), Shares("under the daily cap", report.Budgets.Select(b => b.Recall!.Capped))]));
        foreach (var (name, rows) in new[] { ("analytic", main.ByAnalytic), ("technique", main.ByTechnique), ("variation", main.ByVariation), ("procedure", main.ByProcedure) })
        {
            if (rows.Count > 0)
            {
                page.Table(new ReportTable(Text($"Found at {main.AlertsPerDay:0.##} alerts a day, by {name}"), [name, "#acts", "#found, cap off", "interval", "#under the cap"],
                    [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, Count(r.CapOff.Of), Count(r.CapOff.Found), $"{Percent(r.CapOff.Low)} to {Percent(r.CapOff.High)}", Count(r.Capped.Found)])]));
            }
        }

        var minutes = report.Acts.Select(a => a.MinutesToAlert).OfType<double>().Order().ToList();
        if (minutes.Count > 1)
        {
            page.Chart(new ReportChart("Time to first alert.", Text($"Share of the acts found at {main.AlertsPerDay:0.##} alerts a day that had alerted by then; under a tenth of a minute is drawn at a tenth."),
                new ChartAxis("minutes after the act began", IsLog: true), new ChartAxis("share of acts found"),
                [new ChartSeries("alerted", SeriesKind.Step, [.. minutes.Select((m, i) => new ChartPoint(Math.Max(m, 0.1), (i + 1.0) / minutes.Count))])]));
        }

        page.Table(new ReportTable("Time to first alert and bytes out before it", ["alerts a day", "#median minutes", "interval", "#90 % within", "#median bytes before", "#median share before"],
            [.. report.Budgets.Select(b => (IReadOnlyList<string>)[Number(b.AlertsPerDay), Number(b.MinutesToAlert?.Median), b.MinutesToAlert is { } m ? $"{Number(m.Low)} to {Number(m.High)}" : "-", Number(b.MinutesToAlert?.NinetyPercent), b.BytesBeforeAlert is { } bytes ? PlainQuantity.Bytes((long)bytes.Median) : "-", b.ShareBeforeAlert is { } s ? Percent(s.Median) : "-"])]));
        if (report.AveragePrecision is { } precision)
        {
            page.Paragraph(Text($"Average precision over {precision.Incidents:N0} incidents ranked by return period, {precision.OfActs:N0} of them of acts: {precision.Value:0.000} (95 % bootstrap interval over days {precision.Low:0.000} to {precision.High:0.000})."));
        }
    }

    private static void Cost(HtmlReport page, BacktestReport report, BudgetFigures main)
    {
        page.Section("What it costs").Chart(new ReportChart(
            "Calibration of the budget.", "Incidents a day against what the threshold was set for; on the line is right. Intervals over days.",
            new ChartAxis("incidents expected a day", IsLog: true), new ChartAxis("a day", IsLog: true),
            [
                new ChartSeries("incidents seen", SeriesKind.Point, [.. report.Budgets.Select(b => new ChartPoint(b.Rate.Expected, b.Rate.Incidents.Value, b.Rate.Incidents.Low, b.Rate.Incidents.High))]),
                new ChartSeries("new alerts seen", SeriesKind.Point, [.. report.Budgets.Select(b => new ChartPoint(b.Rate.Expected, b.Rate.Alerts.Value, b.Rate.Alerts.Low, b.Rate.Alerts.High))]),
                new ChartSeries("as expected", SeriesKind.Line, [.. report.Budgets.Select(b => new ChartPoint(b.Rate.Expected, b.Rate.Expected))]),
            ]));
        page.Chart(new ReportChart(
            Text($"Each day at a budget of {main.AlertsPerDay:0.##}."), "Groups with an act's event are left out.",
            new ChartAxis("day", Names: [.. main.Rate.Days.Select(d => Day(d.Day))]), new ChartAxis("a day"),
            [
                new ChartSeries("incidents", SeriesKind.Bar, [.. main.Rate.Days.Select((d, i) => new ChartPoint(i, d.Incidents))]),
                new ChartSeries("new alerts", SeriesKind.Bar, [.. main.Rate.Days.Select((d, i) => new ChartPoint(i, d.Alerts))]),
                new ChartSeries("within the budget", SeriesKind.Bar, [.. main.Rate.Days.Select((d, i) => new ChartPoint(i, d.Sent))]),
            ]));
        page.Table(new ReportTable("Alerts a day", ["budget", "#expected incidents", "#incidents", "interval", "#new alerts", "interval", "#within the budget", "#most incidents of a day", "on"],
            [.. report.Budgets.Select(b => (IReadOnlyList<string>)[Number(b.AlertsPerDay), Number(b.Rate.Expected), Number(b.Rate.Incidents.Value), Range(b.Rate.Incidents), Number(b.Rate.Alerts.Value), Range(b.Rate.Alerts), Number(b.Rate.Sent.Value), Count(b.Rate.WorstIncidents), Day(b.Rate.WorstDay)])]));
    }

    private static void Periods(HtmlReport page, BacktestReport report)
    {
        if (report.ReturnPeriods.Count == 0)
        {
            return;
        }

        page.Section("Whether return periods hold").Chart(new ReportChart(
            "Incidents at or beyond a claimed return period.", "Seen, with exact Poisson intervals, and expected. Act incidents and strata without rates are left out.",
            new ChartAxis("claimed return period, days", IsLog: true), new ChartAxis("incidents", IsLog: true),
            [
                new ChartSeries("seen", SeriesKind.Point, [.. report.ReturnPeriods.Select(p => new ChartPoint(p.PeriodDays, p.Seen, p.SeenLow, p.SeenHigh))]),
                new ChartSeries("expected", SeriesKind.Line, [.. report.ReturnPeriods.Select(p => new ChartPoint(p.PeriodDays, p.Expected))]),
            ]));
    }

    private static void LeftOut(HtmlReport page, BacktestReport report)
    {
        var telling = report.LeftOut.Where(f => f.Lost.Count + f.Gained.Count > 0).OrderByDescending(f => f.Lost.Count).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        if (report.LeftOut.Count == 0)
        {
            return;
        }

        page.Section("What each element is worth").Paragraph(
            "An element's (or a family's) columns give nothing, the threshold is fitted anew to the same budget on the training days' groups, and acts are counted again. Nothing is learned anew. "
            + Text($"{report.LeftOut.Count - telling.Count} of {report.LeftOut.Count} change nothing and are not listed."));
        if (telling.Count == 0)
        {
            return;
        }

        page.Chart(new ReportChart("Acts lost without it.", Text($"At {report.Run.Budget:0.##} alerts a day."),
            new ChartAxis("left out", Names: [.. telling.Select(f => $"{f.Name} ({(f.Kind == "family" ? "family" : f.Analytic)})")]), new ChartAxis("acts"),
            [new ChartSeries("lost", SeriesKind.Bar, [.. telling.Select((f, i) => new ChartPoint(i, f.Lost.Count))]), new ChartSeries("gained", SeriesKind.Bar, [.. telling.Select((f, i) => new ChartPoint(i, f.Gained.Count))])],
            IsHorizontal: true));
        page.Table(new ReportTable("Which acts", ["left out", "kind", "#found", "lost", "gained"],
            [.. telling.Select(f => (IReadOnlyList<string>)[f.Name, f.Kind == "family" ? "family" : f.Analytic, Text($"{f.Recall.Found} of {f.Recall.Of}"), string.Join(", ", f.Lost), string.Join(", ", f.Gained)])]));
    }

    private static void Competitors(HtmlReport page, BacktestReport report)
    {
        if (report.Competitors.Count == 0)
        {
            return;
        }

        page.Section("Competitors on the same groups").Paragraph(Text(
            $"One rule for all: fitted to every other training day, thresholds from the days between, no daily cap. Run on {Percent(report.Competitors[0].Sampled)} of the groups without acts and on all of acts."));
        if (report.Acts.Count > 0)
        {
            page.Chart(new ReportChart("Acts found by budget.", "Share of the acts; the table has the incidents that it cost.",
                new ChartAxis("alerts a day", Names: [.. report.Budgets.Select(b => Number(b.AlertsPerDay))]), new ChartAxis("share of acts"),
                [.. report.Competitors.Select(c => new ChartSeries(c.Name, SeriesKind.Line, [.. c.Budgets.Select((b, i) => new ChartPoint(i, b.Recall.Value))]))]));
        }

        page.Table(new ReportTable("Found, and incidents a day without acts in brackets", ["method", .. report.Budgets.Select(b => Text($"#{b.AlertsPerDay:0.##} a day")), "#average precision", "how it scores"],
            [.. report.Competitors.Select(c => (IReadOnlyList<string>)[c.Name, .. c.Budgets.Select(BacktestTable.Of), Number(c.AveragePrecision), c.What])]));
    }

    private static void Acts(HtmlReport page, BacktestReport report)
    {
        if (report.Acts.Count == 0)
        {
            return;
        }

        var patient = report.Acts.Where(ActSummary.IsPatient).ToList();
        if (patient.Count > 0)
        {
            page.Section("Theft that takes days").Table(new ReportTable(
                Text($"Slow and low, and slow poisoning, at {report.Run.Budget:0.##} alerts a day"), ["act", "variation", "procedure", "who and where", "what became of it", "#minutes to alert", "found from"],
                [.. patient.Select(a => (IReadOnlyList<string>)[a.Name, a.Variation, a.Procedure, $"{a.Entity} to {a.Destination}", BacktestTable.Why(a), Number(a.MinutesToAlert), From(a)])]));
        }

        page.Section("Missed acts").Table(new ReportTable(
            Text($"Not in an alert at {report.Run.Budget:0.##} a day"), ["act", "analytic", "procedure", "who and where", "why", "found from"],
            [.. report.Acts.Where(a => a.Outcome != ActSummary.Found).Select(a => (IReadOnlyList<string>)[a.Name, a.Analytic, a.Procedure, $"{a.Entity} to {a.Destination}", BacktestTable.Why(a), From(a)])]));
        page.Section("All acts").Table(new ReportTable(
            Text($"At {report.Run.Budget:0.##} alerts a day"), ["act", "analytic", "technique", "procedure", "variation", "outcome", "#bits", "#threshold", "#once in days", "#minutes to alert", "#bytes", "#before the alert"],
            [.. report.Acts.Select(a => (IReadOnlyList<string>)[a.Name, a.Analytic, a.Technique, a.Procedure, a.Variation, a.Outcome.Replace('_', ' '), Number(a.ScoreBits), Number(a.ThresholdBits), Number(a.PeriodDays), Number(a.MinutesToAlert), PlainQuantity.Bytes(a.BytesSeen), a.BytesBeforeAlert is { } bytes ? PlainQuantity.Bytes(bytes) : "-"])]));
    }

    private static void Trainings(HtmlReport page, BacktestReport report) => page.Section("Trainings").Table(new ReportTable(
        "Each learned from the days before those that it scored", ["learned from", "until", "scored until", "period", "#days behind rates", "#observations", "#baseline rows", "#groups scored", "#expected a day at the budget", "#strata without rates"],
        [.. report.Folds.Select(f => (IReadOnlyList<string>)[Day(f.TrainFrom), Day(f.Cut.AddDays(-1)), Day(f.Until.AddDays(-1)), f.Period, Number(f.RateDays), Text($"{f.Observations:N0}"), Text($"{f.BaselineRows:N0}"), Text($"{f.Groups:N0}"), Number(f.ExpectedPerDay[report.Run.Budgets.ToList().IndexOf(report.Run.Budget)]), Count(f.UncalibratedStrata)])]));

    private static string From(ActFigures act) => act.LeastBudget is { } budget ? Text($"{budget:0.##} a day") : "no budget tried";

    private static ChartSeries Shares(string name, IEnumerable<Share> shares) => new(name, SeriesKind.Point, [.. shares.Select((s, i) => new ChartPoint(i, s.Value, s.Low, s.High))]);

    private static string Range(Models.Evaluation.Interval i) => $"{Number(i.Low)} to {Number(i.High)}";

    private static string Number(double? value) => value is not { } v ? "-" : v.ToString(Math.Abs(v) >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
