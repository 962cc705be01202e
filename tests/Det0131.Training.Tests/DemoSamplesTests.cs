using System.IO.Compression;
using Det0131.Datasets;
using Det0131.Models.Baselines;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Tests;

/// <summary>The samples that are shipped are what today's generator, readers and learner make: they are made again and compared.</summary>
public sealed class DemoSamplesTests
{
    [Fact]
    public void Samples_MadeAgain_HaveTheSameContent()
    {
        var directory = Directory.CreateTempSubdirectory("det0131-samples-test-");
        try
        {
            var run = ProgramRun.Of("Det0131.Training", "demo", "--samples", directory.FullName);
            Assert.True(run.Code == 0, run.Errors);
            Compare(directory.FullName, BundledFiles.DemoLogArchive, _ => true);
            // What logarithms of the processor's own library went into may differ in the last digit between machines: it is compared by number.
            Compare(directory.FullName, BundledFiles.DemoModel, name => name.StartsWith("baselines/", StringComparison.Ordinal) || name is "context.json" or "settings.json");
            CompareNumbers(Load(BundledFiles.PathOf(BundledFiles.DemoModel), Path.Combine(directory.FullName, "shipped")),
                Load(Path.Combine(directory.FullName, Path.GetFileName(BundledFiles.DemoModel)), Path.Combine(directory.FullName, "made")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Compare(string directory, string shipped, Func<string, bool> toTheByte)
    {
        var made = Content(Path.Combine(directory, Path.GetFileName(shipped)));
        var expected = Content(BundledFiles.PathOf(shipped));
        Assert.Equal(expected.Keys, made.Keys);
        var differing = expected.Keys.Where(name => toTheByte(name) && expected[name] != made[name]).ToList();
        Assert.True(differing.Count == 0, $"{shipped} differs in {string.Join(", ", differing.Take(5))}; datasets/samples/README.md says how to make it again.");
    }

    private static ScoringModel Load(string archive, string directory)
    {
        var store = ModelStore.Open(directory, TimeProvider.System);
        return ScoringModel.Load(store.Load(store.Import(archive, "test")).DirectoryPath);
    }

    private static void CompareNumbers(ScoringModel shipped, ScoringModel made)
    {
        foreach (var (a, b) in shipped.Models.Zip(made.Models))
        {
            Assert.Equal(a.Features.Select(f => f.Name), b.Features.Select(f => f.Name));
            Same([.. a.Features.SelectMany(f => f.UpperBounds.ToArray())], [.. b.Features.SelectMany(f => f.UpperBounds.ToArray())]);
            Same([.. a.Features.SelectMany(f => f.Effects.ToArray())], [.. b.Features.SelectMany(f => f.Effects.ToArray())]);
        }

        Assert.Equal(shipped.Calibration.Threshold.Strata.Select(s => (s.Analytic, s.Stratum, s.Reason)), made.Calibration.Threshold.Strata.Select(s => (s.Analytic, s.Stratum, s.Reason)));
        Same([.. shipped.Calibration.Threshold.Strata.Select(s => (double)s.Score)], [.. made.Calibration.Threshold.Strata.Select(s => (double)s.Score)]);
        Assert.Equal(shipped.Seasons.ByEntity.Keys.Order(StringComparer.Ordinal), made.Seasons.ByEntity.Keys.Order(StringComparer.Ordinal));
        foreach (var (entity, season) in shipped.Seasons.ByEntity)
        {
            var again = made.Seasons.ByEntity[entity];
            Same([.. Enumerable.Range(0, HourOfWeek.Count).Select(season.Expected)], [.. Enumerable.Range(0, HourOfWeek.Count).Select(again.Expected)]);
            Same([.. Enumerable.Range(0, HourOfWeek.Count).Select(season.Scale)], [.. Enumerable.Range(0, HourOfWeek.Count).Select(again.Scale)]);
        }
    }

    private static void Same(double[] expected, double[] made)
    {
        Assert.Equal(expected.Length, made.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            // Infinities mark the open end of the last bin.
            Assert.True(expected[i] == made[i] || Math.Abs(expected[i] - made[i]) <= 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"{expected[i]} is shipped, {made[i]} was made.");
        }
    }

    /// <summary>Checksum and length of every file: how well they are compressed may change with the runtime.</summary>
    private static SortedDictionary<string, (uint Crc32, long Length)> Content(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        Assert.NotEmpty(zip.Entries);
        return new(zip.Entries.ToDictionary(e => e.FullName, e => (e.Crc32, e.Length)), StringComparer.Ordinal);
    }
}
