using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;

namespace Det0131.Datasets.Import;

/// <summary>An import in words: what was read by format, what was refused and why, what the lake took.</summary>
public static class ImportSummary
{
    private const int ShownReasons = 8;
    private const int ShownProblems = 20;

    public static void Write(LogImportResult result, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(to);
        foreach (var (format, counts) in result.Read.ByFormat.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            to.WriteLine(Text($"{format}: {counts.Read:N0} records, {counts.Events:N0} events, {counts.Held:N0} joined into others, {counts.Ignored:N0} of no concern, {counts.Rejected:N0} rejected"));
            foreach (var (reason, count) in counts.RejectedBy.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Take(ShownReasons))
            {
                to.WriteLine(Text($"  rejected: {reason}: {count:N0}"));
            }
        }

        foreach (var example in result.Read.Examples)
        {
            to.WriteLine(TerminalText.Escape($"  {example.File}:{example.Line}: {example.Reason}: {example.Excerpt}"));
        }

        var problems = result.Read.Problems.ToList();
        foreach (var problem in problems.Take(ShownProblems))
        {
            to.WriteLine(TerminalText.Escape($"{problem.File}: {problem.Problem}"));
        }

        if (problems.Count > ShownProblems)
        {
            to.WriteLine(Text($"and {problems.Count - ShownProblems:N0} more files with problems"));
        }

        var stored = result.Stored;
        to.WriteLine(Text($"lake: {stored.Written:N0} events written, {stored.Doubled:N0} were there already, {stored.Refused:N0} refused for a time outside 1970 to 2100; joined to their process {stored.JoinedToProcess:N0}, parent {stored.JoinedToParent:N0}, flow {stored.JoinedToFlow:N0}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
