using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class AdditiveModelBuilderTests
{
    private static readonly TailShape Shape = TailShape.Fit(Enumerable.Range(0, 1_023).Select(i => (float)i).ToArray());

    // S = sum_f b_f / sqrt(features in the family of f) - 6 local + 3 points (docs/scoring-experiments.md), by hand.
    [Fact]
    public void Build_FamiliesAllowanceAndKnowledge_AddUpAsWritten()
    {
        var model = new AdditiveModelBuilder()
            .AddFeature("volume.flow", "volume", Shape)
            .AddFeature("volume.day", "volume", Shape)
            .AddFeature("time.user", "time", Shape, weight: 2)
            .AddAllowance("local_destination")
            .AddPoints("knowledge", maximumPoints: 3)
            .Build();
        Assert.Equal(["volume.flow", "volume.day", "time.user", "local_destination", "knowledge"], model.Features.Select(f => f.Name));
        var bits = Shape.BitsAt(700);
        Assert.Equal((float)((bits / Math.Sqrt(2)) + (2 * bits) - 6 + 6), model.Score([700, -1, 700, 1, 2]), 1e-5f);
        Assert.Equal(0, model.Score([-1, -1, -1, -1, -1]));
        Assert.Equal(0, model.Score([float.NaN, float.NaN, float.NaN, float.NaN, float.NaN]));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(4, 12)]
    [InlineData(5, 12)] // capped
    [InlineData(1000, 12)]
    [InlineData(float.PositiveInfinity, 12)]
    public void AddPoints_Default_GivesThreeBitsAPointUpToFour(float points, double bits)
    {
        var model = new AdditiveModelBuilder().AddPoints("knowledge").Build();
        Assert.Equal((float)bits, model.Score([points]));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, -6)]
    public void AddAllowance_Default_TakesSixBitsWhenTheValueIs1(float value, double bits)
    {
        var model = new AdditiveModelBuilder().AddAllowance("local").Build();
        Assert.Equal((float)bits, model.Score([value]));
    }

    [Fact]
    public void AddFeature_NeverObserved_CountsInItsFamily()
    {
        var model = new AdditiveModelBuilder()
            .AddFeature("a", "dns", Shape).AddFeature("b", "dns", TailShape.Fit([])).AddFeature("c", "dns", TailShape.Fit([])).AddFeature("d", "dns", TailShape.Fit([]))
            .Build();
        Assert.Equal((float)(Shape.BitsAt(500) / 2), model.Score([500, 500, 500, 500]), 1e-6f);
    }

    [Fact]
    public void AddFeature_BadArguments_AreRefused()
    {
        var builder = new AdditiveModelBuilder();
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddFeature("a", "f", Shape, weight: 0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddFeature("a", "f", Shape, weight: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddPoints("a", maximumPoints: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddAllowance("a", double.NaN));
        Assert.Throws<ArgumentException>(builder.Build);
        Assert.Throws<ArgumentException>(() => new AdditiveModelBuilder().AddAllowance("a").AddPoints("a").Build());
    }
}
