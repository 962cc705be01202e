using System.Globalization;
using Det0131.Models.Drift;
using Det0131.Reports;

namespace Det0131.Training.Drift;

/// <summary>A difference as one HTML file.</summary>
internal static class DifferencePage
{
    private const int ShownDrivers = 5;
    private const int ShownFeatures = 20;

    public static void Write(VersionDifference difference, Stream to)
    {
        var page = new HtmlReport("Two model versions", $"{difference.Before} compared with {difference.After}. {DifferenceText.Summary(difference)}");
        if (difference.Lake is { } lake)
        {
            page.Section("Alerts").Paragraph(DifferenceText.Summary(lake));
            Incidents(page, "Appear", lake.Appearing, lake.Appear);
            Incidents(page, "Vanish", lake.Vanishing, lake.Vanish);
            Incidents(page, "Stay, with another score", lake.Moving, lake.Moving.Count);
        }

        page.Section("What became normal, and what stopped being normal").Table(new ReportTable(
            "By element; values of entities that both versions know", ["element", "analytic", "#became normal", "#stopped", "#of new entities", "#of gone entities", "#uncertain"],
            [.. difference.Elements.Select(e => (IReadOnlyList<string>)[e.Element, e.Analytic, .. new[] { e.BecameNormal, e.StoppedBeingNormal, e.OfNewEntities, e.OfGoneEntities, e.Uncertain }.Select(DifferenceText.Count)])]));
        foreach (var e in difference.Elements)
        {
            Changes(page, $"{e.Analytic} {e.Element}: became normal", e.Became, e.BecameNormal);
            Changes(page, $"{e.Analytic} {e.Element}: stopped being normal", e.Stopped, e.StoppedBeingNormal);
        }

        page.Section("Drift").Paragraph("Population stability index of each feature's bits, over the steps of the earlier version's shape. Under 0.1 is little, above 0.25 much. Both sides are scored by the earlier version, which has seen its own rows: new rows lie a little higher for that alone.");
        Drift(page, "By baseline rows", difference.Drift);
        if (difference.Lake is { } scored)
        {
            Drift(page, "By the groups of the scored days, as each version scores them", scored.Drift);
        }

        page.Section("Thresholds").Table(new ReportTable(
            "Bits from which alerts open, by kind of group", ["kind", "analytic", "#before", "#after", "#groups before", "#groups after"],
            [.. difference.Thresholds.Select(t => (IReadOnlyList<string>)[t.Kind, t.Analytic, DifferenceText.Bits(t.Before), DifferenceText.Bits(t.After), DifferenceText.Count(t.GroupsBefore), DifferenceText.Count(t.GroupsAfter)])]));
        page.Write(to);
    }

    private static void Changes(HtmlReport page, string caption, IReadOnlyList<NormalChange> changes, long all)
    {
        if (changes.Count > 0)
        {
            page.Table(new ReportTable(Caption(caption, all, changes.Count), ["entity", "feature", "what", "#periods before", "#periods after"],
                [.. changes.Select(c => (IReadOnlyList<string>)[c.Entity, c.Feature, c.What, DifferenceText.Count(c.PeriodsBefore), DifferenceText.Count(c.PeriodsAfter)])]));
        }
    }

    private static void Incidents(HtmlReport page, string caption, IReadOnlyList<IncidentChange> changes, long all)
    {
        if (changes.Count > 0)
        {
            page.Table(new ReportTable(Caption(caption, all, changes.Count), ["day", "analytic", "entity", "destination", "before", "after"],
                [.. changes.Select(c => (IReadOnlyList<string>)[c.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), c.Analytic, c.Entity, c.Destination, DifferenceText.View(c.Before), DifferenceText.View(c.After)])]));
        }
    }

    private static void Drift(HtmlReport page, string caption, IReadOnlyList<FeatureDrift> drift)
    {
        var told = drift.Where(d => d.Index is not null).ToList();
        if (told.Count == 0)
        {
            return;
        }

        var drawn = told.Take(ShownFeatures).Reverse().ToList();
        page.Chart(new ReportChart(caption + ".", string.Create(CultureInfo.InvariantCulture, $"The {drawn.Count} features that moved most."),
            new ChartAxis("feature", Names: [.. drawn.Select(d => $"{d.Analytic} {d.Feature}")]), new ChartAxis("population stability index"),
            [new ChartSeries("index", SeriesKind.Bar, [.. drawn.Select((d, i) => new ChartPoint(i, d.Index!.Value))])], IsHorizontal: true));
        page.Table(new ReportTable(caption, ["feature", "analytic", "element", "#index", "reading", "#before", "#after", "moved most by"],
            [.. told.Select(d => (IReadOnlyList<string>)[d.Feature, d.Analytic, d.Element, DifferenceText.Index(d.Index), DifferenceText.Reading(d.Index), DifferenceText.Count(d.Before), DifferenceText.Count(d.After), DifferenceText.Drivers(d, ShownDrivers)])]));
    }

    private static string Caption(string caption, long all, int listed) =>
        all > listed ? string.Create(CultureInfo.InvariantCulture, $"{caption} ({listed:N0} of {all:N0})") : caption;
}
