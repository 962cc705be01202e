using Det0131.Models.Evaluation;

namespace Det0131.Models.Tests.Evaluation;

public sealed class RankTestTests
{
    /// <summary>The example of SciPy's documentation of mannwhitneyu: U of the males is 17, p by the normal approximation 0.1113.</summary>
    [Fact]
    public void Of_ExampleOfTheDocumentation_Agrees()
    {
        var test = RankTest.Of([19, 22, 16, 29, 24], [20, 11, 17, 12]);
        Assert.Equal(17, test.U);
        Assert.Equal(0.11134688653314041, test.P, 1e-9);
    }

    /// <summary>Brute-force twin: every way of dealing the values into two samples; of all these the mean and variance of U, ties and all, are those that P rests on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_SmallSamplesWithTies_AsEveryDealing(int seed)
    {
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, 9).Select(_ => (double)random.Next(5))];
        List<(double U, double P)> dealt = [];
        for (var mask = 0; mask < 1 << values.Length; mask++)
        {
            if (int.PopCount(mask) == 4)
            {
                double[] first = [.. values.Where((_, i) => (mask >> i & 1) == 1)], second = [.. values.Where((_, i) => (mask >> i & 1) == 0)];
                var test = RankTest.Of(first, second);
                Assert.Equal(first.Sum(a => second.Sum(b => a > b ? 1 : a == b ? 0.5 : 0)), test.U, 1e-9);
                Assert.Equal(test.U / 20, test.Share, 1e-12);
                dealt.Add((test.U, test.P));
            }
        }

        var deviation = Math.Sqrt(dealt.Average(d => Math.Pow(d.U - 10, 2)));
        Assert.Equal(10, dealt.Average(d => d.U), 1e-9);
        Assert.All(dealt, d => Assert.Equal(MathNet.Numerics.SpecialFunctions.Erfc(Math.Max(0, Math.Abs(d.U - 10) - 0.5) / deviation / Math.Sqrt(2)), d.P, 1e-9));
    }

    [Fact]
    public void Of_AllEqual_TellsNothing() => Assert.Equal(1, RankTest.Of([2, 2], [2, 2, 2]).P);

    [Fact]
    public void Of_NoSample_IsRefused() => Assert.Throws<ArgumentException>(() => RankTest.Of([], [1]));
}
