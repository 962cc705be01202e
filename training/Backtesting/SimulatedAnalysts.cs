using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Feedback;

namespace Det0131.Training.Backtesting;

/// <summary>
/// Analysts who look at the best alerts of each week and say what they were, now and then wrongly. Whether one of them errs on an alert depends on the seed and
/// the alert alone, so the same alerts in another order, or with others between them, get the same verdicts. Thread-safe.
/// </summary>
internal static class SimulatedAnalysts
{
    private const long DayMicros = 86_400_000_000;

    // 1970-01-01 was a Thursday.
    private const int DaysToMonday = 3;

    /// <summary>
    /// Labels alerts: theft where one of the events that the alert lists is of an act, else benign, and expected when the same entity's alert about the same
    /// destination was judged harmless before.
    /// </summary>
    /// <param name="alerts">What was raised; those beyond their day's budget are not looked at.</param>
    /// <param name="acts">The ground truth.</param>
    /// <param name="perWeek">Alerts that are looked at in a week (UTC, from Monday), rarest first. 1 or more.</param>
    /// <param name="errorRate">Share of wrong verdicts, 0 to 1.</param>
    /// <param name="seed">Decides which are wrong.</param>
    /// <param name="before">What they said earlier.</param>
    /// <returns>As <see cref="FeedbackText.ToBytes"/> writes and <c>feedback import</c> reads them, in order of alert id.</returns>
    public static IReadOnlyList<FeedbackItem> Label(IReadOnlyList<Alert> alerts, ActLabels acts, int perWeek, double errorRate, ulong seed, IReadOnlyList<FeedbackItem>? before = null)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        ArgumentNullException.ThrowIfNull(acts);
        ArgumentOutOfRangeException.ThrowIfLessThan(perWeek, 1);
        if (errorRate is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(errorRate), errorRate, "The share of wrong verdicts is from 0 to 1.");
        }

        var harmless = (before ?? []).Where(i => i.Verdict != FeedbackVerdict.TruePositive).Select(i => (i.Analytic, i.Entity, i.Destination)).ToHashSet();
        return
        [
            .. alerts.Where(a => !a.Flags.HasFlag(AlertFlags.OverBudget)).GroupBy(WeekOf)
                .SelectMany(week => week.OrderByDescending(a => a.ReturnPeriod.Days).ThenByDescending(a => a.ScoreBits).ThenBy(a => a.Id, StringComparer.Ordinal).Take(perWeek))
                .Select(alert => FeedbackItem.Of(alert, Verdict(alert, acts, errorRate, seed, harmless), "simulated analyst", EndOf(WeekOf(alert)), null))
                .OrderBy(i => i.AlertId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether one of the events that an alert lists is of an act.</summary>
    public static bool IsTheft(Alert alert, ActLabels acts) =>
        alert.Events.Any(e => !acts.Of(e.Identity, e.Source, alert.Entity.Host, e.RecordId, e.File, e.Line).IsEmpty);

    private static FeedbackVerdict Verdict(Alert alert, ActLabels acts, double errorRate, ulong seed, HashSet<(string Analytic, string Entity, string Destination)> harmless) =>
        IsTheft(alert, acts) != (Draw(seed, alert.Id) < errorRate) ? FeedbackVerdict.TruePositive
        : harmless.Contains((alert.AnalyticId, alert.Entity.ToString(), alert.Destination.Key)) ? FeedbackVerdict.Expected
        : FeedbackVerdict.Benign;

    // From 0 to below 1.
    private static double Draw(ulong seed, string alert)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{alert}")));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * Math.ScaleB(1, -53);
    }

    private static long WeekOf(Alert alert) => (long)Math.Floor(((alert.LastMicros / (double)DayMicros) + DaysToMonday) / 7);

    private static DateTimeOffset EndOf(long week) => DateTimeOffset.UnixEpoch.AddDays(((week + 1) * 7) - DaysToMonday);
}
