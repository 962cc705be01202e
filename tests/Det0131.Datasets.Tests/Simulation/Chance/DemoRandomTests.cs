using Det0131.Datasets.Simulation.Chance;

namespace Det0131.Datasets.Tests.Simulation.Chance;

public class DemoRandomTests
{
    private const int Draws = 20_000;

    [Fact]
    public void NextBits_KnownSeed_GivesPublishedVector()
    {
        // SplitMix64 for seed 1234567, as published on Rosetta Code ("Pseudo-random numbers/Splitmix64").
        var random = new DemoRandom(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];

        Assert.Equal(expected, expected.Select(_ => random.NextBits()).ToArray());
    }

    [Fact]
    public void For_OtherPath_IsAnotherStream()
    {
        var first = DemoRandom.For(1, "ab", "c").NextBits();

        Assert.Equal(first, DemoRandom.For(1, "ab", "c").NextBits());
        Assert.NotEqual(first, DemoRandom.For(1, "a", "bc").NextBits());
        Assert.NotEqual(first, DemoRandom.For(2, "ab", "c").NextBits());
    }

    [Fact]
    public void Between_Integers_CoversBothEndsAndNothingElse()
    {
        var random = new DemoRandom(7);
        var drawn = Enumerable.Range(0, Draws).Select(_ => random.Between(-2, 2)).Distinct().Order();

        Assert.Equal([-2, -1, 0, 1, 2], drawn);
    }

    [Fact]
    public void Normal_ManyDraws_HasMeanZeroAndVarianceOne()
    {
        var random = new DemoRandom(8);
        var drawn = Enumerable.Range(0, Draws).Select(_ => random.Normal()).ToList();
        var mean = drawn.Average();

        // Four standard errors of mean and variance of a standard normal sample.
        Assert.InRange(mean, -4 / Math.Sqrt(Draws), 4 / Math.Sqrt(Draws));
        Assert.InRange(drawn.Sum(x => (x - mean) * (x - mean)) / Draws, 1 - (4 * Math.Sqrt(2.0 / Draws)), 1 + (4 * Math.Sqrt(2.0 / Draws)));
        Assert.All(drawn, x => Assert.InRange(x, -6, 6));
    }

    [Fact]
    public void Bytes_ManyDraws_HaveTheMedianTheSpreadAndAHeavyTail()
    {
        var random = new DemoRandom(9);
        var drawn = Enumerable.Range(0, Draws).Select(_ => (double)random.Bytes(1_000_000, 1)).Order().ToList();

        // Without the tail the quantiles of a log-normal: median, and one standard deviation up a doubling. The tail adds one in fifty.
        Assert.InRange(drawn[Draws / 2], 950_000, 1_080_000);
        Assert.InRange(drawn[(int)(Draws * 0.8413)], 1_900_000, 2_200_000);

        // A log-normal alone passes 2^4 times its median 3 times in 100,000; here far more often.
        Assert.InRange(drawn.Count(x => x > 16_000_000), 10, 400);
        Assert.Equal(1, new DemoRandom(10).Bytes(0));
    }

    [Fact]
    public void Count_ManyDraws_HaveTheMean()
    {
        var random = new DemoRandom(11);

        Assert.InRange(Enumerable.Range(0, Draws).Average(_ => random.Count(20)), 19.8, 20.2);
        Assert.Equal(0, random.Count(0));
        Assert.Equal(0, random.Count(-3));
    }

    [Fact]
    public void Favourite_ManyDraws_FollowOneOverRank()
    {
        var random = new DemoRandom(12);
        var counts = new int[30];
        for (var i = 0; i < Draws; i++)
        {
            counts[random.Favourite(counts.Length)]++;
        }

        // The continuous law that the doc names: share of index k is log((k+3)/(k+2)) / log((n+2)/2).
        for (var k = 0; k < counts.Length; k++)
        {
            var expected = Draws * Math.Log((k + 3.0) / (k + 2)) / Math.Log((counts.Length + 2) / 2.0);
            Assert.InRange(counts[k], expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        }

        Assert.Equal(0, random.Favourite(1));
    }

    [Fact]
    public void Identifier_Always_IsAVersion4Guid()
    {
        var text = new DemoRandom(13).Identifier();

        Assert.True(Guid.TryParseExact(text, "D", out var guid));
        Assert.Equal(4, guid.Version);
    }
}
