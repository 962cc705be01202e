using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Commands;

/// <summary>What an allow-list did, in lines for people.</summary>
internal static class AllowedLines
{
    /// <summary>Writes what was hidden, and what would have been had the entry not ended.</summary>
    public static void Write(AllowOutcome outcome, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Hidden.Sum(h => h.Alerts):N0} alerts hidden by the allow-list of {outcome.Hidden.Count:N0} entries"));
        foreach (var (entry, alerts) in outcome.Hidden.Where(h => h.Alerts > 0))
        {
            output.WriteLine(Line($"  {alerts:N0} by {entry.Id} of {entry.Owner}, until {entry.ExpiresAt:yyyy-MM-dd}: {entry.Reason}"));
        }

        foreach (var (entry, alerts) in outcome.Expired)
        {
            output.WriteLine(Line($"  expired {entry.ExpiresAt:yyyy-MM-dd}: {entry.Id} of {entry.Owner} ({alerts:N0} of the alerts shown match it): {entry.Reason}"));
        }
    }

    private static string Line(FormattableString text) => TerminalText.Escape(text.ToString(CultureInfo.InvariantCulture));
}
