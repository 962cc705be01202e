using Det0131.Datasets.Coverage;
using Det0131.Models.Analytics;
using Det0131.Reports;
using static Det0131.Training.Coverage.CoverageText;

namespace Det0131.Training.Coverage;

/// <summary>Coverage as one HTML file.</summary>
internal static class CoveragePage
{
    private const int UsersShown = 50;
    private const int ExamplesShown = 3;

    /// <param name="report">What was counted.</param>
    /// <param name="period">The days looked at, in words.</param>
    /// <param name="top">Hosts listed.</param>
    /// <param name="to">The file.</param>
    public static void Write(CoverageReport report, string period, int top, Stream to)
    {
        var mitre = report.Elements.Where(e => e.Element.IsMitre).ToList();
        var page = new HtmlReport("What the logs can show", Text($"{period}: {Summary(report)} ") + (mitre.Count == 0 ? "" :
            Text($"Of MITRE's elements, {mitre.Count(e => e.Share >= 0.9)} of {mitre.Count} are covered for nine in ten; least covered is {mitre[0].Element.Name} of {mitre[0].Analytic.Name} ({Percent(mitre[0].Share)}).")));
        page.List(Notes(report));
        page.Section("By analytic and element").Paragraph("An element is covered for somebody when the logs show every kind of fact that its features are learned from; where only some are shown, it is covered in part. A part counts half in the share.");
        foreach (var analytic in AnalyticCatalogue.All)
        {
            Elements(page, analytic, [.. report.Elements.Where(e => e.Analytic == analytic)]);
        }

        if (!report.Spots.IsEmpty)
        {
            page.Section("What is blind, and what to switch on").Table(new ReportTable(
                "For most first", ["what is blind", "analytic", "#for", "switch on", "weakens", "for example"],
                [.. report.Spots.Select(m => (IReadOnlyList<string>)[m.Spot.Blind, m.Analytic, Text($"{m.Entities:N0}"), m.Spot.SwitchOn, string.Join(", ", m.Elements), string.Join(", ", m.Examples.Take(ExamplesShown))])]));
        }

        Entities(page, "Hosts", [.. report.Entities.Where(e => e.Kind == EntityKind.Host)], top);
        Entities(page, "Users, roles and accounts", [.. report.Entities.Where(e => e.Kind != EntityKind.Host)], UsersShown);
        page.Section("What was read").Table(new ReportTable("By source and platform", ["source", "platform", "#events", "#days", "first", "last"],
            [.. report.Statistics.Sources.Select(s => (IReadOnlyList<string>)[s.Source, s.Platform, Text($"{s.Events:N0}"), Text($"{s.Days:N0}"), Time(s.FirstMicros), Time(s.LastMicros)])]));
        page.Write(to);
    }

    private static void Elements(HtmlReport page, Analytic analytic, List<ElementCoverage> elements)
    {
        if (elements.Count == 0)
        {
            return;
        }

        page.Chart(new ReportChart(analytic.Name + ".", "Share of those that the element is learned of; a part counts half.",
            new ChartAxis("element", Names: [.. elements.Select(e => NameOf(e.Element))]), new ChartAxis("share", Max: 1),
            [new ChartSeries("covered", SeriesKind.Bar, [.. elements.Select((e, i) => new ChartPoint(i, e.Share))])], IsHorizontal: true));
        var kinds = elements.SelectMany(e => e.Kinds).Select(k => k.Kind).Distinct().Order().ToList();
        page.Table(new ReportTable(analytic.Name, ["element", "#covered", .. kinds.Select(k => NameOf(k) + "s"), "worst gaps"],
            [.. elements.Select(e => (IReadOnlyList<string>)[NameOf(e.Element), Percent(e.Share), .. kinds.Select(k => Of(e, k)),
                string.Join("; ", e.Spots.Take(2).Select(s => Text($"{s.Spot.Blind} ({s.Entities:N0})")))])]));
    }

    private static void Entities(HtmlReport page, string title, List<CoverageEntity> entities, int top)
    {
        if (entities.Count > 0)
        {
            page.Section(title).Table(new ReportTable(Text($"Least covered first, {Math.Min(top, entities.Count):N0} of {entities.Count:N0}"), ["name", "analytic", "#events", "read from", "covered", "in part", "blind", "switch on first"],
                [.. WorstFirst(entities).Take(top).Select(e => (IReadOnlyList<string>)[e.Entity.Name, Text($"{CoverageReport.AnalyticOf(e.Entity).Name}{(e.Entity.Kind == EntityKind.Host ? "" : $", {NameOf(e.Entity.Kind)}")}"), Text($"{e.Entity.Events:N0}"),
                    string.Join(", ", e.Entity.Sources.Keys), Names(e.Elements, CoverageState.Full), Names(e.Elements, CoverageState.Part), Names(e.Elements, CoverageState.None),
                    e.Elements.SelectMany(x => x.Spots).FirstOrDefault()?.SwitchOn ?? ""])]));
        }
    }

    private static string Names(IEnumerable<EntityElement> elements, CoverageState state) => string.Join(", ", elements.Where(e => e.State == state).Select(e => e.Element.Name));

    private static string Time(long micros) => Text($"{DateTime.UnixEpoch.AddTicks(micros * 10):yyyy-MM-dd HH:mm}");
}
