using System.Globalization;
using System.Text;
using System.Text.Json;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;

namespace Det0131.Models.Elements;

/// <summary>Prints learned elements as a table for people, or as JSON and CSV for programs.</summary>
public static class ElementWriter
{
    // A table is read; programs get every row by json or csv.
    private const int LinesPerFeature = 6;

    private static readonly string[] Columns = ["analytic", "element", "mitre", "feature", "entity", "scope", "learned", "value", "unit", "counts", "periods"];

    public static void Table(IEnumerable<LearnedElement> elements, TextWriter to, bool everything)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(to);
        foreach (var analytic in elements.GroupBy(e => e.Analytic))
        {
            var declaration = AnalyticCatalogue.Get(analytic.Key);
            to.WriteLine($"{declaration.Name}");
            var learned = analytic.ToLookup(e => e.Element);
            foreach (var element in declaration.Elements)
            {
                to.WriteLine($"  {element.Name}{(element.IsMitre ? "" : " (shared)")}: {element.Description}");
                if (!learned[element.Name].Any())
                {
                    to.WriteLine("    nothing learned: no source at hand tells it");
                }

                foreach (var feature in learned[element.Name].GroupBy(e => e.Feature))
                {
                    var rows = feature.OrderByDescending(e => e.Periods).ThenBy(e => e.Entity, StringComparer.Ordinal).ThenBy(e => e.Value, StringComparer.Ordinal).ToList();
                    foreach (var row in rows.Take(everything ? int.MaxValue : LinesPerFeature))
                    {
                        to.WriteLine(TerminalText.Escape($"    {row.Feature,-24} {row.Entity}: {row.Learned}{(row.Scope.Length > 0 && row.Unit is not null ? " for " + row.Scope : "")} ({row.Counts})"));
                    }

                    if (!everything && rows.Count > LinesPerFeature)
                    {
                        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {"",-24} and {rows.Count - LinesPerFeature:N0} more (--entity NAME, or --format json)"));
                    }
                }
            }

            to.WriteLine();
        }
    }

    public static void Json(IEnumerable<LearnedElement> elements, Stream to)
    {
        ArgumentNullException.ThrowIfNull(elements);
        using var json = new Utf8JsonWriter(to);
        json.WriteStartArray();
        foreach (var e in elements)
        {
            json.WriteStartObject();
            json.WriteString("analytic", e.Analytic);
            json.WriteString("element", e.Element);
            json.WriteBoolean("mitre", e.IsMitre);
            json.WriteString("feature", e.Feature);
            json.WriteString("entity", e.Entity);
            json.WriteString("scope", e.Scope);
            json.WriteString("learned", e.Learned);
            json.WriteString("value", e.Value);
            json.WriteString("unit", e.Unit);
            json.WriteString("counts", e.Counts);
            json.WriteNumber("periods", e.Periods);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>RFC 4180; a field that a spreadsheet would run as a formula is prefixed by an apostrophe.</summary>
    public static void Csv(IEnumerable<LearnedElement> elements, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(to);
        to.WriteLine(string.Join(',', Columns));
        foreach (var e in elements)
        {
            to.WriteLine(string.Join(',', new[]
            {
                e.Analytic, e.Element, e.IsMitre ? "true" : "false", e.Feature, e.Entity, e.Scope, e.Learned, e.Value, e.Unit ?? "", e.Counts,
                e.Periods.ToString(CultureInfo.InvariantCulture),
            }.Select(Quote)));
        }
    }

    private static string Quote(string field)
    {
        var text = field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + field : field;
        if (text.AsSpan().IndexOfAny("\",\r\n") < 0)
        {
            return text;
        }

        return new StringBuilder("\"").Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }
}
