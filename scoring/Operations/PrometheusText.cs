using System.Globalization;
using System.Text;

namespace Det0131.Scoring.Operations;

/// <summary>Prometheus' text exposition format, version 0.0.4. Thread-safe.</summary>
public static class PrometheusText
{
    /// <summary>The format's content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Metrics as text, each with its help and type.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        var text = new StringBuilder();
        foreach (var family in families)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" }).Append('\n');
            foreach (var (labels, series) in family.Series)
            {
                if (family.Kind == MetricKind.Histogram)
                {
                    Histogram(text, family.Name, labels, series);
                }
                else
                {
                    Line(text, family.Name, labels, Number(series.Value));
                }
            }
        }

        return text.ToString();
    }

    /// <summary>One label as it is printed: <c>source="zeek"</c>. Characters that a name may not have become an underscore, the value is escaped.</summary>
    internal static string Label(string name, object? value)
    {
        var printed = new StringBuilder(name.Length + 16);
        foreach (var c in name)
        {
            printed.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        if (printed.Length == 0 || char.IsAsciiDigit(printed[0]))
        {
            printed.Insert(0, '_');
        }

        printed.Append("=\"");
        foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        {
            _ = c switch
            {
                '\\' => printed.Append("\\\\"),
                '"' => printed.Append("\\\""),
                '\n' => printed.Append("\\n"),
                _ => printed.Append(c),
            };
        }

        return printed.Append('"').ToString();
    }

    private static void Histogram(StringBuilder text, string name, string labels, MetricSeries series)
    {
        var separator = labels.Length == 0 ? "" : ",";
        long below = 0;
        for (var i = 0; i < series.Bounds.Length; i++)
        {
            below += series.Counts[i];
            Line(text, name + "_bucket", $"{labels}{separator}le=\"{Number(series.Bounds[i])}\"", Number(below));
        }

        Line(text, name + "_bucket", $"{labels}{separator}le=\"+Inf\"", Number(series.Count));
        Line(text, name + "_sum", labels, Number(series.Value));
        Line(text, name + "_count", labels, Number(series.Count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture),
    };
}
