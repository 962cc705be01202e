#!/usr/bin/env dotnet
#:package Microsoft.ML
#:package Microsoft.ML.FastTree
#:package Microsoft.Data.Analysis
#:project Workbench/Det0131.Workbench.csproj
// # 06 Open our models in ML.NET
//
// NOT part of the default build or of the tests: it needs the packages Microsoft.ML, Microsoft.ML.FastTree and Microsoft.Data.Analysis, which nothing
// else here does. Written against the published API of Microsoft.ML 5.0.0 and type-checked against hand-written declarations of it; not run yet.
// What proves the format where the packages cannot be had: tests/Det0131.Models.Tests/ModelZip. Where they can: tests/Det0131.MlNet.Tests.
//
//     dotnet run notebooks/06-open-in-mlnet.cs
//     dotnet run notebooks/06-open-in-mlnet.cs -- --analytic AN0371 --store models/store --lake lake
using Det0131.Models.Analytics;
using Det0131.Models.ModelZip;
using Det0131.Models.Scoring;
using Det0131.Reports;
using Det0131.Workbench;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

const int MostRows = 10_000;

return Notebook.Run("06-open-in-mlnet", "Opens a model zip in ML.NET and scores the groups of a lake with it.", args, [new("--analytic", "AN0367 (without it) to AN0371.")], site =>
{
    // ## 1. Our groups as a data frame
    var analytic = AnalyticCatalogue.Get(site.Choice("--analytic") ?? "AN0367");
    var index = AnalyticCatalogue.All.IndexOf(analytic);
    var names = ModelColumns.Names(analytic);
    var rows = new List<float[]>();
    var ours = new List<float>();
    site.Score(site.Model, scored =>
    {
        if (scored.Group.Analytic == index && rows.Count < MostRows)
        {
            var row = new float[names.Count];
            ModelColumns.Fill(scored.Group, row);
            rows.Add(row);
            ours.Add(scored.Score);
        }
    });
    var frame = new DataFrame(names.Select(DataFrameColumn (string name, int column) => new SingleDataFrameColumn(name, rows.Select(row => row[column]))));
    var report = new HtmlReport($"{analytic.Name} in ML.NET", Show.Text($"{rows.Count} groups, model {site.Model.Version}, from {site.Source}."));

    // ## 2. The zip, opened by ML.NET
    var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    ModelZipWriter.Write(path, site.Model.Model.Models[index]);
    var context = new MLContext(seed: 1);
    ITransformer model;
    DataViewSchema schema;
    try
    {
        model = context.Model.Load(path, out schema);
    }
    finally
    {
        File.Delete(path);
    }

    report.Section("1. The zip, opened by ML.NET").Paragraph("The input schema as mlContext.Model.Load gives it.")
        .Table(new ReportTable("Columns", ["column", "type"], [.. schema.Select(column => (IReadOnlyList<string>)[column.Name, column.Type.ToString() ?? ""])]));

    // ## 3. The same scores
    var scored = model.Transform(frame);
    var theirs = scored.GetColumn<float>("Score").ToList();
    var worst = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
    report.Section("2. The same scores")
        .Paragraph(Show.Text($"The largest difference between our evaluator and ML.NET's over {rows.Count} groups is {worst:R} bits."))
        .Chart(new ReportChart("Score by both.", "The first 500 groups; all on one line.", new ChartAxis("bits, ours"), new ChartAxis("bits, ML.NET"),
            [new ChartSeries("groups", SeriesKind.Point, [.. ours.Zip(theirs).Take(500).OrderBy(p => p.First).Select(p => new ChartPoint(p.First, p.Second))])]));

    // ## 4. Contributions, as ML.NET calculates them
    var predictor = (ISingleFeaturePredictionTransformer<ICalculateFeatureContribution>)((IEnumerable<ITransformer>)model).Last();
    var explained = context.Transforms.CalculateFeatureContribution(predictor, names.Count, names.Count, normalize: false).Fit(scored).Transform(scored);
    var contributions = explained.GetColumn<VBuffer<float>>("FeatureContributions").Select(v => v.DenseValues().ToArray()).ToList();
    var best = Enumerable.Range(0, theirs.Count).OrderByDescending(i => theirs[i]).Take(5).ToList();
    report.Section("3. Contributions, as ML.NET calculates them").Paragraph("The five groups with the highest scores; columns that give less than half a bit are not listed.");
    foreach (var group in best)
    {
        report.Table(new ReportTable(Show.Text($"Group {group}: {theirs[group]:0.0} bits"), ["column", "#surprisal", "#bits"],
            [.. Enumerable.Range(0, names.Count).Where(c => Math.Abs(contributions[group][c]) >= 0.5f).OrderByDescending(c => contributions[group][c]).Select(c => (IReadOnlyList<string>)[names[c], Show.Number(rows[group][c]), Show.Number(contributions[group][c])])]));
    }

    return report;
});
