using System.Globalization;
using Det0131.Models.Analytics;
using Det0131.Models.Features;

namespace Det0131.Models.Elements.Rules;

/// <summary>Writes a learned rule in Sigma (specification 2): known keys, except with the values learned for them. Thread-safe.</summary>
public static class SigmaWriter
{
    /// <summary>Writes one YAML document, without the mark between documents.</summary>
    /// <param name="rule">A rule whose declaration has a Sigma form.</param>
    /// <param name="version">The model version; with the element it decides the rule's id.</param>
    /// <param name="date">Last day of training.</param>
    /// <param name="to">Receives the text, lines ended by \n.</param>
    /// <exception cref="ArgumentException">The element has no Sigma form.</exception>
    public static void Write(LearnedRule rule, string version, DateOnly date, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(to);
        var d = rule.Declaration;
        var sigma = d.Sigma ?? throw new ArgumentException($"{d.Analytic} {d.Element} has no Sigma form: {d.SigmaReason}.", nameof(rule));
        void Line(string text) => to.Write(text + "\n");

        Line($"title: {RuleText.Yaml(d.Title)}");
        Line($"id: {RuleText.Uuid($"{version}/{d.Analytic}/{d.Element}/sigma")}");
        Line("status: experimental");
        Line($"description: {RuleText.Yaml($"{d.Analytic} {d.Element} of MITRE ATT&CK {AnalyticCatalogue.Strategy}, as model version {version} learned it ({FeatureCatalogue.Get(d.Feature).Meaning}). {rule.Extent}.")}");
        Line("references:\n  - https://attack.mitre.org/techniques/T1048/");
        Line("author: Det0131");
        Line($"date: {date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        Line("tags:\n  - attack.exfiltration\n  - attack.t1048");
        Line("logsource:");
        foreach (var (name, text) in new[] { ("category", sigma.Category), ("product", sigma.Product), ("service", sigma.Service), ("definition", sigma.Definition) })
        {
            if (text is not null)
            {
                Line($"  {name}: {RuleText.Yaml(text)}");
            }
        }

        Line("detection:\n  selection:");
        foreach (var (field, text) in sigma.Selection)
        {
            Line($"    {field}: {(int.TryParse(text, out _) ? text : RuleText.Yaml(text))}");
        }

        List(sigma.Key, rule.Entries.SelectMany(e => Keys(e.Key, d, sigma)), Line);
        var universe = d.Universe is null ? null : d.Universe.Union(rule.Entries.SelectMany(e => e.Values.Select(v => v.Value)), StringComparer.Ordinal).Order(StringComparer.Ordinal);
        if (universe is not null)
        {
            List(sigma.Value, universe.SelectMany(v => Values(v, d, sigma)), Line);
        }

        var number = 0;
        foreach (var entry in rule.Entries)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"  learned_{++number:0000}:"));
            List(sigma.Key, Keys(entry.Key, d, sigma), Line);
            List(sigma.Value, entry.Values.SelectMany(v => Values(v.Value, d, sigma)), Line);
        }

        Line($"  condition: {(number == 0 ? "selection" : "selection and not 1 of learned_*")}");
        Line($"falsepositives:\n  - {RuleText.Yaml("What is new and meant to be: a software roll-out, a new duty. The model itself weighs how rare it is among others; this rule does not.")}");
        Line("level: low");
    }

    private static void List(string field, IEnumerable<string> items, Action<string> line)
    {
        line($"    {field}:");
        var any = false;
        foreach (var item in items)
        {
            any = true;
            line("      - " + item);
        }

        if (!any)
        {
            // An empty list would match everything or nothing, as the back-end likes: a value that no log holds matches nothing.
            line("      - \"(nothing learned)\"");
        }
    }

    private static IEnumerable<string> Keys(string key, RuleDeclaration d, SigmaForm sigma) => d.KeyForm switch
    {
        // The short name, and the same with any domain after it.
        RuleForm.Host => [RuleText.Sigma(key), RuleText.Yaml(RuleText.SigmaPlain(key) + ".*")],
        RuleForm.Program => Programs(key, sigma),
        _ => [RuleText.Sigma(key)],
    };

    private static IEnumerable<string> Values(string value, RuleDeclaration d, SigmaForm sigma) => d.ValueForm switch
    {
        RuleForm.Port => [ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? value : RuleText.Sigma(value)],
        RuleForm.Extension => [RuleText.Sigma("." + value)],
        RuleForm.Program => Programs(value, sigma),
        _ => [RuleText.Sigma(value)],
    };

    private static string[] Programs(string name, SigmaForm sigma) => sigma.PathMark == "\\"
        ? [RuleText.Sigma($"\\{name}.exe"), RuleText.Sigma($"\\{name}")]
        : [RuleText.Sigma(sigma.PathMark + name)];
}
