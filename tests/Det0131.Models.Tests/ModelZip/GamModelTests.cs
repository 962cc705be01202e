using Det0131.Models.ModelZip;

namespace Det0131.Models.Tests.ModelZip;

public sealed class GamModelTests
{
    private static readonly double[] Bounds = [0, 1, 2.5, double.PositiveInfinity];
    private static readonly double[] Effects = [0, 1, 3, 8];

    [Theory]
    [InlineData(float.NaN, 0)] // first bin, as in ML.NET
    [InlineData(-1f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0f, 0)]
    [InlineData(float.Epsilon, 1)]
    [InlineData(1f, 1)] // exact bound: still this bin
    [InlineData(1.0000001f, 3)]
    [InlineData(2.5f, 3)]
    [InlineData(2.5000002f, 8)]
    [InlineData(float.MaxValue, 8)]
    [InlineData(float.PositiveInfinity, 8)]
    public void Score_EdgeValue_TakesTheFirstBinAtOrAboveIt(float value, double effect)
    {
        var model = new GamModel(0.25, [new GamFeature("a", Bounds, Effects)]);
        Assert.Equal((float)(0.25 + effect), model.Score([value]));
    }

    // Brute-force twin: a linear search for the first bound at or above the value.
    [Fact]
    public void Contributions_RandomModels_EqualALinearSearch()
    {
        var random = new Random(7);
        for (var bins = 1; bins <= 300; bins += random.Next(1, 6))
        {
            var bounds = Enumerable.Range(0, bins).Select(i => i + (random.NextDouble() / 2)).ToArray();
            bounds[^1] = double.PositiveInfinity;
            var effects = bounds.Select(_ => random.NextDouble()).ToArray();
            var model = new GamModel(1, [new GamFeature("first", [double.PositiveInfinity], [2]), new GamFeature("second", bounds, effects)]);
            var contributions = new double[2];
            for (var i = 0; i < 100; i++)
            {
                var value = i % 3 == 0 ? (float)bounds[random.Next(bins)] : (float)((random.NextDouble() * (bins + 2)) - 1);
                model.Contributions([5, value], contributions);
                Assert.Equal(2, contributions[0]);
                Assert.Equal(effects[Array.FindIndex(bounds, bound => bound >= value)], contributions[1]);
            }
        }
    }

    [Fact]
    public void Score_AnyRow_IsTheInterceptAndTheContributionsSummedInColumnOrder()
    {
        var model = GoldenModels.StepsFromShapes();
        var contributions = new double[6];
        foreach (var row in GoldenModels.ExpectedRows("steps-gam"))
        {
            model.Contributions(row.Values, contributions);
            Assert.Equal((float)contributions.Aggregate(model.Intercept, (sum, c) => sum + c), model.Score(row.Values));
        }
    }

    [Fact]
    public void Score_ManyRows_AllocatesNothing()
    {
        var model = GoldenModels.StepsFromShapes();
        float[] row = [1, 2, 3, 4, 5, 6];
        var contributions = new double[6];
        var sum = model.Score(row);
        model.Contributions(row, contributions);
        Assert.Equal(0, Allocation.LeastOfRounds(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                row[0] = i;
                sum += model.Score(row);
                model.Contributions(row, contributions);
            }
        }));
        Assert.True(sum > 0);
    }

    [Fact]
    public void Score_FromManyThreads_GivesTheSameScores()
    {
        var model = GoldenModels.StepsFromShapes();
        var rows = GoldenModels.ExpectedRows("steps-gam");
        var expected = rows.Select(row => model.Score(row.Values)).ToArray();
        Parallel.For(0, 200, _ => Assert.Equal(expected, rows.Select(row => model.Score(row.Values))));
    }

    [Fact]
    public void Score_WrongNumberOfValues_SaysHowManyWereExpected()
    {
        var model = GoldenModels.StepsFromShapes();
        var e = Assert.Throws<ArgumentException>(() => model.Score([1, 2]));
        Assert.Contains("2 values; expected 6", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Contributions(new float[6], new double[5]));
    }

    [Fact]
    public void Constructor_FeatureArraysChangedLater_ModelStays()
    {
        var bounds = Bounds.ToArray();
        var effects = Effects.ToArray();
        var model = new GamModel(0, [new GamFeature("a", bounds, effects)]);
        effects[1] = 100;
        bounds[0] = 50;
        Assert.Equal(1, model.Score([1]));
    }

    public static TheoryData<string, double[], double[], string> BadShapes() => new()
    {
        { "a", [1, 0, double.PositiveInfinity], [0, 0, 0], "strictly rising" },
        { "a", [1, 1, double.PositiveInfinity], [0, 0, 0], "strictly rising" },
        { "a", [double.NaN, double.PositiveInfinity], [0, 0], "upper bound NaN" },
        { "a", [0, 1], [0, 0], "only the last is +infinity" },
        { "a", [double.PositiveInfinity, double.PositiveInfinity], [0, 0], "only the last is +infinity" },
        { "a", [0, double.PositiveInfinity], [0, double.NaN], "finite" },
        { "a", [0, double.PositiveInfinity], [double.NegativeInfinity, 0], "finite" },
        { "a", [0, double.PositiveInfinity], [0], "as many of both" },
        { "a", [], [], "1 to 65536" },
        { "Features", [double.PositiveInfinity], [0], "any other name" },
        { "a\tb", [double.PositiveInfinity], [0], "no control character" },
        { new string('x', 257), [double.PositiveInfinity], [0], "1 to 256" },
    };

    [Theory]
    [MemberData(nameof(BadShapes))]
    public void Constructor_BadShape_SaysWhatWasExpected(string name, double[] bounds, double[] effects, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => new GamFeature(name, bounds, effects));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_BadModel_IsRefused()
    {
        var feature = new GamFeature("a", Bounds, Effects);
        Assert.Throws<ArgumentException>(() => new GamModel(double.NaN, [feature]));
        Assert.Throws<ArgumentException>(() => new GamModel(0, []));
        Assert.Throws<ArgumentException>(() => new GamModel(0, [feature, feature]));
        Assert.Throws<ArgumentException>(
            () => new GamModel(0, Enumerable.Range(0, GamModel.MaximumFeatures + 1).Select(f => new GamFeature($"f{f}", Bounds, Effects))));
    }
}
