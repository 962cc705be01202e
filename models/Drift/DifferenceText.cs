using System.Globalization;

namespace Det0131.Models.Drift;

/// <summary>How the numbers of a difference are said, in English and the invariant culture. Names in it are log-derived: whoever shows them escapes them. Thread-safe.</summary>
public static class DifferenceText
{
    /// <summary>A population stability index; a dash where there is nothing to compare.</summary>
    public static string Index(double? index) => index is not { } i ? "-" : i.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>The usual reading of a population stability index.</summary>
    public static string Reading(double? index) => index switch
    {
        null => "nothing to compare",
        < 0.1 => "little",
        < 0.25 => "some",
        _ => "much",
    };

    /// <summary>Bits with one decimal; a dash for none.</summary>
    public static string Bits(double? bits) => bits is not { } b ? "-" : b.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A whole number with thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bits, threshold and return period of one version's view.</summary>
    public static string View(IncidentView? view) => view is null
        ? "no such group"
        : string.Create(CultureInfo.InvariantCulture, $"{view.Score:0.0} bits of {view.Threshold:0.0}, {view.ReturnPeriod}");

    /// <summary>A part of an index, with its sign.</summary>
    public static string Part(double part) => part.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);

    /// <summary>The entities that moved a feature most, each with its part.</summary>
    public static string Drivers(FeatureDrift drift, int most)
    {
        ArgumentNullException.ThrowIfNull(drift);
        return string.Join("; ", drift.Drivers.Take(most).Select(d => $"{d.Entity} {Part(d.Part)}"));
    }

    /// <summary>Sizes of both versions.</summary>
    public static string Summary(VersionDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var d = difference;
        return string.Create(CultureInfo.InvariantCulture, $"{d.EntitiesBefore:N0} users and hosts before, {d.EntitiesAfter:N0} after; {d.RowsBefore:N0} baseline rows before, {d.RowsAfter:N0} after.");
    }

    /// <summary>What the last days of a lake came to.</summary>
    public static string Summary(LakeDifference lake)
    {
        ArgumentNullException.ThrowIfNull(lake);
        var l = lake;
        return string.Create(CultureInfo.InvariantCulture, $"{l.From:yyyy-MM-dd} to {l.Until:yyyy-MM-dd} scored by both, each event's own period left out: {l.Events:N0} events, {l.Incidents:N0} incidents. Over the threshold: {l.OpenBefore:N0} before, {l.OpenAfter:N0} after; {l.Appear:N0} appear, {l.Vanish:N0} vanish, {l.Stay:N0} stay.");
    }
}
