using Det0131.Models.Evaluation;

namespace Det0131.Models.Tests.Evaluation;

public sealed class IntervalsTests
{
    /// <summary>Published: R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score without continuity correction), four digits.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_PublishedExamples_Agree(int successes, int trials, double low, double high)
    {
        var interval = Intervals.Wilson(successes, trials);
        Assert.Equal(low, interval.Low, 0.00005);
        Assert.Equal(high, interval.High, 0.00005);
    }

    /// <summary>A property of the definition: an end is where the score test just holds, |p - share| = z sqrt(p (1 - p) / n).</summary>
    [Theory]
    [InlineData(3, 7)]
    [InlineData(140, 153)]
    [InlineData(1, 1000)]
    public void Wilson_Ends_AreWhereTheScoreTestTurns(int successes, int trials)
    {
        var interval = Intervals.Wilson(successes, trials);
        foreach (var end in new[] { interval.Low, interval.High })
        {
            Assert.Equal(1.959963984540054 * Math.Sqrt(end * (1 - end) / trials), Math.Abs(interval.Value - end), 1e-9);
        }
    }

    [Fact]
    public void Wilson_AllOrNothing_EndsThere()
    {
        Assert.Equal(new Interval(0, 0, 1), Intervals.Wilson(0, 0));
        Assert.Equal(1, Intervals.Wilson(31, 31).High);
        Assert.Equal(0, Intervals.Wilson(0, 31).Low);
    }

    /// <summary>Published: the table of exact Poisson limits in F. Garwood, Biometrika 28 (1936), as reprinted in epidemiology texts.</summary>
    [Theory]
    [InlineData(0, 0, 3.689)]
    [InlineData(1, 0.0253, 5.572)]
    [InlineData(10, 4.795, 18.39)]
    [InlineData(100, 81.36, 121.63)]
    public void Poisson_PublishedLimits_Agree(int count, double low, double high)
    {
        var interval = Intervals.Poisson(count);
        Assert.Equal(low, interval.Low, 0.005);
        Assert.Equal(high, interval.High, 0.005);
    }

    [Fact]
    public void Wilson_MoreSuccessesThanTrials_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Wilson(3, 2));
}
