using Det0131.Models.Drift;

namespace Det0131.Models.Tests.Drift;

public sealed class PopulationStabilityTests
{
    // Worked by hand from the published definition, sum of (a - e) ln(a / e): shares 0.2, 0.3, 0.5 against 0.5, 0.3, 0.2 give 0.6 ln 2.5.
    [Fact]
    public void Of_WorkedExample_IsThePublishedFormula() =>
        Assert.Equal(0.6 * Math.Log(2.5), PopulationStability.Of([20, 30, 50], [50, 30, 20])!.Value, 12);

    [Fact]
    public void Of_SameShares_IsZero() => Assert.Equal(0, PopulationStability.Of([1, 2, 3], [10, 20, 30])!.Value, 12);

    [Fact]
    public void Of_OneSideEmpty_IsNull() => Assert.Null(PopulationStability.Of([0, 0], [1, 2]));

    [Fact]
    public void Of_OtherNumberOfBins_Throws() => Assert.Throws<ArgumentException>(() => PopulationStability.Of([1], [1, 2]));

    // Independent: the index is the sum of both Kullback-Leibler divergences, and parts add up to the whole.
    [Fact]
    public void Of_RandomCounts_IsBothDivergencesAndTheSumOfItsParts()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var a = Enumerable.Range(0, 10).Select(_ => (long)random.Next(1, 1000)).ToArray();
            var b = Enumerable.Range(0, 10).Select(_ => (long)random.Next(1, 1000)).ToArray();
            double Divergence(long[] p, long[] q) => p.Zip(q, (x, y) => (double)x / p.Sum() * Math.Log((double)x / p.Sum() / ((double)y / q.Sum()))).Sum();
            var index = PopulationStability.Of(a, b)!.Value;
            Assert.Equal(Divergence(a, b) + Divergence(b, a), index, 9);

            var (part, rest) = (a.Select(x => x / 3).ToArray(), a.Select(x => x - (x / 3)).ToArray());
            var weights = PopulationStability.Weights(a, b)!;
            var sum = PopulationStability.Part(weights, part, a.Sum(), b, b.Sum()) + PopulationStability.Part(weights, rest, a.Sum(), new long[10], b.Sum());
            Assert.Equal(index, sum, 9);
        }
    }

    [Fact]
    public void Join_ManyFineBins_GivesAtMostTenThatAreNotEmpty()
    {
        var random = new Random(6);
        for (var round = 0; round < 200; round++)
        {
            var fine = Enumerable.Range(0, random.Next(1, 256)).Select(_ => (long)random.Next(0, 50)).ToArray();
            fine[0]++;
            var bins = PopulationStability.Join(fine);
            Assert.True(bins[^1] < PopulationStability.MostBins);
            Assert.All(bins.Zip(bins.Skip(1)), p => Assert.InRange(p.Second - p.First, 0, 1));
            Assert.All(Enumerable.Range(0, bins[^1] + 1), bin => Assert.True(fine.Where((_, i) => bins[i] == bin).Sum() > 0));
        }
    }
}
