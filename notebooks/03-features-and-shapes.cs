#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 03 Features and shapes of one analytic
//
// An analytic's score is a sum: each feature's surprisal goes through a step function (its shape) that says how rare such a surprisal is among
// the site's normal groups, and the steps add up. This notebook shows the declaration, the shapes, and what they do on the groups of a lake.
//
//     dotnet run notebooks/03-features-and-shapes.cs
//     dotnet run notebooks/03-features-and-shapes.cs -- --analytic AN0371 --store models/store --lake lake
using Det0131.Models.Analytics;
using Det0131.Models.Scoring;
using Det0131.Reports;
using Det0131.Workbench;

return Notebook.Run("03-features-and-shapes", "Shows the features of one analytic, their shapes, and what they give on the groups of a lake.", args,
    [new("--analytic", "AN0367 (without it) to AN0371.")], site =>
{
    // ## 1. The declaration
    var analytic = AnalyticCatalogue.Get(site.Choice("--analytic") ?? "AN0367");
    var index = AnalyticCatalogue.All.IndexOf(analytic);
    var (version, model) = site.Model;
    var gam = model.Models[index];
    var names = ModelColumns.Names(analytic);
    var report = new HtmlReport($"Features and shapes of {analytic.Name}", Show.Text($"{analytic.Features.Length} features in {analytic.Elements.Length} elements; model {version}, from {site.Source}."));
    report.Section("1. The declaration").Paragraph(analytic.Description)
        .Table(new ReportTable("Elements and their features", ["feature", "element", "MITRE's", "kind", "what it looks at"],
            [.. analytic.Features.Select(f => (f, Element: analytic.ElementOf(f))).Select(x => (IReadOnlyList<string>)[x.f.Id, x.Element.Name, x.Element.IsMitre ? "yes" : "shared", x.f.Kind.ToString(), x.f.Meaning])]));

    // ## 2. The shapes
    report.Section("2. The shapes")
        .Paragraph("Across: surprisal, -log2 of the probability that the baseline gave the value. Up: the bits that the score gets for it. A shape that stays flat for long is a feature whose surprises are common at this site; "
            + "-1 stands for \"not observed\" and gives nothing.");
    foreach (var element in analytic.Elements)
    {
        var shapes = element.Features.Select(f => (f.Id, Gam: gam.Features[names.ToList().IndexOf(f.Id)])).Where(s => s.Gam.Effects.Length > 1).ToList();
        if (shapes.Count > 0)
        {
            report.Chart(new ReportChart($"{element.Name}.", element.Description, new ChartAxis("surprisal, bits"), new ChartAxis("score, bits"),
                [.. shapes.Select(s => new ChartSeries(s.Id, SeriesKind.Step, Steps(s.Gam)))]));
        }
    }

    var silent = analytic.Features.Where(f => gam.Features[names.ToList().IndexOf(f.Id)].Effects.Length <= 1).Select(f => f.Id).ToList();
    if (silent.Count > 0)
    {
        report.Paragraph("Without a shape, because training had too few groups that observed them: " + string.Join(", ", silent) + ".");
    }

    // ## 3. What they do on a lake
    var columns = new ColumnCounts(names.Count);
    var result = site.Score(site.Model, scored =>
    {
        if (scored.Group.Analytic == index)
        {
            columns.Add(scored);
        }
    });
    report.Section("3. What they do on a lake");
    if (columns.Groups == 0)
    {
        return report.Paragraph($"The lake has no group of {analytic.Name} among its {Show.Count(result.Groups)}.");
    }

    report.Paragraph($"{Show.Count(columns.Groups)} of {Show.Count(result.Groups)} groups are of this analytic, {Show.Count(columns.Opened)} pass the threshold. "
            + "\"Observed\" is the share of groups whose logs tell the feature at all; \"tops\" counts the opened groups in which it gave the most bits.")
        .Table(new ReportTable("Columns of the model", ["column", "#observed", "#gave 3 bits or more", "#mean bits where observed", "#most bits", "#tops"],
            [.. names.Select((name, i) => (IReadOnlyList<string>)[name, i < analytic.Features.Length ? Show.Percent(columns.Observed[i] / columns.Groups) : "-",
                Show.Percent(columns.Telling[i] / columns.Groups), Show.Number(columns.Observed[i] == 0 ? null : columns.Sum[i] / columns.Observed[i]), Show.Number(columns.Most[i]), Show.Count(columns.Tops[i])])]));
    var leading = Enumerable.Range(0, names.Count).Where(i => columns.InOpened[i] > 0).OrderByDescending(i => columns.InOpened[i]).Take(20).ToList();
    if (leading.Count > 0)
    {
        report.Chart(Show.Bars("What opened groups are made of.", "Mean bits that each column gave in groups that passed the threshold; the 20 largest.", "bits", [.. leading.Select(i => names[i])], true,
            ("bits", [.. leading.Select(i => columns.InOpened[i] / columns.Opened)])));
    }

    // ## 4. What repeats what
    report.Section("4. What repeats what")
        .Paragraph("Pairs whose bits rise together in the same groups. Strongly repeating pairs count one thing twice; the score's return period allows for it, the reader of an alert should know it.");
    var pairs = columns.Correlations().OrderByDescending(p => p.Value).ThenBy(p => p.A).ThenBy(p => p.B).Take(15).ToList();
    return report.Table(new ReportTable("The 15 most correlated pairs of columns", ["one", "other", "#correlation of their bits"], [.. pairs.Select(p => (IReadOnlyList<string>)[names[p.A], names[p.B], Show.Number(p.Value)])]));
});

