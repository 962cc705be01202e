using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Commands;

/// <summary>What each day's budget cut, in lines for people.</summary>
internal static class CutLines
{
    private const int MostLines = 50;

    /// <summary>Writes the alerts beyond their day's budget by the day of their first event, rarest first; at most 50, the others are counted.</summary>
    public static void Write(IReadOnlyList<Alert> alerts, TextWriter output)
    {
        var cut = alerts.Where(a => a.Flags.HasFlag(AlertFlags.OverBudget))
            .OrderBy(a => DayOf(a)).ThenByDescending(a => a.ReturnPeriod.Days).ThenByDescending(a => a.ScoreBits).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        foreach (var alert in cut.Take(MostLines))
        {
            output.WriteLine(TerminalText.Escape(string.Create(CultureInfo.InvariantCulture, $"  over the budget of {DayOf(alert):yyyy-MM-dd}: {alert.ScoreBits:0.0} bits, {alert.AnalyticId} {alert.Headline}")));
        }

        if (cut.Count > MostLines)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {cut.Count - MostLines:N0} more over the budget of their day"));
        }
    }

    private static DateOnly DayOf(Alert alert) => DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddMicroseconds(alert.FirstMicros).UtcDateTime);
}
