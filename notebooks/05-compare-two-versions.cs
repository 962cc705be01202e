#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 05 Compare two versions
//
// Before a new version is promoted: what became normal, what stopped being normal, which features drifted and by whom, where alerts open now, and
// which of the last days' alerts would appear, vanish or move. It is `models diff` with pictures. Without a store the shipped model is compared with
// one that is learned here from the shipped week.
//
//     dotnet run notebooks/05-compare-two-versions.cs
//     dotnet run notebooks/05-compare-two-versions.cs -- --store models/store --lake last-week --model-version OLD --other-version NEW
using Det0131.Datasets.History;
using Det0131.Models.Context;
using Det0131.Models.Drift;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Reports;
using Det0131.Workbench;

const int MostRows = 40;

return Notebook.Run("05-compare-two-versions", "Shows what changed between two model versions: habits, drift, thresholds, alerts.", args,
    [new("--other-version", "The newer version, of the same store.")], site =>
{
    // ## 1. The two
    var old = site.Model;
    var other = Other(site, old);
    OpenedModel[] both = [old, other];
    var difference = VersionComparison.Run(
        old.Model, old.Version, other.Model, other.Version, new LakeHistory(site.Lake), new ComparisonOptions { Listed = MostRows }, JobProgress.OnStandardError(), site.Cancellation);
    var report = new HtmlReport("Compare two versions", $"From {old.Version} to {other.Version}; {site.Source}.");
    report.Section("1. The two")
        .Table(new ReportTable("Versions", ["", "old", "new"],
        [
            ["version", .. both.Select(m => m.Version)],
            ["learned from", .. both.Select(m => TimeText.Format(m.Model.Settings.FromMicros))],
            ["until", .. both.Select(m => TimeText.Format(m.Model.Settings.UntilMicros))],
            ["users and hosts", Show.Count(difference.EntitiesBefore), Show.Count(difference.EntitiesAfter)],
            ["rows of counts", Show.Count(difference.RowsBefore), Show.Count(difference.RowsAfter)],
            ["expected incidents a day", .. both.Select(m => Show.Number(m.Model.Calibration.Threshold.ExpectedPerDay))],
        ]));

    // ## 2. What became normal, and what stopped being normal
    var changed = difference.Elements.Where(e => e.BecameNormal + e.StoppedBeingNormal > 0).ToList();
    report.Section("2. What became normal, and what stopped being normal")
        .Paragraph("Values of users and hosts that both versions know. An element that lost most of its values has lost its source, or the span is shorter.")
        .Chart(Show.Bars("Changes by element.", "How many learned values.", "values", [.. changed.Select(e => $"{e.Analytic} {e.Element}")], true,
            ("became normal", [.. changed.Select(e => (double)e.BecameNormal)]), ("stopped being normal", [.. changed.Select(e => (double)e.StoppedBeingNormal)])))
        .Table(Changes($"Became normal, most periods first, at most {MostRows}", changed.SelectMany(e => e.Became)))
        .Table(Changes($"Stopped being normal, most periods first, at most {MostRows}", changed.SelectMany(e => e.Stopped)));

    // ## 3. Which features drifted, and by whom
    var drift = difference.Drift.Where(d => d.Index is not null).Take(20).ToList();
    report.Section("3. Which features drifted, and by whom")
        .Paragraph("The population stability index over the bins of each feature's shape: under 0.1 nothing moved, over 0.25 much did. The parts of the entities add up to it.")
        .Chart(Show.Bars("Drift, the 20 largest.", "Population stability index.", "index", [.. drift.Select(d => $"{d.Analytic} {d.Feature}")], true, ("index", [.. drift.Select(d => d.Index!.Value)])))
        .Table(new ReportTable("Who drives it", ["feature", "#index", "#observations before", "#after", "drivers"],
            [.. drift.Select(d => (IReadOnlyList<string>)[$"{d.Analytic} {d.Feature}", Show.Number(d.Index), Show.Count(d.Before), Show.Count(d.After), string.Join(", ", d.Drivers.Take(4).Select(x => $"{x.Entity} {Show.Number(x.Part)}"))])]));

    // ## 4. Where alerts open
    var thresholds = difference.Thresholds.Where(t => t is { Before: not null, After: not null }).OrderByDescending(t => t.GroupsBefore + t.GroupsAfter).Take(MostRows).ToList();
    report.Section("4. Where alerts open")
        .Paragraph("By kind of group, those with most groups first. A threshold that rose hides what opened before; one that fell will bring alerts.")
        .Chart(new ReportChart("Threshold with the old and the new version.", "On the line nothing changed.", new ChartAxis("bits, old"), new ChartAxis("bits, new"),
        [
            new ChartSeries("kinds of groups", SeriesKind.Point, [.. thresholds.Select(t => new ChartPoint(t.Before!.Value, t.After!.Value)).OrderBy(p => p.X)]),
            new ChartSeries("the same", SeriesKind.Line, [new(0, 0), new(40, 40)]),
        ]))
        .Table(new ReportTable("Thresholds", ["kind of group", "#bits, old", "#bits, new", "#groups, old", "#groups, new"],
            [.. thresholds.Select(t => (IReadOnlyList<string>)[$"{t.Analytic} {t.Kind}", Show.Number(t.Before), Show.Number(t.After), Show.Count(t.GroupsBefore), Show.Count(t.GroupsAfter)])]));

    // ## 5. Which alerts appear, vanish, move
    report.Section("5. Which alerts appear, vanish, move");
    if (difference.Lake is not { } lake)
    {
        return report.Paragraph("The lake has no days to score.");
    }

    report.Paragraph(Show.Text($"{Show.Count(lake.Events)} events of {Show.Day(lake.From)} to {Show.Day(lake.Until)}, scored by both: {lake.OpenBefore} incidents pass the old threshold, {lake.OpenAfter} the new one."))
        .Chart(Show.Bars("Incidents over the threshold.", "Of the days that both scored.", "incidents", ["appear", "vanish", "stay"], false, ("incidents", [lake.Appear, lake.Vanish, lake.Stay])));
    foreach (var (what, incidents) in new[] { ("appear", lake.Appearing), ("vanish", lake.Vanishing), ("stay and moved most", lake.Moving) })
    {
        report.Table(new ReportTable($"Those that {what}, at most {MostRows}", ["day", "analytic", "who", "where to", "#bits, old", "#bits, new", "once in, old", "once in, new"],
            [.. incidents.Select(i => (IReadOnlyList<string>)[Show.Day(i.Day), i.Analytic, i.Entity, i.Destination, Show.Number(i.Before?.Score), Show.Number(i.After?.Score), i.Before?.ReturnPeriod ?? "-", i.After?.ReturnPeriod ?? "-"])]));
    }

    return report;
});

