using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Training.Backtesting.Report;

/// <summary>Prints a report for a terminal.</summary>
internal static class BacktestTable
{
    private const int MissedShown = 40;

    public static void Write(BacktestReport report, TextWriter to)
    {
        var run = report.Run;
        Line(to, $"scored {run.FirstScored:yyyy-MM-dd} to {run.EndScored.AddDays(-1):yyyy-MM-dd} ({run.DaysScored} days, {run.EventsScored:N0} events, {run.Groups:N0} groups) with {report.Folds.Count} trainings; {run.ActsInSpan} of {run.ActsLabelled} labelled acts in these days");
        if (run.Sensors.Flows > 0)
        {
            Line(to, $"{run.Sensors}");
        }

        to.WriteLine();
        Line(to, $"{"budget",8} {"expected",9} {"incidents/day",22} {"alerts/day",20} {"worst",6}   {"found (cap off)",-26} {"under the cap",-26} {"to alert",10} {"left before",11}");
        foreach (var b in report.Budgets)
        {
            Line(to, $"{b.AlertsPerDay,8:0.##} {b.Rate.Expected,9:0.00} {Interval(b.Rate.Incidents),22} {Interval(b.Rate.Alerts),20} {b.Rate.WorstAlerts,6}   {Text(b.Recall?.CapOff),-26} {Text(b.Recall?.Capped),-26} {Minutes(b.MinutesToAlert?.Median),10} {Percent(b.ShareBeforeAlert?.Median),11}");
        }

        if (report.AveragePrecision is { } precision)
        {
            to.WriteLine();
            Line(to, $"average precision over {precision.Incidents:N0} incidents, {precision.OfActs} of acts: {precision.Value:0.000} ({precision.Low:0.000} to {precision.High:0.000})");
        }

        Recalls(report, to);
        Periods(report, to);
        LeftOut(report, to);
        Competitors(report, to);
        FeedbackTable.Write(report, to);
        Patient(report, to);
        Missed(report, to);
        to.WriteLine();
        foreach (var note in report.Notes)
        {
            Line(to, $"note: {note}");
        }
    }

    private static void Recalls(BacktestReport report, TextWriter to)
    {
        var main = report.Budgets.First(b => b.AlertsPerDay.Equals(report.Run.Budget));
        foreach (var (name, rows) in new[] { ("analytic", main.ByAnalytic), ("technique", main.ByTechnique), ("variation", main.ByVariation) })
        {
            if (rows.Count > 0)
            {
                to.WriteLine();
                Line(to, $"found at {main.AlertsPerDay:0.##} a day, by {name}");
                foreach (var row in rows)
                {
                    Line(to, $"  {row.Name,-20} {Text(row.CapOff),-26} under the cap {Text(row.Capped)}");
                }
            }
        }
    }

    private static void Periods(BacktestReport report, TextWriter to)
    {
        to.WriteLine();
        Line(to, $"return periods: claimed, expected and seen incidents in {report.Run.DaysScored} days");
        foreach (var p in report.ReturnPeriods)
        {
            Line(to, $"  once in {p.PeriodDays,6:0.##} days or rarer  expected {p.Expected,9:0.0}  seen {p.Seen,7:N0}  ({p.SeenLow:0.0} to {p.SeenHigh:0.0})");
        }
    }

    private static void LeftOut(BacktestReport report, TextWriter to)
    {
        var costly = report.LeftOut.Where(f => f.Lost.Count + f.Gained.Count > 0).OrderByDescending(f => f.Lost.Count - f.Gained.Count).ToList();
        if (report.LeftOut.Count == 0)
        {
            return;
        }

        to.WriteLine();
        Line(to, $"left out at {report.Run.Budget:0.##} a day ({report.LeftOut.Count} elements and families; those that change nothing are not listed)");
        foreach (var f in costly)
        {
            Line(to, $"  {f.Kind,-8} {f.Analytic,-7} {f.Name,-26} found {f.Recall.Found} of {f.Recall.Of}; lost {Names(f.Lost)}; gained {Names(f.Gained)}");
        }
    }

