using System.Globalization;
using Det0131.Models.Alerts;
using Det0131.Models.Drift;

namespace Det0131.Training.Drift;

/// <summary>Prints a difference for people. What a terminal could be steered by is escaped.</summary>
internal static class DifferenceTable
{
    private const int ShownDrivers = 3;

    public static void Write(VersionDifference difference, TextWriter to)
    {
        void Line(string text) => to.WriteLine(TerminalText.Escape(text));

        Line($"{difference.Before} -> {difference.After}");
        Line(DifferenceText.Summary(difference));
        foreach (var analytic in difference.Elements.GroupBy(e => e.Analytic))
        {
            Line("");
            Line(analytic.Key);
            foreach (var e in analytic)
            {
                Line(string.Create(CultureInfo.InvariantCulture, $"  {e.Element}{(e.IsMitre ? "" : " (shared)")}: {e.BecameNormal:N0} became normal, {e.StoppedBeingNormal:N0} stopped being normal; {e.OfNewEntities:N0} of new entities, {e.OfGoneEntities:N0} of gone ones{(e.Uncertain > 0 ? $"; {e.Uncertain:N0} uncertain (dropped from a long list)" : "")}"));
                Changes("+", e.Became, e.BecameNormal, Line);
                Changes("-", e.Stopped, e.StoppedBeingNormal, Line);
            }
        }

        Line("");
        Line("Drift per feature (population stability index: under 0.1 little, over 0.25 much), by baseline rows as the earlier version scores them");
        Drift(difference.Drift, Line);
        Line("");
        Line("Thresholds in bits");
        foreach (var t in difference.Thresholds)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"  {t.Analytic} {t.Kind,-40} {DifferenceText.Bits(t.Before),6} -> {DifferenceText.Bits(t.After),6}  {t.GroupsBefore,10:N0} -> {t.GroupsAfter,10:N0} groups"));
        }

        if (difference.Lake is { } lake)
        {
            Line("");
            Line(DifferenceText.Summary(lake));
            Incidents("appears", lake.Appearing, lake.Appear, Line);
            Incidents("vanishes", lake.Vanishing, lake.Vanish, Line);
            Incidents("moves", lake.Moving, lake.Moving.Count, Line);
            Line("Drift per feature by the same groups");
            Drift(lake.Drift, Line);
        }
    }

    private static void Changes(string mark, IReadOnlyList<NormalChange> changes, long all, Action<string> line)
    {
        foreach (var c in changes)
        {
            line($"    {mark} {c.Feature,-24} {c.Entity}: {c.What} ({c.PeriodsBefore.ToString(CultureInfo.InvariantCulture)} -> {c.PeriodsAfter.ToString(CultureInfo.InvariantCulture)} periods)");
        }

        if (Left(all, changes.Count) is { Length: > 0 } left)
        {
            line($"    {mark} {left}");
        }
    }

    private static void Drift(IReadOnlyList<FeatureDrift> drift, Action<string> line)
    {
        foreach (var d in drift.Where(d => d.Index is not null))
        {
            line(string.Create(CultureInfo.InvariantCulture, $"  {d.Analytic} {d.Feature,-26} {DifferenceText.Index(d.Index),7} {DifferenceText.Reading(d.Index),-7} {d.Before,10:N0} -> {d.After,10:N0}  {DifferenceText.Drivers(d, ShownDrivers)}"));
        }

        var none = drift.Count(d => d.Index is null);
        if (none > 0)
        {
            line($"  {none.ToString(CultureInfo.InvariantCulture)} features with nothing to compare on one side");
        }
    }

    private static void Incidents(string verb, IReadOnlyList<IncidentChange> changes, long all, Action<string> line)
    {
        foreach (var c in changes)
        {
            line($"  {verb} {c.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {c.Analytic} {c.Entity} -> {c.Destination}: {DifferenceText.View(c.Before)} -> {DifferenceText.View(c.After)}");
        }

        if (Left(all, changes.Count) is { Length: > 0 } left)
        {
            line($"  {verb}: {left}");
        }
    }

    // Why lists are shorter than their counts; empty when nothing was left out.
    private static string Left(long all, int listed) => all > listed ? string.Create(CultureInfo.InvariantCulture, $"and {all - listed:N0} more (--list N, or --format json)") : "";
}