static ReportTable Changes(string caption, IEnumerable<NormalChange> changes) =>
    new(caption, ["entity", "feature", "what", "#periods before", "#periods after"],
        [.. changes.OrderByDescending(c => Math.Max(c.PeriodsBefore, c.PeriodsAfter)).ThenBy(c => c.Entity, StringComparer.Ordinal).ThenBy(c => c.What, StringComparer.Ordinal).Take(MostRows)
            .Select(c => (IReadOnlyList<string>)[c.Entity, c.Feature, c.What, Show.Count(c.PeriodsBefore), Show.Count(c.PeriodsAfter)])]);

// The samples hold one version. The other is learned from the week in the same periods, with what the first knows of the site.
static OpenedModel Other(Site site, OpenedModel old) =>
    site.HasStore
        ? site.Load(site.Choice("--other-version") ?? throw new ArgumentException("Found a store but no second version; expected --other-version."))
        : new OpenedModel("learned from the sample week", site.Learn(new LearningOptions
        {
            PeriodMicros = old.Model.Settings.PeriodMicros,
            BudgetPerDay = old.Model.Calibration.Threshold.Budget.AlertsPerDay,
            Fallback = old.Model.Settings.Fallback,
            Site = new SiteStatement([.. old.Model.Context.Assets], []),
        }));
