using Det0131.Models.Evaluation;

namespace Det0131.Models.Tests.Evaluation;

public sealed class AveragePrecisionTests
{
    /// <summary>The example of scikit-learn's documentation of average_precision_score.</summary>
    [Fact]
    public void Of_ExampleOfTheDocumentation_Agrees() =>
        Assert.Equal(0.8333333, AveragePrecision.Of([new(0.1, false), new(0.4, false), new(0.35, true), new(0.8, true)]), 1e-6);

    /// <summary>Brute-force twin: for each wanted item, the share of wanted ones among all items that rank at least as high.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_RandomListsWithTies_AsItsDefinition(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var items = Enumerable.Range(0, 1 + random.Next(40)).Select(_ => new RankedItem(random.Next(8), random.Next(3) == 0, 1 + random.Next(3))).ToList();
            var wanted = items.Where(i => i.IsWanted).ToList();
            var expected = wanted.Sum(w => w.Weight * items.Where(i => i.IsWanted && i.Rank >= w.Rank).Sum(i => i.Weight) / items.Where(i => i.Rank >= w.Rank).Sum(i => i.Weight)) / wanted.Sum(w => w.Weight);
            Assert.Equal(expected, AveragePrecision.Of(items), 1e-12);
        }
    }

    [Fact]
    public void Of_NothingWanted_IsNotANumber() => Assert.True(double.IsNaN(AveragePrecision.Of([new(1, false)])));

    /// <summary>numpy.quantile([1, 2, 4, 8], [0, .25, .5, .9, 1]) = 1, 1.75, 3, 6.8, 8.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 6.8)]
    [InlineData(1, 8)]
    public void OfSorted_Quantiles_AsNumpy(double share, double expected) => Assert.Equal(expected, Quantiles.OfSorted([1, 2, 4, 8], share), 1e-12);

    /// <summary>Against theory: of the mean of n values the interval is about 1.96 standard errors to either side.</summary>
    [Fact]
    public void Bootstrap_MeanOfManyValues_IsAboutTwoStandardErrors()
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        var interval = Bootstrap.Of(values.Length, drawn => drawn.Average(i => values[i]), seed: 1);
        var mean = values.Average();
        var error = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / values.Length);
        Assert.Equal(mean, interval.Value, 1e-12);
        Assert.InRange(interval.High - mean, 1.7 * error, 2.2 * error);
        Assert.InRange(mean - interval.Low, 1.7 * error, 2.2 * error);
        Assert.Equal(interval, Bootstrap.Of(values.Length, drawn => drawn.Average(i => values[i]), seed: 1));
    }
}
