using Det0131.Models.Calibration;
using Det0131.Models.ModelZip;

namespace Det0131.Models.Tests.Calibration;

public sealed class TailShapeTests
{
    // Brute-force twin: the formula of docs/scoring-experiments.md, counted one by one. Values in rising order.
    private static double ExactBits(float[] sorted, float s)
    {
        var n = sorted.Length;
        var u = n < 30 ? sorted[^1] : sorted[n - 1 - (int)(0.05 * n)];
        if (s <= u)
        {
            return -Math.Log2((sorted.Count(v => v >= s) + 1.0) / (n + 1));
        }

        var excesses = sorted.Where(v => v > u).Select(v => (double)v - u).ToArray();
        var bits = -Math.Log2((excesses.Length + 1.0) / (n + 1));
        return Math.Min(20, excesses.Length == 0 ? bits : bits + ((s - u) / (excesses.Average() * Math.Log(2))));
    }

    public static TheoryData<string, int> Samples() => new()
    {
        { "exponential", 10 }, { "exponential", 200 }, { "exponential", 20_000 },
        { "uniform", 500 }, { "heavy", 5_000 }, { "ties", 3_000 }, { "mostly zero", 4_000 }, { "mostly zero", 31 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Fit_AnySample_IsWithin4HundredthsOfABitOfTheFormula(string kind, int count)
    {
        var random = new Random(count);
        var values = Enumerable.Range(0, count).Select(_ => Draw(kind, random)).ToArray();
        var shape = TailShape.Fit(values);
        Assert.InRange(shape.Effects.Length, 2, TailShape.MaximumSteps);
        var points = values.Take(300).Concat(Enumerable.Range(0, 1_000).Select(i => values.Max() * 3 * i / 1_000)).ToArray();
        var sorted = values.Order().ToArray();
        foreach (var s in points)
        {
            Assert.Equal(ExactBits(sorted, s), shape.BitsAt(s), 0.0401);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Fit_AnySample_NeverFallsFrom0ToTheCap(string kind, int count)
    {
        var random = new Random(count + 1);
        var shape = TailShape.Fit(Enumerable.Range(0, count).Select(_ => Draw(kind, random)).ToArray());
        var effects = shape.Effects.ToArray();
        Assert.Equal(effects.Order(), effects);
        Assert.Equal(0, effects[0]);
        Assert.True(effects[^1] <= TailShape.CapBits);
        Assert.Equal(shape.HasFittedTail, effects[^1] == TailShape.CapBits);
        Assert.Equal(0, shape.BitsAt(-1));
        Assert.Equal(0, shape.BitsAt(float.NaN));
        Assert.Equal(effects[^1], shape.BitsAt(float.PositiveInfinity));
        Assert.Equal(count, shape.ObservedGroups);
    }

    // Brute-force twin: the lower of the fitted bits and twice the surprisal, within the stairs' half a bit.
    [Theory]
    [MemberData(nameof(Samples))]
    public void InProportionToTheSurprisal_AnySample_IsTheLowerOfTheTwo(string kind, int count)
    {
        var random = new Random(count + 2);
        var values = Enumerable.Range(0, count).Select(_ => Draw(kind, random)).ToArray();
        var fitted = TailShape.Fit(values);
        var capped = fitted.InProportionToTheSurprisal();
        Assert.InRange(capped.Effects.Length, 1, TailShape.MaximumSteps);
        Assert.Equal(capped.Effects.ToArray().Order(), capped.Effects.ToArray());
        Assert.Equal(capped.UpperBounds.ToArray().Distinct().Order(), capped.UpperBounds.ToArray());
        Assert.Equal(double.PositiveInfinity, capped.UpperBounds[^1]);
        foreach (var s in Enumerable.Range(0, 2_000).Select(i => i / 50f))
        {
            Assert.InRange(capped.BitsAt(s), Math.Min(fitted.BitsAt(s), 2 * s) - 0.0401, Math.Min(fitted.BitsAt(s), (2 * s) + 0.5) + 1e-12);
        }
    }

    /// <summary>
    /// At a server that is scanned all day few groups are TLS at all. "ssl on port 443" has P = 0.93 (0.1 bits); that it is above zero in
    /// one group of 120 made it 7 bits and led the list with the system's own updates.
    /// </summary>
    [Fact]
    public void InProportionToTheSurprisal_LikelyValueThatFewGroupsShow_IsNotSurprising()
    {
        var shape = TailShape.Fit(Enumerable.Range(0, 12_000).Select(i => i % 120 == 0 ? 0.1f : 0f).ToArray());
        Assert.InRange(shape.BitsAt(0.1f), 6.8, 9);
        Assert.InRange(shape.InProportionToTheSurprisal().BitsAt(0.1f), 0, 0.2001);
    }

    [Fact]
    public void Fit_NothingObserved_GivesNoBits()
    {
        foreach (var shape in new[] { TailShape.Fit([]), TailShape.Fit([-1, -1, float.NaN, float.NegativeInfinity]) })
        {
            Assert.Equal(0, shape.ObservedGroups);
            Assert.Equal(0, shape.BitsAt(15));
            Assert.False(shape.HasFittedTail);
        }
    }

    [Fact]
    public void Fit_NotObservedAmongValues_IsLeftOut()
    {
        var with = TailShape.Fit([-1, 3, float.NaN, 1, -1, 2]);
        var without = TailShape.Fit([1, 2, 3]);
        Assert.Equal(without.UpperBounds.ToArray(), with.UpperBounds.ToArray());
        Assert.Equal(without.Effects.ToArray(), with.Effects.ToArray());
    }

    [Fact]
    public void Fit_Under30Values_StopsAtTheSamplesOwnRarity()
    {
        var shape = TailShape.Fit(Enumerable.Range(1, 29).Select(i => (float)i).ToArray());
        Assert.False(shape.HasFittedTail);
        Assert.Equal(Math.Log2(30), shape.BitsAt(1_000_000), 1e-12);
        Assert.Equal(Math.Log2(30.0 / 2), shape.BitsAt(29), 1e-12);
        Assert.True(TailShape.Fit(Enumerable.Range(1, 30).Select(i => (float)i).ToArray()).HasFittedTail);
    }

    [Fact]
    public void Fit_AllEqual_GivesNothingUpToTheValueAndTheSamplesRarityBeyond()
    {
        var shape = TailShape.Fit(Enumerable.Repeat(4f, 1_023).ToArray());
        Assert.False(shape.HasFittedTail);
        Assert.Equal(0, shape.BitsAt(4));
        Assert.Equal(10, shape.BitsAt(4.001f), 1e-12);
        Assert.Equal(2, shape.Effects.Length);
    }

    [Fact]
    public void Fit_NothingAboveThe95PercentQuantile_HasNoTail()
    {
        // One value in ten is the largest: there is no excess to fit.
        var shape = TailShape.Fit(Enumerable.Range(0, 1_000).Select(i => i % 10 == 0 ? 7f : 1f).ToArray());
        Assert.False(shape.HasFittedTail);
        Assert.Equal(Math.Log2(1_001.0 / 101), shape.BitsAt(7), 1e-12);
        Assert.Equal(Math.Log2(1_001), shape.BitsAt(8), 1e-12);
    }

    [Fact]
    public void Fit_MostlyZeroWithTinyExcess_IsCappedAt20Bits()
    {
        var shape = TailShape.Fit(Enumerable.Range(0, 1_000).Select(i => i < 970 ? 0f : 1e-30f * i).ToArray());
        Assert.True(shape.HasFittedTail);
        Assert.Equal(0, shape.BitsAt(0));
        Assert.Equal(20, shape.BitsAt(5));
        var bounds = shape.UpperBounds.ToArray();
        Assert.Equal(bounds.Distinct().Order(), bounds);
    }

    [Fact]
    public void Fit_InfiniteValues_CountAsTheLargestFloat()
    {
        var shape = TailShape.Fit([.. Enumerable.Repeat(1f, 90), .. Enumerable.Repeat(float.PositiveInfinity, 3)]);
        Assert.Equal(93, shape.ObservedGroups);
        Assert.Equal(0, shape.BitsAt(1));
        Assert.All(shape.Effects.ToArray(), bits => Assert.True(double.IsFinite(bits)));
        Assert.InRange(shape.BitsAt(float.MaxValue), 4.5, 8);
    }

    [Fact]
    public void Fit_Shape_IsALegalFeatureOfAModelAndGivesTheSameBits()
    {
        var random = new Random(3);
        var shape = TailShape.Fit(Enumerable.Range(0, 2_000).Select(_ => Draw("exponential", random)).ToArray());
        var model = new GamModel(0, [new GamFeature("a", shape.UpperBounds, shape.Effects)]);
        for (var i = 0; i < 1_000; i++)
        {
            var value = (float)(random.NextDouble() * 60) - 1;
            Assert.Equal((float)shape.BitsAt(value), model.Score([value]));
        }
    }

    private static float Draw(string kind, Random random)
    {
        var exponential = -Math.Log(1 - random.NextDouble());
        return (float)(kind switch
        {
            "exponential" => exponential * 2,
            "uniform" => random.NextDouble() * 10,
            "heavy" => Math.Exp(exponential / 1.5),
            "ties" => Math.Floor(exponential * 3),
            _ => random.NextDouble() < 0.9 ? 0 : exponential,
        });
    }
}
