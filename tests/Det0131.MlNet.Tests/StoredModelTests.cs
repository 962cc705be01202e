using Det0131.Datasets;
using Det0131.Models.Analytics;
using Det0131.Models.ModelZip;
using Det0131.Models.Versioning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Det0131.MlNet.Tests;

/// <summary>Every zip of a model version against the library whose format it is.</summary>
public sealed class StoredModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-mlnet-");

    public static TheoryData<string> Analytics { get; } = [.. AnalyticCatalogue.All.Select(a => a.Id)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Analytics))]
    public void Load_ZipOfAStore_HasOurColumnsScoresAndContributions(string analytic)
    {
        var path = Path.Combine(VersionFolder(), analytic + ".zip");
        var ours = ModelZipReader.Read(path);
        string[] names = [.. ours.Features.Select(f => f.Name)];

        var context = new MLContext(seed: 1);
        var model = context.Model.Load(path, out var schema);
        Assert.Equal(names, schema.Select(column => column.Name));
        Assert.All(schema, column => Assert.Equal(NumberDataViewType.Single, column.Type));

        var rows = ModelRows.For(ours, 1000, seed: 131);
        var scored = model.Transform(ModelRows.Frame(names, rows));
        var scores = scored.GetColumn<float>("Score").ToArray();
        var contributions = Contributions(context, model, scored, names.Length);
        var expected = new double[names.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            // Both sum in double in column order and cast once; one unit in the last place is left for another order.
            var score = ours.Score(rows[row]);
            Assert.InRange(scores[row], MathF.BitDecrement(score), MathF.BitIncrement(score));
            ours.Contributions(rows[row], expected);
            Assert.Equal(expected.Select(bits => (float)bits), contributions[row]);
        }
    }

    /// <summary>All columns are asked for, not normalised: fewer, and the rest would be zeros.</summary>
    private static float[][] Contributions(MLContext context, ITransformer model, IDataView scored, int columns)
    {
        var predictor = Assert.IsAssignableFrom<ISingleFeaturePredictionTransformer<ICalculateFeatureContribution>>(Assert.IsAssignableFrom<IEnumerable<ITransformer>>(model).Last());
        var explained = context.Transforms.CalculateFeatureContribution(predictor, numberOfPositiveContributions: columns, numberOfNegativeContributions: columns, normalize: false)
            .Fit(scored).Transform(scored);
        return [.. explained.GetColumn<VBuffer<float>>("FeatureContributions").Select(v => v.DenseValues().ToArray())];
    }

    private string VersionFolder()
    {
        if (Environment.GetEnvironmentVariable("DET0131_STORE") is { Length: > 0 } directory)
        {
            var own = ModelStore.Open(directory, TimeProvider.System);
            return own.Load(own.Current() ?? throw new InvalidDataException($"No version is promoted in {directory}.")).DirectoryPath;
        }

        var store = ModelStore.Open(_folder.FullName, TimeProvider.System);
        return store.Load(store.Import(BundledFiles.PathOf(BundledFiles.DemoModel), "test")).DirectoryPath;
    }
}
