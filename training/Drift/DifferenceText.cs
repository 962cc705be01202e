using System.Globalization;
using Det0131.Models.Drift;

namespace Det0131.Training.Drift;

/// <summary>How the numbers of a difference are said. Thread-safe.</summary>
internal static class DifferenceText
{
    public static string Index(double? index) => index is not { } i ? "-" : i.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Reading(double? index) => index switch
    {
        null => "nothing to compare",
        < 0.1 => "little",
        < 0.25 => "some",
        _ => "much",
    };

    public static string Bits(double? bits) => bits is not { } b ? "-" : b.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string View(IncidentView? view) => view is null
        ? "no such group"
        : string.Create(CultureInfo.InvariantCulture, $"{view.Score:0.0} bits of {view.Threshold:0.0}, {view.ReturnPeriod}");

    public static string Part(double part) => part.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);

    public static string Drivers(FeatureDrift drift, int most) => string.Join("; ", drift.Drivers.Take(most).Select(d => $"{d.Entity} {Part(d.Part)}"));

    /// <summary>Why lists are shorter than their counts; empty when nothing was left out.</summary>
    public static string Left(long all, int listed) => all > listed ? string.Create(CultureInfo.InvariantCulture, $"and {all - listed:N0} more (--list N, or --format json)") : "";

    public static string Summary(VersionDifference d) => string.Create(CultureInfo.InvariantCulture,
        $"{d.EntitiesBefore:N0} users and hosts before, {d.EntitiesAfter:N0} after; {d.RowsBefore:N0} baseline rows before, {d.RowsAfter:N0} after.");

    public static string Summary(LakeDifference l) => string.Create(CultureInfo.InvariantCulture,
        $"{l.From:yyyy-MM-dd} to {l.Until:yyyy-MM-dd} scored by both, each event's own period left out: {l.Events:N0} events, {l.Incidents:N0} incidents. Over the threshold: {l.OpenBefore:N0} before, {l.OpenAfter:N0} after; {l.Appear:N0} appear, {l.Vanish:N0} vanish, {l.Stay:N0} stay.");
}
