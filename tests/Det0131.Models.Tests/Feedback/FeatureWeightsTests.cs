using Det0131.Models.Feedback;

namespace Det0131.Models.Tests.Feedback;

public sealed class FeatureWeightsTests
{
    private const string Analytic = "AN0368";
    private const string Protocol = "protocol.host";
    private const string Country = "destination.country";

    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fit_OneVerdictOnly_LeavesEveryWeightAtOne()
    {
        var weights = FeatureWeights.Fit([Item(1, FeedbackVerdict.TruePositive, (Protocol, 20)), Item(2, FeedbackVerdict.Expected, (Country, 20))]);
        Assert.Empty(weights.Moved());
        Assert.Equal(1, weights.Of(Analytic, Protocol));
    }

    [Fact]
    public void Fit_OneOfEach_MovesLittleAndTheRightWay()
    {
        var weights = FeatureWeights.Fit([Item(1, FeedbackVerdict.TruePositive, (Protocol, 20)), Item(2, FeedbackVerdict.Benign, (Country, 20))]);
        Assert.InRange(weights.Of(Analytic, Protocol), 1.01, 1.35);
        Assert.InRange(weights.Of(Analytic, Country), 0.7, 0.99);
    }

    /// <summary>Whoever marks everything the wrong way round can do no more than the bounds allow, in every analytic.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(2000)]
    public void Fit_HostileOrContradictoryLabels_StaysInTheBounds(int count)
    {
        var hostile = Enumerable.Range(0, count).Select(i => i % 2 == 0
            ? Item(i, FeedbackVerdict.Benign, (Protocol, 1e9), (Country, 20)) : Item(i, FeedbackVerdict.TruePositive, (Protocol, -1e9), (Country, 0)));
        var contradictory = Enumerable.Range(0, count).Select(i => Item(i, i % 2 == 0 ? FeedbackVerdict.Benign : FeedbackVerdict.TruePositive, (Protocol, 12), (Country, 3)));
        foreach (var (_, _, weight) in FeatureWeights.Fit([.. hostile]).Moved())
        {
            Assert.InRange(weight, 0.5, 2);
        }

        // The same bits with both verdicts say nothing.
        Assert.Empty(FeatureWeights.Fit([.. contradictory]).Moved());
    }

    /// <summary>Labels drawn from a logistic model with known weights: with many of them the fit comes near those.</summary>
    [Fact]
    public void Fit_ManyLabelsOfPlantedWeights_RecoversThem()
    {
        var random = new Random(11);
        var items = Enumerable.Range(0, 6000).Select(i =>
        {
            var (a, b) = (20 * random.NextDouble(), 20 * random.NextDouble());
            var margin = ((1.7 * a) + (0.6 * b) - 23) / 8;
            return Item(i, random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? FeedbackVerdict.TruePositive : FeedbackVerdict.Benign, (Protocol, a), (Country, b));
        });
        var weights = FeatureWeights.Fit([.. items]);
        Assert.InRange(weights.Of(Analytic, Protocol), 1.5, 1.9);
        Assert.InRange(weights.Of(Analytic, Country), 0.5, 0.75);
        Assert.Equal(1, weights.Of(Analytic, "time.host"), 6);
    }

    [Fact]
    public void Fit_AnotherAnalyticWithoutLabels_TakesWhatAllSay()
    {
        var weights = FeatureWeights.Fit([.. Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? Item(i, FeedbackVerdict.TruePositive, (Country, 15)) : Item(i, FeedbackVerdict.Benign, (Protocol, 15)))]);
        Assert.True(weights.Of("AN0367", Country) > 1.05);
        Assert.True(weights.Of(Analytic, Country) >= weights.Of("AN0367", Country));
    }

    /// <summary>The twin tries every point of a grid, intercepts too.</summary>
    [Fact]
    public void WeightFit_TwoFeatures_IsTheBestPointOfAGrid()
    {
        var random = new Random(3);
        var items = Enumerable.Range(0, 14).Select(i => Item(
            i, i % 3 == 0 ? FeedbackVerdict.TruePositive : FeedbackVerdict.Benign, (Protocol, random.Next(0, 20)), (Country, random.Next(0, 20)))).ToList();
        var data = new LabelledBits(items, [Protocol, Country]);
        var fitted = WeightFit.Fit(data, [1, 1], 0.25, 2);
        var best = (Loss: double.MaxValue, A: 0.0, B: 0.0);
        for (var a = 0.5; a <= 2; a += 0.02)
        {
            for (var b = 0.5; b <= 2; b += 0.02)
            {
                for (var c = -8.0; c <= 8; c += 0.1)
                {
                    var loss = WeightFit.Loss(data, [a, b], [c], [1, 1], 0.25);
                    best = loss < best.Loss ? (loss, a, b) : best;
                }
            }
        }

        Assert.InRange(fitted[0], best.A - 0.05, best.A + 0.05);
        Assert.InRange(fitted[1], best.B - 0.05, best.B + 0.05);
    }

    [Fact]
    public void FromBytes_WhatToBytesWrote_GivesTheSameWeights()
    {
        var weights = FeatureWeights.Fit([Item(1, FeedbackVerdict.TruePositive, (Protocol, 20)), Item(2, FeedbackVerdict.Benign, (Country, 20))]);
        Assert.Equal(weights.Moved(), FeatureWeights.FromBytes(weights.ToBytes()).Moved());
        Assert.Throws<InvalidDataException>(() => FeatureWeights.FromBytes("""{"AN0368":{"time.host":3}}"""u8));
    }

    internal static FeedbackItem Item(int id, FeedbackVerdict verdict, params (string Feature, double Bits)[] bits) => new()
    {
        AlertId = $"a{id}", Verdict = verdict, Who = "ann", At = Start.AddMinutes(id), Analytic = Analytic, Entity = "bk1", Entities = [new FeedbackEntity("bk1", null)],
        Destination = "store.example", FirstEvent = Start, LastEvent = Start, Bits = bits.ToDictionary(b => b.Feature, b => b.Bits),
    };
}
