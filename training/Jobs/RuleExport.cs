using System.Globalization;
using Det0131.Models.Context;
using Det0131.Models.Elements.Rules;
using Det0131.Models.Scoring;

namespace Det0131.Training.Jobs;

/// <summary>Writes learned elements as rules, one file each or all to one stream, and says which could not be written and why. Not thread-safe.</summary>
internal sealed class RuleExport(ScoringModel model, string version, TextWriter errors)
{
    private readonly string _zone = model.Context.Assets.GroupBy(a => a.TimeZone ?? "UTC").OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key ?? "UTC";

    /// <param name="format">sigma, kql or spl.</param>
    /// <param name="rules">What to write.</param>
    /// <param name="directory">Where files go; null: to <paramref name="output"/>.</param>
    /// <param name="output">One stream for all.</param>
    public void Write(string format, IEnumerable<LearnedRule> rules, string? directory, TextWriter output)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
        }

        var written = 0;
        foreach (var rule in rules)
        {
            var d = rule.Declaration;
            if (Reason(format, d) is { } reason)
            {
                errors.WriteLine($"{d.Analytic} {d.Element}: no {format} rule: {reason}");
                continue;
            }

            if (rule.Entries.Count == 0)
            {
                errors.WriteLine($"{d.Analytic} {d.Element}: no {format} rule: nothing was learned that it could compare with ({rule.Extent})");
                continue;
            }

            if (directory is null)
            {
                output.Write(written == 0 ? "" : format == "sigma" ? "---\n" : "\n");
                One(format, rule, output);
            }
            else
            {
                var name = $"det0131_{d.Analytic}_{d.Element}".ToLowerInvariant();
                To(Path.Combine(directory, name + (format == "sigma" ? ".yml" : "." + format)), to => One(format, rule, to));
                if (format == "spl")
                {
                    To(Path.Combine(directory, SplWriter.LookupName(d)), to => SplWriter.Lookup(rule, to));
                }
            }

            written++;
        }

        errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written} of {RuleDeclaration.All.Count} elements written as {format}"));
    }

    private void One(string format, LearnedRule rule, TextWriter to)
    {
        switch (format)
        {
            case "sigma":
                SigmaWriter.Write(rule, version, DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(model.Settings.UntilMicros * 10 - 1)), to);
                break;
            case "kql":
                KqlWriter.Write(rule, version, _zone, to);
                break;
            default:
                SplWriter.Search(rule, version, to);
                break;
        }
    }

    private static string? Reason(string format, RuleDeclaration d) => format switch
    {
        "sigma" => d.SigmaReason,
        "kql" => d.KqlReason,
        _ => d.SplReason,
    };

    private static void To(string path, Action<TextWriter> write)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        write(file);
    }
}
