using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Reports;

namespace Det0131.Workbench;

/// <summary>Numbers as a report says them, and the charts that notebooks draw most. Invariant culture.</summary>
public static class Show
{
    /// <summary>A whole number with separators: <c>12,345</c>.</summary>
    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Up to two decimals; <c>-</c> for none.</summary>
    public static string Number(double? number) => number is not { } n ? "-" : n.ToString(Math.Abs(n) >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>Bytes: <c>412 MB</c>; <c>-</c> for none. Beyond 9 EB it says so.</summary>
    public static string Bytes(double? count) => count is not { } c ? "-" : c < long.MaxValue ? PlainQuantity.Bytes((long)c) : "over 9 EB";

    /// <summary>A share as percent: <c>12.3 %</c>.</summary>
    public static string Percent(double share) => share.ToString("0.# %", CultureInfo.InvariantCulture);

    /// <summary>A UTC day.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A text with invariant numbers.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A chart over names: bars of one or more series with one number per name.</summary>
    public static ReportChart Bars(string title, string caption, string what, IReadOnlyList<string> names, bool isHorizontal, params (string Name, IReadOnlyList<double> Values)[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new ReportChart(title, caption, new ChartAxis("", Names: names), new ChartAxis(what),
            [.. series.Select(s => new ChartSeries(s.Name, SeriesKind.Bar, [.. s.Values.Select((v, i) => new ChartPoint(i, v))]))], isHorizontal);
    }
}