    private static void Competitors(BacktestReport report, TextWriter to)
    {
        if (report.Competitors.Count == 0)
        {
            return;
        }

        to.WriteLine();
        Line(to, $"competitors by one rule (found at each budget; incidents a day in brackets), on {report.Competitors[0].Sampled * 100:0} % of the groups without acts");
        Line(to, $"  {"",-18} {string.Join(" ", report.Run.Budgets.Select(b => Format($"{Format($"{b:0.##} a day"),-16}")))} average precision");
        foreach (var c in report.Competitors)
        {
            Line(to, $"  {c.Name,-18} {string.Join(" ", c.Budgets.Select(b => Format($"{Of(b),-16}")))} {c.AveragePrecision:0.000}");
        }
    }

    private static void Patient(BacktestReport report, TextWriter to)
    {
        var acts = report.Acts.Where(ActSummary.IsPatient).ToList();
        if (acts.Count == 0)
        {
            return;
        }

        to.WriteLine();
        Line(to, $"theft that takes days (slow and low, slow poisoning) at {report.Run.Budget:0.##} a day: {acts.Count(a => a.Outcome == ActSummary.Found)} of {acts.Count} found");
        foreach (var act in acts)
        {
            Line(to, $"  {act.Name} ({act.Variation}, {act.Procedure}, {act.Entity} to {act.Destination}): {(act.Outcome == ActSummary.Found ? Format($"found after {Minutes(act.MinutesToAlert)}") : Why(act))}");
        }
    }

    private static void Missed(BacktestReport report, TextWriter to)
    {
        var missed = report.Acts.Where(a => a.Outcome != ActSummary.Found).ToList();
        if (report.Acts.Count == 0)
        {
            return;
        }

        to.WriteLine();
        Line(to, $"missed at {report.Run.Budget:0.##} a day: {missed.Count} of {report.Acts.Count}{(missed.Count > MissedShown ? Format($"; the first {MissedShown}") : "")}");
        foreach (var act in missed.Take(MissedShown))
        {
            Line(to, $"  {act.Name} ({act.Analytic}, {act.Procedure}, {act.Entity} to {act.Destination}): {Why(act)}");
        }
    }

    /// <summary>Why an act was missed, in a sentence.</summary>
    public static string Why(ActFigures act) => act.Outcome switch
    {
        ActSummary.NotSeen => act.Events == 0 ? "not seen: none of its records is in the lake" : Format($"not seen: {act.Events} records, of which none is scored"),
        ActSummary.CutByBudget => Format($"cut by the budget: {act.ScoreBits:0.0} bits, threshold {act.ThresholdBits:0.0}, once in {act.PeriodDays:0.##} days"),
        ActSummary.Found => "found",
        _ => Format($"under the threshold: {act.ScoreBits:0.0} bits of {act.ThresholdBits:0.0}, once in {act.PeriodDays:0.##} days among {act.Stratum}; strongest {Strongest(act)}; not told by its logs: {Names(act.Missing)}"),
    };

    private static string Strongest(ActFigures act) => act.Strongest.Count == 0 ? "nothing" : string.Join(", ", act.Strongest.Select(s => Format($"{s.Feature} {s.Bits:0.0} ({s.Observed})")));

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(" ", names);

    /// <summary>A share with its interval.</summary>
    public static string Text(Share? share) => share is null ? "-" : Format($"{share.Found} of {share.Of} ({share.Low * 100:0}-{share.High * 100:0} %)");

    /// <summary>Acts found, and incidents a day in brackets.</summary>
    public static string Of(CompetitorBudget b) => Format($"{(b.Recall.Of == 0 ? "-" : Format($"{b.Recall.Found} of {b.Recall.Of}"))} ({b.IncidentsPerDay:0.#})");

    /// <summary>A mean with its interval.</summary>
    public static string Interval(Models.Evaluation.Interval i) => Format($"{i.Value:0.00} ({i.Low:0.00}-{i.High:0.00})");

    private static string Minutes(double? minutes) => minutes is { } m ? Format($"{m:0.0} min") : "-";

    private static string Percent(double? share) => share is { } s ? Format($"{s * 100:0} %") : "-";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter to, FormattableString text) => to.WriteLine(TerminalText.Escape(Format(text)));
}
