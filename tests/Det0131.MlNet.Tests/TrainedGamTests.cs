using Det0131.Models.ModelZip;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Det0131.MlNet.Tests;

/// <summary>A GAM that ML.NET trained and saved: our reader, which knows the format from its description, must score it as ML.NET does.</summary>
public sealed class TrainedGamTests : IDisposable
{
    private const int Rows = 1000;
    private static readonly string[] Names = ["volume.day", "time.user", "protocol.host"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-mlnet-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_GamTrainedByMlNet_ScoresEqually()
    {
        // A plain additive truth with a step, so that the trainer has shapes to find.
        float[][] rows = [.. Enumerable.Range(0, Rows).Select(i => (float[])[i % 37 / 4f, i % 11 / 2f, i % 101 / 8f])];
        float[] labels = [.. rows.Select(row => row[0] + (row[1] > 3 ? 5 : 0) - (row[2] / 3))];
        var frame = ModelRows.Frame(Names, rows);
        frame.Columns.Add(new SingleDataFrameColumn("Label", labels));
        IDataView data = frame;

        var context = new MLContext(seed: 1);
        var trained = context.Transforms.Concatenate("Features", Names)
            .Append(context.Regression.Trainers.Gam(labelColumnName: "Label", featureColumnName: "Features", numberOfIterations: 200, maximumBinCountPerFeature: 64))
            .Fit(data);
        var path = Path.Combine(_folder.FullName, "gam.zip");
        context.Model.Save(trained, data.Schema, path);

        var ours = ModelZipReader.Read(path);
        Assert.Equal(Names, ours.Features.Select(f => f.Name));
        Assert.Contains(ours.Features, feature => feature.Effects.Length > 1);
        var scores = trained.Transform(data).GetColumn<float>("Score").ToArray();
        Assert.Equal(Rows, scores.Length);
        for (var row = 0; row < Rows; row++)
        {
            var score = ours.Score(rows[row]);
            Assert.InRange(scores[row], MathF.BitDecrement(score), MathF.BitIncrement(score));
        }
    }
}
