using Det0131.Models.Baselines;

namespace Det0131.Models.Tests.Baselines;

public sealed class MagnitudeBucketsTests
{
    [Fact]
    public void Of_AcrossTheRange_EqualsTheLogarithm()
    {
        // Independent: floor(8 log2 x), away from the edges where the logarithm rounds.
        for (var exponent = -31.97; exponent < 96; exponent += 0.0613)
        {
            Assert.Equal((int)Math.Floor((exponent + 32) * 8) + 1, MagnitudeBuckets.Of(Math.Pow(2, exponent)));
        }
    }

    [Fact]
    public void LowerEdge_EveryBucket_IsItsSmallestMagnitude()
    {
        for (var bucket = 2; bucket < MagnitudeBuckets.Count; bucket++)
        {
            var edge = MagnitudeBuckets.LowerEdge(bucket);
            Assert.Equal(bucket, MagnitudeBuckets.Of(edge));
            Assert.Equal(bucket - 1, MagnitudeBuckets.Of(Math.BitDecrement(edge)));
            Assert.Equal(bucket, MagnitudeBuckets.Of(MagnitudeBuckets.Representative(bucket)));
            Assert.Equal(Math.Pow(2, ((bucket - 1) / 8.0) - 32), edge, edge * 1e-13);
        }
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(1e300, MagnitudeBuckets.Count - 1)]
    [InlineData(double.MaxValue, MagnitudeBuckets.Count - 1)]
    public void Of_Edge_TakesTheOutermostBucket(double magnitude, int bucket) => Assert.Equal(bucket, MagnitudeBuckets.Of(magnitude));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e-300)]
    public void Of_NotAMagnitude_Refused(double magnitude) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudeBuckets.Of(magnitude));

    [Fact]
    public void LowerEdge_OutsideTheRange_Refused()
    {
        Assert.Equal(0, MagnitudeBuckets.LowerEdge(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudeBuckets.LowerEdge(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudeBuckets.Representative(MagnitudeBuckets.Count + 1));
    }
}
