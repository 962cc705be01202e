using System.Text;
using Det0131.Models.ModelZip;

namespace Det0131.Models.Tests.ModelZip;

/// <summary>Independent reference: the Microsoft.ML library, which wrote the zips and computed the expected numbers.</summary>
public sealed class ModelZipGoldenTests
{
    [Theory]
    [InlineData("steps-gam")]
    [InlineData("trained-gam")]
    public void Read_GoldenZip_GivesScoresAndContributionsOfMlNet(string name)
    {
        var model = ModelZipReader.Read(GoldenModels.PathOf(name + ".zip"));
        var rows = GoldenModels.ExpectedRows(name);
        Assert.Equal(505, rows.Length);
        var contributions = new double[6];
        foreach (var row in rows)
        {
            AssertWithinOneUlp(row.Score, model.Score(row.Values));
            model.Contributions(row.Values, contributions);
            for (var f = 0; f < contributions.Length; f++)
            {
                AssertWithinOneUlp(row.Contributions[f], (float)contributions[f]);
            }
        }
    }

    [Fact]
    public void Read_GoldenZip_NamesTheColumns()
    {
        var model = ModelZipReader.Read(GoldenModels.PathOf("steps-gam.zip"));
        Assert.Equal(
            ["protocol_host", "lineage_transfer_tool", "time_user", "destination_country", "volume_flow", "dns_information"],
            model.Features.Select(feature => feature.Name));
        Assert.Equal(0.5, model.Intercept);
    }

    // Every entry but the version text equals what ML.NET wrote, the two schemas included.
    [Fact]
    public void Write_ModelOfTheGoldenShapes_GivesTheGoldenBytesForEveryEntryButTheVersion()
    {
        using var golden = File.OpenRead(GoldenModels.PathOf("steps-gam.zip"));
        var expected = GoldenModels.Unzip(golden);
        var written = GoldenModels.Unzip(new MemoryStream(ModelZipWriter.ToArray(GoldenModels.StepsFromShapes())));
        Assert.Equal(expected.Keys, written.Keys);
        Assert.Equal(4, expected.Keys.Count(name => name.EndsWith("Model.key", StringComparison.Ordinal)));
        var equal = expected.Keys.Where(name => expected[name].AsSpan().SequenceEqual(written[name])).ToArray();
        Assert.Equal(expected.Keys.Where(name => name != "TrainingInfo/Version.txt"), equal);
    }

    // A model that ML.NET trained itself, written again by us: the model keys are ML.NET's own bytes. Its schemas name a
    // label column and slot names that only training knows.
    [Fact]
    public void Write_TrainedGoldenModelReadBack_GivesTheGoldenModelKeys()
    {
        var path = GoldenModels.PathOf("trained-gam.zip");
        using var golden = File.OpenRead(path);
        var expected = GoldenModels.Unzip(golden);
        var written = GoldenModels.Unzip(new MemoryStream(ModelZipWriter.ToArray(ModelZipReader.Read(path))));
        var keys = expected.Keys.Where(name => name.EndsWith("Model.key", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, keys.Length);
        Assert.All(keys, name => Assert.Equal(expected[name], written[name]));
    }

    [Fact]
    public void Read_GoldenZipWithBackslashes_GivesTheSameScores()
    {
        using var golden = File.OpenRead(GoldenModels.PathOf("steps-gam.zip"));
        var entries = GoldenModels.Unzip(golden).Select(entry => KeyValuePair.Create(entry.Key.Replace('/', '\\'), entry.Value));
        var model = ModelZipReader.Read(new MemoryStream(GoldenModels.Zip(entries)));
        Assert.All(GoldenModels.ExpectedRows("steps-gam"), row => AssertWithinOneUlp(row.Score, model.Score(row.Values)));
    }

    [Fact]
    public void Write_SameModelTwice_GivesTheSameBytesInFileAndStream()
    {
        var model = GoldenModels.StepsFromShapes();
        var stream = new MemoryStream();
        ModelZipWriter.Write(stream, model);
        Assert.Equal(ModelZipWriter.ToArray(GoldenModels.StepsFromShapes()), stream.ToArray());
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(directory.FullName, "AN0367.zip");
            ModelZipWriter.Write(path, model);
            Assert.Equal(stream.ToArray(), File.ReadAllBytes(path));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Write_AnyModel_StoresEntriesWithAFixedTime()
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(ModelZipWriter.ToArray(GoldenModels.StepsFromShapes())));
        Assert.Equal(7, zip.Entries.Count);
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
    }

    // Property: writing and reading loses nothing, down to the last bit, for odd names and numbers.
    [Fact]
    public void Read_WhatWasWritten_IsEqualToTheBit()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 50; round++)
        {
            var features = Enumerable.Range(0, random.Next(1, 40)).Select(f =>
            {
                var bins = random.Next(1, 257);
                var bounds = Enumerable.Range(0, bins).Select(_ => random.NextDouble() * 50).Distinct().Order().ToArray();
                bounds[^1] = double.PositiveInfinity;
                var name = f switch { 0 => "dns.information", 1 => "Grösse 1/2", 2 => new string('x', 256), _ => $"f{f}" };
                return new GamFeature(name, bounds, bounds.Select(_ => (random.NextDouble() - 0.3) * 20).ToArray());
            }).ToArray();
            var model = new GamModel(random.NextDouble() - 0.5, features);
            var bytes = ModelZipWriter.ToArray(model);
            var read = ModelZipReader.Read(new MemoryStream(bytes));
            Assert.Equal(BitConverter.DoubleToInt64Bits(model.Intercept), BitConverter.DoubleToInt64Bits(read.Intercept));
            Assert.Equal(model.Features.Select(f => f.Name), read.Features.Select(f => f.Name));
            Assert.All(model.Features.Zip(read.Features), pair =>
            {
                Assert.True(pair.First.UpperBounds.SequenceEqual(pair.Second.UpperBounds));
                Assert.True(pair.First.Effects.SequenceEqual(pair.Second.Effects));
            });
            Assert.Equal(bytes, ModelZipWriter.ToArray(read));
        }
    }

    [Fact]
    public void Write_ModelBeyondTheReadersLimit_IsRefused()
    {
        var bounds = Enumerable.Range(0, GamFeature.MaximumBins).Select(i => (double)i).ToArray();
        bounds[^1] = double.PositiveInfinity;
        var effects = new double[bounds.Length];
        var model = new GamModel(0, Enumerable.Range(0, 17).Select(f => new GamFeature($"f{f}", bounds, effects)));
        var e = Assert.Throws<ArgumentException>(() => ModelZipWriter.ToArray(model));
        Assert.Contains("expected at most 16777216", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyModel_SaysWhatItFollows()
    {
        var entries = GoldenModels.Unzip(new MemoryStream(ModelZipWriter.ToArray(GoldenModels.StepsFromShapes())));
        Assert.EndsWith("\n", Encoding.UTF8.GetString(entries["TrainingInfo/Version.txt"]), StringComparison.Ordinal);
    }

    private static void AssertWithinOneUlp(float expected, float actual) =>
        Assert.True(
            actual >= MathF.BitDecrement(expected) && actual <= MathF.BitIncrement(expected),
            $"expected {expected:R}, got {actual:R}");
}
