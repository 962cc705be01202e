using System.Globalization;
using Det0131.Models.Analytics;

namespace Det0131.Models.Elements.Rules;

/// <summary>Writes a learned rule as an SPL search and the lookup that it reads. The search itself holds nothing learned. Thread-safe.</summary>
public static class SplWriter
{
    /// <summary>Name of the lookup's file.</summary>
    public static string LookupName(RuleDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        return $"det0131_{declaration.Analytic}_{declaration.Element}.csv".ToLowerInvariant();
    }

    /// <param name="rule">A rule whose declaration has an SPL form.</param>
    /// <param name="version">The model version.</param>
    /// <param name="to">Receives the text, lines ended by \n.</param>
    /// <exception cref="ArgumentException">The element has no SPL form.</exception>
    public static void Search(LearnedRule rule, string version, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(to);
        var d = rule.Declaration;
        var spl = d.Spl ?? throw new ArgumentException($"{d.Analytic} {d.Element} has no SPL form: {d.SplReason}.", nameof(rule));
        var lookup = LookupName(d);
        void Line(string text) => to.Write(text + "\n");

        Line(spl.Source);
        // The comment comes after the first command: a search that begins with tstats must begin with it.
        Line($"```{d.Analytic} {d.Element} of MITRE ATT&CK {AnalyticCatalogue.Strategy} (T1048), model version {RuleText.Comment(version)}. {d.Title}. {rule.Extent}.```");
        Line(d.KeyForm == RuleForm.Host ? "| eval key=if(match(key, \"^[0-9.:]+$\"), key, lower(mvindex(split(key, \".\"), 0)))"
            : d.KeyForm == RuleForm.Program ? "| eval key=replace(lower(key), \"\\.exe$\", \"\")" : "| eval key=lower(key)");
        if (d.Kind == RuleKind.Limit)
        {
            Line($"| lookup {lookup} key OUTPUT limit");
            Line("| where value > limit");
            return;
        }

        Line(d.ValueForm == RuleForm.Program ? "| eval value=replace(lower(value), \"\\.exe$\", \"\")" : "| eval value=lower(value)");
        if (d.Universe is { } universe)
        {
            Line($"| lookup {lookup} value OUTPUTNEW value AS known_value");
            Line($"| where isnotnull(known_value) OR in(value, {string.Join(", ", universe.Select(v => $"\"{v}\""))})");
        }

        Line($"| lookup {lookup} key OUTPUTNEW key AS known_key");
        Line($"| lookup {lookup} key value OUTPUTNEW periods");
        Line("| where isnotnull(value) AND isnotnull(known_key) AND isnull(periods)");
    }

    /// <summary>Writes the lookup (RFC 4180): key, value and periods, or key and limit.</summary>
    public static void Lookup(LearnedRule rule, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(to);
        to.Write(rule.Declaration.Kind == RuleKind.Limit ? "key,limit\n" : "key,value,periods\n");
        foreach (var entry in rule.Entries)
        {
            if (entry.Limit is { } limit)
            {
                to.Write($"{Field(entry.Key)},{limit.ToString("R", CultureInfo.InvariantCulture)}\n");
            }

            foreach (var (value, periods) in entry.Values)
            {
                to.Write($"{Field(entry.Key)},{Field(value)},{periods.ToString(CultureInfo.InvariantCulture)}\n");
            }
        }
    }

    // Compared to the letter, so nothing is changed; quotes keep commas and line ends inside.
    private static string Field(string text) => text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
