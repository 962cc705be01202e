using System.Text.Json;
using Det0131.Models.Drift;

namespace Det0131.Models.Tests.Drift;

/// <summary>The index and its bins against numpy and scipy, from the observations on.</summary>
public sealed class PopulationStabilityTwinTests
{
    [Fact]
    public async Task Of_SkewedSamples_IsWhatNumpyAndScipyFind()
    {
        var random = new Random(11);
        var cases = Enumerable.Range(0, 60).Select(round =>
        {
            // As a shape has them: rising bounds, the last without end; some samples leave bins empty on one side.
            double[] bounds = [.. Enumerable.Range(1, random.Next(2, 12)).Select(i => (double)(float)(i * (0.5 + random.NextDouble()))).Order().Distinct(), double.MaxValue];
            float[] Sample(int most, double scale) => [.. Enumerable.Range(0, random.Next(1, most)).Select(_ => (float)(-Math.Log(1 - random.NextDouble()) * scale)), (float)bounds[0]];
            return new Case(bounds, Sample(400, 2), Sample(round % 3 == 0 ? 8 : 900, 3), PopulationStability.LeastShare);
        }).ToList();
        var found = await NumpyAsync(cases);
        Assert.Equal(cases.Count, found.Count);
        foreach (var (asked, twin) in cases.Zip(found))
        {
            var (before, after) = (Counts(asked.Bounds, asked.Before), Counts(asked.Bounds, asked.After));
            Assert.Equal(twin.Before, before);
            Assert.Equal(twin.After, after);
            Assert.Equal(twin.Index, PopulationStability.Of(before, after)!.Value, 9);
            if (twin.Divergences is { } both)
            {
                Assert.Equal(both, PopulationStability.Of(before, after)!.Value, 9);
            }
        }

        Assert.Contains(found, f => f.After.Contains(0));
    }

    private static long[] Counts(double[] bounds, float[] bits)
    {
        var counts = new long[bounds.Length];
        Array.ForEach(bits, b => counts[BaselineDrift.Bin(bounds, b)]++);
        return counts;
    }

    private static async Task<IReadOnlyList<Twin>> NumpyAsync(List<Case> cases)
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(python is not null, "python3 is not installed.");
        Assert.SkipUnless((await ChildProgram.RunAsync(python, "-c", "import numpy")).Code == 0, "numpy is not installed (Debian: python3-numpy).");
        var run = await ChildProgram.RunAsync(ChildProgram.StartOf(python, Path.Combine(AppContext.BaseDirectory, "Fixtures", "Drift", "population_stability.py")), JsonSerializer.Serialize(cases, JsonSerializerOptions.Web));
        Assert.True(run.Code == 0, run.Errors);
        return JsonSerializer.Deserialize<List<Twin>>(run.Output, JsonSerializerOptions.Web)!;
    }

    private sealed record Case(double[] Bounds, float[] Before, float[] After, double Least);

    private sealed record Twin(long[] Before, long[] After, double Index, double? Divergences);
}