// A step function as the chart draws it: each point, the lower end of a bin, holds to the next. The open last bin is drawn a little beyond.
static IReadOnlyList<ChartPoint> Steps(Det0131.Models.ModelZip.GamFeature shape)
{
    var bounds = shape.UpperBounds.ToArray();
    List<ChartPoint> points = [new(Math.Min(-1, bounds[0]), shape.Effects[0])];
    for (var bin = 1; bin < bounds.Length; bin++)
    {
        points.Add(new ChartPoint(bounds[bin - 1], shape.Effects[bin]));
    }

    points.Add(new ChartPoint(Math.Max(0, points[^1].X) * 1.1 + 0.5, points[^1].Y));
    return points;
}

/// <summary>Counts what each column of the model gave, group by group.</summary>
internal sealed class ColumnCounts(int columns)
{
    private readonly double[,] _products = new double[columns, columns];
    private readonly double[] _all = new double[columns];

    public double Groups { get; private set; }

    public double Opened { get; private set; }

    public double[] Observed { get; } = new double[columns];

    public double[] Telling { get; } = new double[columns];

    public double[] Sum { get; } = new double[columns];

    public double[] Most { get; } = new double[columns];

    public double[] Tops { get; } = new double[columns];

    public double[] InOpened { get; } = new double[columns];

    public void Add(GroupScore scored)
    {
        var bits = scored.Contributions;
        Groups++;
        Opened += scored.Opens ? 1 : 0;
        Tops[Array.IndexOf(bits, bits.Max())] += scored.Opens ? 1 : 0;
        for (var i = 0; i < bits.Length; i++)
        {
            var observed = i >= scored.Group.Surprisals.Length || scored.Group.Surprisals[i] >= 0;
            Observed[i] += observed ? 1 : 0;
            Sum[i] += observed ? bits[i] : 0;
            Telling[i] += bits[i] >= 3 ? 1 : 0;
            Most[i] = Math.Max(Most[i], bits[i]);
            InOpened[i] += scored.Opens ? bits[i] : 0;
            _all[i] += bits[i];
            for (var j = 0; bits[i] != 0 && j <= i; j++)
            {
                _products[i, j] += bits[i] * bits[j];
            }
        }
    }

    public IEnumerable<(int A, int B, double Value)> Correlations()
    {
        double Covariance(int i, int j) => (_products[Math.Max(i, j), Math.Min(i, j)] / Groups) - (_all[i] / Groups * (_all[j] / Groups));
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var scale = Math.Sqrt(Covariance(i, i) * Covariance(j, j));
                if (scale > 1e-9)
                {
                    yield return (j, i, Covariance(i, j) / scale);
                }
            }
        }
    }
}
