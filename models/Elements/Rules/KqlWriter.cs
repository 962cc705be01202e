using System.Globalization;
using Det0131.Models.Analytics;

namespace Det0131.Models.Elements.Rules;

/// <summary>Writes a learned rule as a KQL query for Sentinel and Defender; what was learned stands in it as a table. Thread-safe.</summary>
public static class KqlWriter
{
    /// <param name="rule">A rule whose declaration has a KQL form.</param>
    /// <param name="version">The model version.</param>
    /// <param name="timeZone">IANA name of the zone that hours are told in.</param>
    /// <param name="to">Receives the text, lines ended by \n.</param>
    /// <exception cref="ArgumentException">The element has no KQL form.</exception>
    public static void Write(LearnedRule rule, string version, string timeZone, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(to);
        var d = rule.Declaration;
        var kql = d.Kql ?? throw new ArgumentException($"{d.Analytic} {d.Element} has no KQL form: {d.KqlReason}.", nameof(rule));
        void Line(string text) => to.Write(text + "\n");

        Line($"// {RuleText.Comment(d.Title)}");
        Line($"// {d.Analytic} {d.Element} of MITRE ATT&CK {AnalyticCatalogue.Strategy} (T1048), model version {RuleText.Comment(version)}. {rule.Extent}.");
        Line("let name = (host:string) { iff(host matches regex @\"^[0-9.:]+$\", host, tolower(tostring(split(host, \".\")[0]))) };");
        Line("let program = (file:string) { replace_regex(tolower(file), @\"\\.exe$\", \"\") };");
        if (d.ValueForm == RuleForm.Hour)
        {
            Line($"let zone = {RuleText.Kql(timeZone)};");
        }

        var isLimit = d.Kind == RuleKind.Limit;
        Line($"let learned = datatable(key:string, value:{(isLimit ? "real" : "string")}) [");
        foreach (var entry in rule.Entries)
        {
            foreach (var (value, _) in entry.Values)
            {
                Line($"  {RuleText.Kql(entry.Key)}, {RuleText.Kql(value)},");
            }

            if (entry.Limit is { } limit)
            {
                Line($"  {RuleText.Kql(entry.Key)}, real({limit.ToString("R", CultureInfo.InvariantCulture)}),");
            }
        }

        Line("];");
        if (d.Universe is { } universe)
        {
            Line($"let watched = dynamic([{string.Join(", ", universe.Select(RuleText.Kql))}]);");
        }

        Line(kql.Source);
        Line($"| extend key = {kql.Key}, value = {kql.Value}");
        if (isLimit)
        {
            Line("| summarize amount = sum(value) by key, bin(TimeGenerated, 1h)");
            Line("| join kind=inner (learned | project key, limit = value) on key");
            Line("| where amount > limit");
            return;
        }

        // Keys that the model does not know are another rule's matter: everything would be new to them.
        Line("| where isnotempty(value) and key in ((learned | distinct key))");
        if (d.Universe is not null)
        {
            Line("| where value in (watched) or value in ((learned | distinct value))");
        }

        Line("| join kind=leftanti learned on key, value");
    }
}
