using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Det0131.Reports;

/// <summary>
/// One HTML file that needs no other: prose, tables, charts with their numbers beside them; dark, light and printed. Everything given is plain text and is
/// escaped; the page's own policy lets the browser ask nobody for anything. Not thread-safe.
/// </summary>
public sealed class HtmlReport
{
    private readonly StringBuilder _body = new();
    private readonly List<ReportChart> _charts = [];
    private readonly string _title;
    private int _sections;

    /// <param name="title">Of the page.</param>
    /// <param name="lead">One paragraph: what this is and what came out.</param>
    public HtmlReport(string title, string lead)
    {
        _title = title ?? throw new ArgumentNullException(nameof(title));
        _body.Append("<h1>").Append(Text(title)).Append("</h1>\n<p class=\"lead\">").Append(Text(lead)).Append("</p>\n");
    }

    /// <summary>Begins a section.</summary>
    public HtmlReport Section(string title)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<h2 id=\"s{++_sections}\">").Append(Text(title)).Append("</h2>\n");
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    public HtmlReport Paragraph(string text)
    {
        _body.Append("<p>").Append(Text(text)).Append("</p>\n");
        return this;
    }

    /// <summary>Adds a list; nothing when it is empty.</summary>
    public HtmlReport List(IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var lines = items.ToList();
        if (lines.Count > 0)
        {
            _body.Append("<ul>\n");
            lines.ForEach(line => _body.Append("<li>").Append(Text(line)).Append("</li>\n"));
            _body.Append("</ul>\n");
        }

        return this;
    }

    /// <summary>Adds a table.</summary>
    public HtmlReport Table(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        WriteTable(table);
        return this;
    }

    /// <summary>Adds a chart, and under it its numbers.</summary>
    public HtmlReport Chart(ReportChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        _body.Append(CultureInfo.InvariantCulture, $"<figure class=\"chart\" data-chart=\"{_charts.Count}\">\n<figcaption><b>").Append(Text(chart.Title)).Append("</b> ").Append(Text(chart.Caption)).Append("</figcaption>\n");
        var height = chart is { IsHorizontal: true, X.Names: { } names } ? 90 + (22 * names.Count) : 340;
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"plot\" role=\"img\" aria-label=\"{Text(chart.Title)}; the numbers follow as a table\" style=\"height:{height}px\"></div>\n<details><summary>The numbers</summary>\n");
        WriteTable(Numbers(chart));
        _body.Append("</details>\n</figure>\n");
        _charts.Add(chart);
        return this;
    }

    /// <summary>Writes the page (UTF-8).</summary>
    /// <exception cref="FileNotFoundException">The build did not place the chart library.</exception>
    public void Write(Stream to)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.Write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        writer.Write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
        writer.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n");
        writer.Write($"<title>{Text(_title)}</title>\n<style>\n{Embedded("report.css")}</style>\n</head>\n<body>\n<main>\n{_body}</main>\n");
        if (_charts.Count > 0)
        {
            // The encoder writes < as \u003C: no text can end the script.
            writer.Write($"<script type=\"application/json\" id=\"charts\">{JsonSerializer.Serialize(_charts, ReportJson.Default.ListReportChart)}</script>\n");
            writer.Write($"<script>{InScript(Library())}</script>\n<script>\n{InScript(Embedded("report.js"))}</script>\n");
        }

        writer.Write("</body>\n</html>\n");
    }

    /// <summary>The chart's numbers, one row for each X.</summary>
    private static ReportTable Numbers(ReportChart chart)
    {
        var places = chart.Series.SelectMany(s => s.Points).Select(p => p.X).Distinct().Order().ToList();
        return new ReportTable(
            chart.Title,
            [chart.X.Name, .. chart.Series.Select(s => "#" + s.Name)],
            [.. places.Select(x => (IReadOnlyList<string>)[NameOf(chart.X, x), .. chart.Series.Select(s => string.Join("; ", s.Points.Where(p => p.X.Equals(x)).Select(Value)))])]);
    }

    private static string NameOf(ChartAxis axis, double x) => axis.Names is { } names ? names[(int)x] : Number(x);

    private static string Value(ChartPoint p) => p is { Low: { } low, High: { } high } ? $"{Number(p.Y)} ({Number(low)} to {Number(high)})" : Number(p.Y);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.####", CultureInfo.InvariantCulture);

    private void WriteTable(ReportTable table)
    {
        _body.Append("<div class=\"wide\"><table>\n<caption>").Append(Text(table.Caption)).Append("</caption>\n<thead><tr>");
        foreach (var column in table.Columns)
        {
            _body.Append(IsNumber(column) ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">").Append(Text(column.TrimStart('#'))).Append("</th>");
        }

        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            _body.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                var number = IsNumber(table.Columns[i]) ? " class=\"num\"" : "";
                _body.Append(i == 0 ? $"<th scope=\"row\"{number}>" : $"<td{number}>").Append(Text(row[i])).Append(i == 0 ? "</th>" : "</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");
    }

    private static bool IsNumber(string column) => column.StartsWith('#');

    // Direction marks and controls would let a name rearrange the sentence that it stands in.
    private static string Text(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            _ = isHidden ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}") : shown.Append(rune.ToString());
        }

        return WebUtility.HtmlEncode(shown.ToString());
    }

    private static string InScript(string script) => script.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);

    private static string Embedded(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("Det0131.Reports." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Library()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "report", "echarts.min.js");
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw new FileNotFoundException($"Found no report/echarts.min.js in {AppContext.BaseDirectory}; expected it there, where building Det0131.Reports places it.", path);
    }
}
