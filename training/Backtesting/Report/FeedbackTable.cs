using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Evaluation;
using Det0131.Reports;

namespace Det0131.Training.Backtesting.Report;

/// <summary>With and without simulated analysts, side by side: for a terminal and for the page.</summary>
internal static class FeedbackTable
{
    public static void Write(BacktestReport report, TextWriter to)
    {
        if (report.Feedback is not { } feedback)
        {
            return;
        }

        to.WriteLine();
        Line(to, What(feedback));
        Line(to, Text($"{"budget",8}   {"found without",-26} {"found with",-26} {"under the cap without",-26} {"under the cap with",-26} {"alerts/day without",20} {"alerts/day with",20}"));
        foreach (var b in feedback.Budgets)
        {
            Line(to, Text($"{b.AlertsPerDay,8:0.##}   {BacktestTable.Text(b.Without.CapOff),-26} {BacktestTable.Text(b.With.CapOff),-26} {BacktestTable.Text(b.Without.Capped),-26} {BacktestTable.Text(b.With.Capped),-26} {BacktestTable.Interval(b.Without.Alerts),20} {BacktestTable.Interval(b.With.Alerts),20}"));
        }

        Line(to, Changed(report, feedback));
    }

    public static void Write(HtmlReport page, BacktestReport report)
    {
        if (report.Feedback is not { } feedback)
        {
            return;
        }

        page.Section("What feedback changes").Paragraph(What(feedback)).Paragraph(Changed(report, feedback)).Table(new ReportTable(
            "The same days without and with simulated analysts",
            ["alerts a day", "#acts", "#found without", "#found with", "#under the cap without", "#under the cap with", "#alerts a day without", "interval", "#alerts a day with", "interval"],
            [.. feedback.Budgets.Select(b => (IReadOnlyList<string>)[Text($"{b.AlertsPerDay:0.##}"), Count(b.Without.CapOff?.Of), Count(b.Without.CapOff?.Found), Count(b.With.CapOff?.Found), Count(b.Without.Capped?.Found), Count(b.With.Capped?.Found), Number(b.Without.Alerts.Value), Range(b.Without.Alerts), Number(b.With.Alerts.Value), Range(b.With.Alerts)])]));
        page.Table(new ReportTable(
            Text($"Each training at {report.Run.Budget:0.##} alerts a day"), ["scored from", "until", "#verdicts known", "#weights moved", "#incidents a day without", "#incidents a day with", "#groups hidden as expected"],
            [.. feedback.Folds.Select(f => (IReadOnlyList<string>)[Day(f.Cut), Day(f.Until.AddDays(-1)), Count(f.Verdicts), Count(f.WeightsMoved), Number(f.IncidentsWithout), Number(f.IncidentsWith), Count(f.GroupsHidden)])]));
    }

    private static string What(FeedbackFigures f) => Text(
        $"Simulated analysts looked at up to {f.PerWeek} alerts a week, erred in a share of {f.ErrorRate:0.##}, and said theft {f.TruePositives:N0} times, benign {f.Benign:N0} times, expected {f.Expected:N0} times, {f.Wrong:N0} of it wrongly. Compared are the {f.DaysScored} days from {f.FirstScored:yyyy-MM-dd} on, and acts that began in them.");

    private static string Changed(BacktestReport report, FeedbackFigures f) => Text(
        $"At {report.Run.Budget:0.##} a day with analysts only: {Names(f.Gained)}; without only: {Names(f.Lost)}. Hidden as expected: {f.GroupsHidden:N0} groups over a threshold, of acts {Names(f.ActsHidden)}.");

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(" ", names);

    private static string Range(Interval i) => $"{Number(i.Low)} to {Number(i.High)}";

    private static string Number(double value) => Text($"{value:0.##}");

    private static string Count(int? value) => value is { } v ? Text($"{v:N0}") : "-";

    private static string Day(DateOnly day) => Text($"{day:yyyy-MM-dd}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter to, string text) => to.WriteLine(TerminalText.Escape(text));
}
